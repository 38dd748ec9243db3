``./bootstrap.sh run`` installs everything on a fresh Debian or Ubuntu and serves a site with sample content. The path of the checkout
can have spaces and letters of any language. Problems such as a port in use are reported before anything is built.
