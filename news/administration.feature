Under ``/admin``, administrators see people, spaces, jobs and emails. Each page shows where it belongs and links back. Everyone can read
the workflows at ``/workflows``.
