Text pasted from Google Docs, Word, LibreOffice, spreadsheets and web pages keeps its lists, tables, headings, bold and italic. Markdown
that is pasted or typed becomes formatting, and addresses become links. Addresses of the site are stored without its name.
