// Read HTML from standard input, one JSON string a line; write what the editor makes of it: opened and saved, and written
// anew from its model.
import { createInterface } from "node:readline";
import { readText } from "../../assets/js/text_reader.js";
import { writeText } from "../../assets/js/text_writer.js";
import { openPage } from "./page.mjs";

openPage();
for await (const line of createInterface({ input: process.stdin })) {
    const { doc, origins } = readText(JSON.parse(line));
    doc.check();
    process.stdout.write(`${JSON.stringify([writeText(doc, origins), writeText(doc)])}\n`);
}
