"""GitHub's REST table served, toured, checked and shown as a page: the parts of `github_demo.py`."""
