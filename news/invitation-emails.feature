One person can send an address only a few invitations in a row; after that, each further one has to wait.
