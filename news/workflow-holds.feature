"Let it hold for the whole site" is a page that says what would change and where, and asks what becomes of things in states that
go. About states in which there is nothing, nobody is asked any more, there or anywhere else.
