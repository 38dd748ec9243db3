The site, spaces, forums and discussions have feeds, as Atom and as JSON Feed. Public pages have Open Graph properties, and discussions describe themselves to search engines (schema.org).
