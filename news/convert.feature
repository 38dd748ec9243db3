A post or a discussion becomes a document or a good practice, with the names of its authors and links in both directions.
