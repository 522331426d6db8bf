"""Many resources: the router, and its ways into an application."""
