Each space has a public log of moderation with totals by month and rule, and the site a yearly report as a page and as CSV.
