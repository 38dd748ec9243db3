What waits for a decision is on one page, ``/queue``, and counted in the top bar; deciding leads to the next.
