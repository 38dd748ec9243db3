Forms with a text keep a draft in the browser, by person and item, until it is saved. Logging out removes all drafts; leaving a page with unsaved text asks for confirmation.
If the session has ended or a form is out of date, logging in returns to the form with the input.
