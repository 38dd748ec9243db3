People react to posts, and the person who asked or a moderator marks the answer. Lists of discussions can show those without an answer.
