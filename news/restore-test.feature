``bin/moothall restore --test DIR`` tests a backup. Monitoring shows when the last backup was made and the last restore was tested.
