// The colours this person chose in this browser, before anything is painted.
try {
    const chosen = localStorage.getItem("theme");
    if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
    // Storage may be switched off; then the system decides.
}
document.documentElement.classList.add("has-js");
