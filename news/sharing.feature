Whoever may share something sees who has access to it and why, gives access to people, groups and spaces until a date, and
breaks it off from what is around it; what is refused can be asked for, and asking is answered from the queue.
