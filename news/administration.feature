Administrators find people, spaces, the state of jobs and mails under ``/admin``; everybody can read the workflows under ``/workflows``.
