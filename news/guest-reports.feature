People without an account report illegal content, get a receipt and the decision by email, and can appeal. Changes of the rules of a space are in the audit log.
