People log in with a username or email address and a password of 12 characters or more. Logging out everywhere, a new password or disabling
the account ends all sessions immediately.
