"""The subcommands for any site, one module each; those of a feature are its ``command.py``."""
