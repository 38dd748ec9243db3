"""The frame around every page, the components pages are made of, and the words they say.

`docs/look.rst` lists each component with what it needs. A page's template reads one `layout`
(`presenters.Layout`) and fills the slots of its master.
"""
