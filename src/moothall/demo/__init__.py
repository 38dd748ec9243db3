"""Sample content: written by hand for this domain, and always the same for the same date."""
