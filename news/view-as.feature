Administrators can view the site as another person, or as someone with a role. They cannot change anything meanwhile.
