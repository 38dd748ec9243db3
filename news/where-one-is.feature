Pages of the administration, and the other pages of a main place, say where they are and lead back up.
