"""The guestbook after its move to resources; what is not here is used as it was. See `guestbook.app`."""
