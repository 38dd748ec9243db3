An audit log records every change of access and every login: for the whole site under Administration → Audit log, for a space under *Access
changes*. It is stored outside the content database and chained by hashes. ``bin/moothall check`` reports tampering.
