Messages about members, bans, requests, invitations, groups, accounts, sharing, scheduled actions and pinned discussions name the person or the
item, and a button undoes the change where that is possible. After a permanent deletion the message names what was deleted.
