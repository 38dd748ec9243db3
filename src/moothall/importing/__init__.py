"""Import a folder of files into a library.

Reading is pure: `reader.read_tree` reads a tree of HTML, Markdown and text files and yields documents and files, with
links between them already rewritten to the new addresses, and refusals with reasons. Writing (`writer.write`) puts
them into a container, in batches, and updates what an earlier run imported. `plan.Plan` gives each file its address.
"""
