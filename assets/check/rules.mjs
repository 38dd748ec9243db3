// Where we differ from html-validate's recommendation, each with its reason.
export const rules = {
    // Style of writing, not correctness: Chameleon indents as the template does, and closes svg's elements.
    "no-trailing-whitespace": "off",
    "void-style": "off",
    "no-self-closing": "off",
    "attr-quotes": "off",
    "attribute-boolean-style": "off",
    "attribute-empty-style": "off",
    "no-inline-style": "error",
    // What is long is somebody's title.
    "long-title": "off",
    // Deform sends lists and groups as runs of fields of one name.
    "form-dup-name": "off",
    // Posts have ids that may begin with a digit, which HTML allows.
    "valid-id": ["error", { relaxed: true }],
    // Names that repeat are told apart by the article they stand in.
    "text-content": "error",
};
