``bin/moothall explain … --at 2026-10-01`` says who could do what on a past date. ``<space>/people?at=2026-10-01`` shows the members of a
space on that day.
