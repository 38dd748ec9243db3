// Deviations from html-validate's recommended rules, each with its reason.
export const rules = {
    // Formatting, not correctness: Chameleon keeps the indentation of templates and closes SVG elements.
    "no-trailing-whitespace": "off",
    "void-style": "off",
    "no-self-closing": "off",
    "attr-quotes": "off",
    "attribute-boolean-style": "off",
    "attribute-empty-style": "off",
    "no-inline-style": "error",
    // Long titles are written by people.
    "long-title": "off",
    // Deform submits lists and groups as several fields with one name.
    "form-dup-name": "off",
    // IDs of posts can begin with a digit, which HTML allows.
    "valid-id": ["error", { relaxed: true }],
    // Repeated names are distinguished by their article.
    "text-content": "error",
};
