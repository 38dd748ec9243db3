The file of an earlier version can be downloaded from the page of the version, and ``@history/<n>`` names its address. A comparison shows the
size of files. A file that is replaced in the API keeps the title of the item.
