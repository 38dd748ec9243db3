The people of a space are found by name and role and changed in place; they are invited by mail, added from lists,
banned with a reason and renewed on one page, and a space is handed over to another owner.
