``bin/moothall import FOLDER --into PATH`` imports a folder of HTML, Markdown, text and other files into a library. It detects the language
and keeps links between the files. A second run saves only what has changed.
