"""The frame of every page, the components of pages, and their texts.

`docs/look.rst` lists each component with its arguments.  The template of a page reads one `layout`
(`presenters.Layout`) and fills the slots of its master.
"""
