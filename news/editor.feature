The editor keeps every element that texts can have: tables with captions and merged cells, definitions, sizes of images, languages. Tables
and images can be added, with the keyboard as well. Images belong to the text and are shown to those who can see it.
