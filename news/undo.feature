Messages about members, bans, sharing and pinned discussions name the person or the item, and a button undoes the change for an hour. After a permanent deletion the message names what was deleted.
