The editor keeps every element that texts can have: tables with captions and merged cells, definitions, sizes of images, languages. It
makes tables and images too, with the keyboard as well. Images belong to the text and are shown to those who can see it.
