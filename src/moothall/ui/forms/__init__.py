"""Forms: Deform with this package's own templates, which contain no inline scripts or styles.

Deform has one renderer per process; it is set here and nowhere else.
"""

import deform

from moothall.ui.forms.renderer import FormRenderer


def includeme(config):
    # Deform and Colander bring translations of their own texts.
    config.add_translation_dirs("colander:locale", "deform:locale")
    deform.Form.set_default_renderer(FormRenderer())
