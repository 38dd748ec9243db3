People log in with a log-in and a password of 12 characters or more; a log-out, a new password or a disabled account ends all their sessions at once.
