"""`python -m resrouter` is the command line, see `resrouter.cli`."""

from resrouter.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
