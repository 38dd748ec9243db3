On a phone, the header of a space takes at most a quarter of the screen: its tabs are one row that scrolls. Filters are collapsed; their button shows how many are active.
