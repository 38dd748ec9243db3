Every form with a text keeps a draft in the browser, by person and item, until the server has it; logging out removes all drafts, and leaving with unsaved text asks.
When the session ended or a form is out of date, logging in leads back to the form with everything in it.
