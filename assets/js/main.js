// Scripts of every page. Each module looks for its own markup and does nothing without it.
import * as appearance from "./appearance.js";
import * as bar from "./bar.js";
import * as choosing from "./choosing.js";
import * as contents from "./contents.js";
import * as continuing from "./continuing.js";
import * as copying from "./copying.js";
import * as drafts from "./drafts.js";
import * as dropping from "./dropping.js";
import * as editing from "./editing.js";
import * as effect from "./effect.js";
import * as forms from "./forms.js";
import * as live from "./live.js";
import * as mentions from "./mentions.js";
import * as queue from "./queue.js";
import * as quoting from "./quoting.js";
import * as reading from "./reading.js";
import * as scrolling from "./scrolling.js";
import * as times from "./times.js";

const parts = [
    appearance, bar, choosing, contents, continuing, copying, drafts, dropping, editing, effect, forms, live, mentions, queue, quoting,
    reading, scrolling, times,
];
for (const part of parts) part.start();
