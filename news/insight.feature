Every refusal says why, with the smallest change that would allow it; before a change of access is made, a page lists who gains
and who loses what; administrators can look at the site as somebody else; things can be moved.
