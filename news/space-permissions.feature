Every space says in words who may do what in it ("Who may do what here", under About), and its owners can put it under
another workflow than the site's.
