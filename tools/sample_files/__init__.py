"""Makes the files of the sample content: PDF, ODT, XLSX, PNG and JPEG.

The results are kept in ``src/moothall/demo/data/files``, so that neither the site nor its tests need the libraries this
takes.  After a change to a text or a drawing here, in an environment of its own::

    pip install fpdf2 odfpy openpyxl Pillow
    python -m tools.sample_files

Needs the fonts DejaVu Sans (Debian: fonts-dejavu-core).
"""
