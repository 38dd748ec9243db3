The interface and ``bin/moothall`` use plain English: one word for one thing, such as *Decisions*, *Sharing*, *audit log*, *email* and *username*. German and
French were revised with it.
