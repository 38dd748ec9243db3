Browsers download a file or an image of a text again only after it changed, and can request a part of it.
