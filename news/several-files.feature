Several files are added to a library at once. If some are refused, the others are stored and listed, and each refused file is named with
the reason.
