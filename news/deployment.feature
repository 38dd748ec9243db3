``etc/`` has units for systemd, and an nginx configuration with which servers can be restarted in turn without an error for anyone. The deployment
page has every command.
