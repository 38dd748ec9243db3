“Log out” ends the session of this browser only. “Log out everywhere”, under “Login and security”, ends all. ``@logout`` with the cookie does
the same as the page.
