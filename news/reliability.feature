No acknowledged write is lost or repeated when a process is killed. Files are on disk before the commit that names them. Simultaneous writes are
retried, so nothing added to a folder is lost while someone else changes it.
