The forms for members and sharing say in a sentence what they would do; "See who is affected" keeps the end, the sponsor and the reason, and
knows what letting in only those named would do.
