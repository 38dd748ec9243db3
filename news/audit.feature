History and audit: every change of access and every log-in is told in words under Administration → Audit, to those who look after a
space under its *Changes of access*, and in the history of each item, where versions are compared. The trail is outside the
content database and chained by hashes; ``bin/moothall check`` says where it was tampered with.
A membership that is renewed, or let end another day, is told as that and not as a change from a role to the same role.
