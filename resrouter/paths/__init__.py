"""Paths as text: templates, what they match, and the index that finds them. Knows nothing of aiohttp."""
