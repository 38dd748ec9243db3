// Apply the colours chosen in this browser before the first paint.
try {
    const chosen = localStorage.getItem("theme");
    if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
    // Storage can be disabled; then the system setting applies.
}
document.documentElement.classList.add("has-js");
