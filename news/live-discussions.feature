The service ``@stream`` tells programs which posts of a discussion were added, changed or removed.
