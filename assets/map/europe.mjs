// Draw the map of Europe from Natural Earth (public domain, from world-atlas). It has one shape per member state of the
// Union, named by its code, one of all members ("members"), and one of the rest ("others"). Pages use the shapes with
// <use href="europe.svg#it">.
import { readFileSync } from "node:fs";
import { geoAzimuthalEqualArea, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";

const WIDTH = 640;
const HEIGHT = 600;

// ISO 3166: the numbers of Natural Earth, and the codes in our addresses.
const MEMBERS = {
    "040": "at", "056": "be", 100: "bg", 191: "hr", 196: "cy", 203: "cz", 208: "dk", 233: "ee", 246: "fi",
    250: "fr", 276: "de", 300: "gr", 348: "hu", 372: "ie", 380: "it", 428: "lv", 440: "lt", 442: "lu", 470: "mt",
    528: "nl", 616: "pl", 620: "pt", 642: "ro", 703: "sk", 705: "si", 724: "es", 752: "se",
};
// Neighbouring countries, drawn for orientation.
const OTHERS = new Set(["008", "020", "031", "051", "070", "112", "268", "336", "352", "383", "438", "492", "498", "499",
    "578", "643", "674", "688", "756", "760", "792", "804", "807", "826", "012", "504", "788", "422", "376"]);
// Countries too small for touch: they get a circle.
const SMALL = { mt: 7, lu: 7, cy: 8 };

export function europe() {
    const atlas = JSON.parse(readFileSync("node_modules/world-atlas/countries-50m.json", "utf8"));
    const projection = geoAzimuthalEqualArea()
        .rotate([-13, -52])
        .translate([WIDTH / 2, HEIGHT / 2])
        .precision(0.3)
        .fitExtent([[4, 4], [WIDTH - 4, HEIGHT - 4]], {
            type: "MultiPoint",
            coordinates: [[-10.5, 36], [-9, 53], [33.5, 34.6], [31.6, 62.9], [24, 70.6], [-9, 40], [14.5, 35.3], [25, 34.4]],
        })
        .clipExtent([[0, 0], [WIDTH, HEIGHT]]);
    const path = geoPath(projection).digits(1);
    const simple = simplify(presimplify(atlas), 0.012);

    const shapes = [];
    let land = "";
    const whole = feature(atlas, atlas.objects.countries).features;
    feature(simple, simple.objects.countries).features.forEach((country, at) => {
        const code = MEMBERS[country.id];
        // Simplification would remove the smallest countries.
        const drawn = path(inEurope(SMALL[code] ? whole[at] : country));
        if (!drawn) return;
        if (code) shapes.push([code, drawn, circleOf(code, whole[at], path)]);
        else if (OTHERS.has(country.id) || country.properties.name === "Kosovo") land += drawn;
    });
    const missing = Object.values(MEMBERS).filter((code) => !shapes.some(([drawn]) => drawn === code));
    if (missing.length) throw new Error(`The map lacks ${missing.join(", ")}.`);

    shapes.sort(([a], [b]) => a.localeCompare(b));
    const members = shapes.map(([code, drawn, circle]) => `<g id="${code}"><path d="${drawn}"/>${circle}</g>`);
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}"><defs>`,
        `<path id="others" d="${land}"/>`,
        ...members,
        `<g id="members">${shapes.map(([code]) => `<use href="#${code}"/>`).join("")}</g>`,
        "</defs></svg>\n",
    ].join("\n");
}

function circleOf(code, country, path) {
    if (!SMALL[code]) return "";
    const [x, y] = path.centroid(country).map((value) => value.toFixed(1));
    return `<circle cx="${x}" cy="${y}" r="${SMALL[code]}"/>`;
}

// Remove overseas parts: they are outside the map, and the projection would distort them along its edge.
function inEurope(country) {
    const { type, coordinates } = country.geometry;
    const parts = (type === "Polygon" ? [coordinates] : coordinates).filter(([[first]]) => {
        const [east, north] = first;
        return east > -30 && east < 60 && north > 25;
    });
    return { type: "MultiPolygon", coordinates: parts };
}
