Messages about members, bans, requests, invitations, groups, accounts, sharing, scheduled actions and pinned discussions name the person or the
item, and a button undoes the change where that is possible. So do the messages about site roles, space settings, reviews of guests, lists of
members and requests answered under “Decisions”, and those after an item was moved or fetched back, or after a change whose effect was shown
first. After a permanent deletion the message names what was deleted.
