Fields and languages that a condition of a step names are ticked, and need not be known by name. What is wrong with a step is
said where it is put right.
