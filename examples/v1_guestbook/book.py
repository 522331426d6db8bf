"""What is written in the book; it lives in memory, and knows nothing of requests."""
# mypy: allow-untyped-defs, allow-untyped-calls, no-check-untyped-defs

from datetime import date


class Entry:
    def __init__(self, number, guest, text, written):
        self.number = number
        self.guest = guest
        self.text = text
        self.written = written


class Book:
    def __init__(self, today=date.today):
        self.today = today
        self.entries = {}  # by number
        self.pages = {"rules": ("House rules", "Be kind. Sign with your name.")}  # by slug
        for guest, text, written in FIRST:
            self.sign(guest, text, written)

    def sign(self, guest, text, written=None):
        number = max(self.entries, default=0) + 1
        self.entries[number] = Entry(number, guest, text, written or self.today())
        return self.entries[number]

    def newest_first(self):
        return sorted(self.entries.values(), key=lambda entry: entry.number, reverse=True)

    def of_guest(self, guest):
        return [entry for entry in self.newest_first() if entry.guest == guest]

    def of_month(self, year, month):
        """The entries of a month; "all" stands for any."""
        return [
            entry
            for entry in self.newest_first()
            if year in ("all", f"{entry.written:%Y}") and month in ("all", f"{entry.written:%m}")
        ]

    def rename(self, guest, name):
        for entry in self.of_guest(guest):
            entry.guest = name


FIRST = [
    ("Ada Lovelace", "What a lovely engine room. I shall come back with a longer note.", date(2015, 11, 27)),
    ("Grace Hopper", "Found a moth in the lamp; it is taped to the next page.", date(2015, 12, 9)),
    ("Jürgen", "Schön war's! Danke für den Kuchen.", date(2016, 1, 3)),
    ("Linus", "Cold water, warm sauna. Would sign again.", date(2016, 1, 7)),
]
