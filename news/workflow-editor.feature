Administrators edit workflows in the browser, under Administration, Workflows: states, steps and who may do what, with a
diagram, a description of every change in words, copies, import and export as YAML. A version takes effect at once for
everybody; what has to be done item by item is done in the background with progress, and can be taken back.
