Forms accept a person's name as well as the username. If the name is unknown or ambiguous, they suggest people.
