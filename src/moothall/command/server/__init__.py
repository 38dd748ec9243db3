"""What the processes of a site are made of: the server of the pages, the listener for monitoring, and how they end."""
