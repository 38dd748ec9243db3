The form to reply names the person who is answered, and quotations have a name, a link, and only what was selected.
