``bin/moothall import FOLDER --into PATH`` imports a folder of HTML, Markdown, text and other files into a library. It detects the language
and keeps links between the files. A second run saves only what has changed.
A later import leaves alone what was edited on the site, and reports it, as it does files that are gone. Front-matter tags,
footnotes, lists of tasks and images inside pages come along.
