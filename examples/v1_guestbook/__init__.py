"""A guestbook as it was written for aiohttp 0.20; see `v1_guestbook.app`."""
