"""Generate the files of the sample content: PDF, ODT, XLSX, PNG and JPEG.

The results are in ``src/moothall/demo/data/files``, so that neither the site nor its tests need these libraries.
After a change to a text or a drawing here, run in a separate environment::

    pip install fpdf2 odfpy openpyxl Pillow
    python -m tools.sample_files

Requires the fonts DejaVu Sans (Debian: fonts-dejavu-core).
"""
