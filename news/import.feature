``bin/moothall import FOLDER --into PATH`` brings a tree of HTML, Markdown, text and files into a library: the language is
told from the text, links between the files are kept, and running it again saves only what has changed.
