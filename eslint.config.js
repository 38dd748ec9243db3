// Lint rules for browser scripts, for build and check programs, and for tests.
import js from "@eslint/js";
import globals from "globals";

export default [
    { ignores: [".bootstrap/", "docs/_build/", "eggs/", "node_modules/", "parts/", "src/moothall/static/", "var/"] },
    js.configs.recommended,
    {
        linterOptions: { reportUnusedDisableDirectives: "error" },
        rules: {
            "consistent-return": "error",
            curly: ["error", "multi-line"],
            eqeqeq: "error",
            "no-console": "error",
            "no-else-return": "error",
            "no-eval": "error",
            "no-implied-eval": "error",
            "no-lonely-if": "error",
            "no-param-reassign": "error",
            "no-promise-executor-return": "error",
            "no-script-url": "error",
            "no-self-compare": "error",
            "no-shadow": "error",
            "no-throw-literal": "error",
            "no-unneeded-ternary": "error",
            "no-use-before-define": ["error", { functions: false }],
            "no-useless-concat": "error",
            "no-var": "error",
            "object-shorthand": "error",
            "prefer-arrow-callback": "error",
            "prefer-const": "error",
            "prefer-template": "error",
            radix: "error",
        },
    },
    { files: ["assets/js/**"], languageOptions: { globals: globals.browser } },
    {
        files: ["*.js", "assets/*.mjs", "assets/check/**", "assets/map/**", "tests/js/**"],
        languageOptions: { globals: globals.node },
        rules: { "no-console": "off" },
    },
    { files: ["tests/js/**"], languageOptions: { globals: globals.browser } },
];
