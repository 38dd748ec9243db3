Extensions can add entries to the navigation, tabs and actions of spaces and items, sections of the home page and administration pages.
