Administrators edit workflows in the browser, with a diagram, a description of every change, copies, and import and export as YAML. Activation
takes effect immediately for everyone and can be undone. Longer work runs as a background job with progress.
