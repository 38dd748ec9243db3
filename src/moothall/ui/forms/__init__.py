"""Forms: Deform's machinery with templates of our own, which put nothing inline into a page.

Deform keeps one renderer for the whole process; it is set here and nowhere else.
"""

import deform

from moothall.ui.forms.renderer import FormRenderer


def includeme(config):
    # The words of Deform and Colander, in the languages they come in.
    config.add_translation_dirs("colander:locale", "deform:locale")
    deform.Form.set_default_renderer(FormRenderer())
