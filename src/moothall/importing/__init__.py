"""Bringing a folder of files into a library.

Reading is pure: `reader.read_tree` looks at a tree of HTML, Markdown and text and yields what would become documents
and files, with the links between them already leading to the new addresses, and what is refused and why. Writing
(`writer.write`) puts that into a container, in batches, and knows what an earlier run has brought there. Between the
two stands `plan.Plan`, which gives each file its place.
"""
