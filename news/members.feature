The members of a space can be searched by name and role. They are invited by email, added from a list, banned with a reason and reviewed
when their membership ends. Ownership of a space can be transferred.
