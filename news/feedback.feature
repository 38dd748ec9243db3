After an action or a save, the message names the item and offers to undo it. People see why a space or a request of theirs was declined, and
requested changes above the form, with “Save and send again”.
