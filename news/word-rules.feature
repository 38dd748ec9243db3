Moderators keep word and link rules that hold matching posts until they decide, and see beforehand which posts of the last 90 days a rule would have held.
