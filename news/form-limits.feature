Forms with files are limited to ``max_form_text_size`` of text and 200 files. A body without a content type has the limits of a form.
