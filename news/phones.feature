On a phone, the header of a space takes at most a quarter of the screen: its tabs are one row that scrolls. Filters fold; the control says how many are active.
