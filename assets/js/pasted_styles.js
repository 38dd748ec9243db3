// What an inline style of another program means.
const BOLD = /^(?:bold|bolder|[6-9]00)$/;

// Return the declarations of a style attribute, under its other name; browsers drop those that only the program knows.
export function styleOf(element) {
    const declared = element.dataset?.style ?? "";
    return Object.fromEntries(declared.split(";").map((one) => {
        const [name, ...value] = one.split(":");
        return [name.trim().toLowerCase(), value.join(":").trim().toLowerCase()];
    }));
}

// Return the names of the elements that a style stands for.
export function onlyStyle(element) {
    const style = styleOf(element);
    return [
        BOLD.test(style["font-weight"] ?? "") && "strong",
        /^(?:italic|oblique)/.test(style["font-style"] ?? "") && "em",
        /line-through/.test(`${style["text-decoration"] ?? ""} ${style["text-decoration-line"] ?? ""}`) && "s",
        { super: "sup", sub: "sub" }[style["vertical-align"]],
    ].filter(Boolean);
}
