"""What was chosen on the command line."""


def wanted(only: str, section: str, *names: str) -> bool:
    """Whether the chosen word names the section, or is a part of one of the names; without a word all is wanted."""
    return only in {"", section} or any(only in name for name in names)
