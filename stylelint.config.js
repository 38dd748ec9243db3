// The standard rules for style sheets. What is switched off says why.
export default {
    extends: ["stylelint-config-standard-scss"],
    rules: {
        // A short rule stands on one line, and what belongs together without blank lines between.
        "at-rule-empty-line-before": null,
        "comment-empty-line-before": null,
        "custom-property-empty-line-before": null,
        "declaration-block-single-line-max-declarations": null,
        "declaration-empty-line-before": null,
        "rule-empty-line-before": null,
        // As Bootstrap has it, and as browsers before 2023 know it.
        "media-feature-range-notation": "prefix",
        // Variants of a component end in --name; ProseMirror names its own.
        "selector-class-pattern": "^(ProseMirror(-[a-z]+)?|[a-z][a-z0-9]*(-[a-z0-9]+)*(--[a-z0-9-]+)?)$",
    },
    reportNeedlessDisables: true,
    reportInvalidScopeDisables: true,
};
