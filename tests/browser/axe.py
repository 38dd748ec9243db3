"""Runs axe on the page a browser shows, and says what is wrong in lines that can be read.

axe goes in through the developer protocol, which the page's content security policy does not hold
back; so the page is tested as it is served.
"""

import json
from pathlib import Path

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
#: Rules whose answer depends on the width of the window; the others judge the document, whatever shows of it.
LAYOUT = ("scrollable-region-focusable", "target-size")
#: Rules about colours, which take half of the time of all rules.
COLOURS = ("color-contrast", "link-in-text-block")


def violations(driver, only=()) -> list[str]:
    """What the page open in `driver` (selenium, Chromium) does wrong, by all rules or `only` by some."""
    rules = {"type": "rule", "values": only} if only else {"type": "tag", "values": RULES}
    if not _evaluate(driver, "'axe' in window"):
        _evaluate(driver, AXE.read_text(encoding="utf-8"))
    options = json.dumps({"runOnly": rules, "resultTypes": ["violations"]})
    found = _evaluate(driver, f"axe.run(document, {options}).then(result => JSON.stringify(result.violations))")
    return [_said(violation, node) for violation in json.loads(found) for node in violation["nodes"]]


def _evaluate(driver, script: str):
    answer = driver.execute_cdp_cmd(
        "Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True}
    )
    if "exceptionDetails" in answer:
        raise RuntimeError(answer["exceptionDetails"]["exception"].get("description", "axe did not run"))
    return answer["result"].get("value")


def _said(violation: dict, node: dict) -> str:
    why = " ".join(check["message"] for check in node["any"] + node["all"] + node["none"])
    return f"{violation['id']} ({violation['impact']}): {' '.join(map(str, node['target']))}: {why}"
