People sign up with a verified mail address, replace a forgotten password, see and end their log-ins, get a copy of their data and erase their account; administrators keep groups.
