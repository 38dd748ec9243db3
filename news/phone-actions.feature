On phones, actions beyond the first two fold behind "More".
