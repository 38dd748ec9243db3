Emails about posts can be answered by email, if ``moothall.inbound_listen`` and ``moothall.inbound_domain`` are set. Email programs show the
emails about a discussion together.
