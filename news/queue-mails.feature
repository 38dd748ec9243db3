Whoever has something to decide gets one mail a day about all of it, instead of one for each; a post that waits for a moderator is
told at once.
