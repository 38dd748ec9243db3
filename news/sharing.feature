Items can be shared with people, groups and spaces, with an optional end date. Access to an item can be restricted. People can request
access where it is refused, and get an answer.
