On phones, actions after the first two are in a menu, "More".
