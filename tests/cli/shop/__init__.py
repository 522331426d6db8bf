"""An application to look at from the command line."""
