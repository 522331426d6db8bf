"""Many resources: as a value, and as a router that serves them; its ways into an application."""
