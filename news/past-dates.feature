``bin/moothall explain … --at 2026-10-01`` says who could do what on a past date, and ``<space>/people?at=2026-10-01`` who was in a space.
