// Bundle assets/ into src/moothall/static/: one style sheet, the scripts (lazily loaded ones as separate chunks), the
// images, and the map of Europe.
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import * as esbuild from "esbuild";
import * as sass from "sass";
import { europe } from "./map/europe.mjs";

const out = "src/moothall/static";
rmSync(out, { recursive: true, force: true });
mkdirSync(`${out}/css`, { recursive: true });

const { css } = sass.compile("assets/css/main.scss", {
    loadPaths: ["node_modules"],
    style: "compressed",
    quietDeps: true,
    silenceDeprecations: ["import"],
});
writeFileSync(`${out}/css/main.css`, css);

const common = { bundle: true, target: "es2022", minify: true, legalComments: "linked", logLevel: "warning" };
await esbuild.build({
    ...common,
    entryPoints: ["assets/js/main.js", "assets/js/editor.js"],
    outbase: "assets",
    outdir: out,
    splitting: true,
    format: "esm",
});
// Runs before the first paint, so it is a classic script, not a module.
await esbuild.build({ ...common, entryPoints: ["assets/js/theme.js"], outfile: `${out}/js/theme.js`, format: "iife" });

for (const name of readdirSync("assets/images")) copyFileSync(`assets/images/${name}`, `${out}/${name}`);
writeFileSync(`${out}/europe.svg`, europe());
