Several server processes and a separate worker can share databases in PostgreSQL. "Deployment" in the documentation describes the settings.
