Things are moved by hand: one goes to the place, reads what moving it there would do, and puts it there; what was ticked in a list goes together.
Questions before a step say its effect as well.
