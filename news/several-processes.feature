Several server processes over PostgreSQL, with a worker of their own; what to set is in the documentation under "Deployment".
