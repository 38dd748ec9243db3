``bin/moothall import FOLDER --into PATH`` imports a folder of HTML, Markdown, text and other files into a library. It detects the language
and keeps links between the files. A second run saves only what has changed.
A later import does not change items that were edited on the site; it reports them, and files that were deleted. Front-matter tags,
footnotes, task lists and images inside pages are imported.
