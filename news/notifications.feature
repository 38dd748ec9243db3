People follow the site, spaces, tags and discussions, and mention each other with ``@name``. A bell and a page show notifications, and emails about what is
followed come immediately or as a digest of the space, with a link to stop them. Emails from private spaces name neither title nor text.
