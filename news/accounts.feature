People sign up with a verified email address, reset a forgotten password, see and end their sessions, get a copy of their data and delete
their account. Administrators manage groups.
