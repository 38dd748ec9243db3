``@comments`` of a discussion has its posts in the shape that clients of Plone know.
