Spaces and the repository list what was moved out of them. Under “Moved away”, facilitators see who moved it and fetch it back within 30
days as it left, even if it was edited or deleted since.
