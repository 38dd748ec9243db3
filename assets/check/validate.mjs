// Check the markup of pages: node assets/check/validate.mjs FILE-OR-URL…
// Prints one line per problem and exits with 1 if there are any.
import { readFileSync } from "node:fs";
import { HtmlValidate } from "html-validate";
import { rules } from "./rules.mjs";

const checker = new HtmlValidate({ extends: ["html-validate:recommended"], rules });
let wrong = 0;
for (const place of process.argv.slice(2)) {
    const html = /^https?:/.test(place) ? await (await fetch(place)).text() : readFileSync(place, "utf8");
    const report = await checker.validateString(html, place);
    for (const { messages } of report.results) {
        for (const { line, column, ruleId, message } of messages) {
            wrong += 1;
            console.log(`${place}:${line}:${column}: ${message} (${ruleId})`);
        }
    }
}
process.exitCode = wrong ? 1 : 0;
