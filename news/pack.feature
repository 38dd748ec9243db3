``bin/moothall pack`` packs all databases while the site is running. After it, the erasure of a person or an item is complete.
