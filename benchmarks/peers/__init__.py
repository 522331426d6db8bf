"""The routers that are measured side by side, one module each; each builds itself from the same table."""
