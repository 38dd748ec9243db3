// The standard rules for style sheets. Disabled rules state a reason.
export default {
    extends: ["stylelint-config-standard-scss"],
    rules: {
        // Short rules on one line, and related rules without blank lines.
        "at-rule-empty-line-before": null,
        "comment-empty-line-before": null,
        "custom-property-empty-line-before": null,
        "declaration-block-single-line-max-declarations": null,
        "declaration-empty-line-before": null,
        "rule-empty-line-before": null,
        // As in Bootstrap, and as browsers before 2023 support it.
        "media-feature-range-notation": "prefix",
        // Variants of a component end in --name; ProseMirror has its own names.
        "selector-class-pattern": "^(ProseMirror(-[a-z]+)?|[a-z][a-z0-9]*(-[a-z0-9]+)*(--[a-z0-9-]+)?)$",
    },
    reportNeedlessDisables: true,
    reportInvalidScopeDisables: true,
};
