"""One resource: its path, its routes, and the answer for a request. aiohttp's classes live from here up."""
