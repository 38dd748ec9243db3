"""What every feature stands on; it knows none of them by name.

Start with :mod:`moothall.core.content` (what an item is), then
:mod:`moothall.core.access` (who may do what) and
:mod:`moothall.core.workflow` (the tables that say so).
"""
