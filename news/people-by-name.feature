Forms take the name of somebody as well as the log-in, and say who could be meant where nobody, or more than one, is called that.
