Stored credentials are encrypted with keys in one file (``moothall.keys_path``). ``bin/moothall keys`` lists and rotates them, ``check`` names missing ones, and backups leave the file out.
