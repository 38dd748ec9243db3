Coalitions and workspaces have members, roles and settings. They hold discussions with moderation, and documents, files and links with
approval. A curated repository and one search cover the whole site.
