Emails that come back are counted and shown under *Email delivery* in the settings; after three permanent errors, notifications to that address
are paused. The page also says why there was no email about a notification.
