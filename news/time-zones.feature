Times are shown and typed in the time zone of each person: the one chosen under Settings, at first that of the browser. The new setting
``moothall.time_zone`` is the time zone of the site, in which end dates are days.
