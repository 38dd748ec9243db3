``./bootstrap.sh run`` installs everything on a fresh Debian or Ubuntu and serves a site with sample content.
