What waits for a decision is on one page, ``/queue``, and counted in the top bar; deciding leads to the next. A decision can be
taken in hand, with notes for the others who decide, and whoever asked for it sees by whom. Many can be decided at once after a look
at what becomes of each; each space has its part of the queue, and what a new version changes is shown word by word.
