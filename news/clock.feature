After the clock has jumped forward, nothing is deleted by age for a week, and administrators are notified.
