Drafts are kept on the server as well, so that they are the same in all browsers of a person. The page “Drafts” lists them.
