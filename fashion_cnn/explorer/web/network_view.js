// The network from left to right: for each layer its maps as small images.

import { make, number, paint } from "./elements.js";
import { receptiveFields } from "./explain.js";

// Pixels on the screen of the small image of a map, and the most maps of a layer that are shown.
const SIDE = 40;
const MOST_MAPS = 64;

export function networkView(app, section) {
  const heading = make("h2");
  const strip = make("div", { class: "strip", role: "group" });
  section.append(heading, strip);
  let columns = [];

  function build() {
    columns = app.layers.map((layer, position) => column(app, layer, position));
    strip.replaceChildren(...columns.map(({ element }) => element));
  }

  return (change) => {
    if (change === "model" || !columns.length) build();
    heading.textContent = app.say("network");
    strip.setAttribute("aria-label", app.say("network"));
    const regions = app.selected ? receptiveFields(app.layers, app.selected) : {};
    for (const [position, each] of columns.entries()) each.update(change, regions[position]);
  };
}

/** A layer: its name, what it is, and its maps. */
function column(app, layer, position) {
  const title = make("h3", {}, layer.name);
  const about = make("p", { class: "about" });
  const maps = make("div", { class: "maps" });
  const element = make("div", { class: "layer", "data-layer": position }, title, about, maps);
  const tiles = layer.shape.length === 3 ? mapTiles(app, layer, position) : [unitsTile(app, layer, position)];
  maps.append(...tiles.map((tile) => tile.element));

  return {
    element,
    update(change, region) {
      about.textContent = `${layer.keras ?? ""} ${layer.shape.join("×")}`;
      element.classList.toggle("selected", app.selected?.layer === position);
      if (app.outputs) for (const tile of tiles) tile.update(app.outputs[position], change, region);
    },
  };
}

function mapTiles(app, layer, position) {
  const [rows, columns, channels] = layer.shape;
  const shown = Math.min(channels, MOST_MAPS);
  return Array.from({ length: shown }, (_, channel) => {
    const canvas = make("canvas", { width: columns, height: rows, "aria-hidden": "true" });
    const pick = (event) => {
      const box = canvas.getBoundingClientRect();
      const at = (place, start, length, count) =>
        Math.max(0, Math.min(count - 1, Math.floor(((place - start) / length) * count)));
      const byMouse = event.detail > 0;
      const row = byMouse ? at(event.clientY, box.top, box.height, rows) : Math.floor(rows / 2);
      const column = byMouse ? at(event.clientX, box.left, box.width, columns) : Math.floor(columns / 2);
      app.select({ layer: position, channel, row, column });
    };
    const seen = make("span", { class: "seen", hidden: true });
    const element = make("button", { class: "map", onclick: pick, "data-channel": channel }, canvas, seen);
    element.style.width = `${SIDE}px`;
    return {
      element,
      update(output, change, region) {
        frame(seen, region, rows, columns);
        const chosen = app.selected?.layer === position && app.selected.channel === channel;
        element.classList.toggle("selected", chosen);
        if (change === "selection") return;
        let [low, high] = [0, 0];
        for (let n = channel; n < output.data.length; n += channels) {
          low = Math.min(low, output.data[n]);
          high = Math.max(high, output.data[n]);
        }
        const name = app.say("map", { layer: layer.name, channel, largest: number(high) });
        element.setAttribute("aria-label", name);
        const value = (n) => output.data[n * channels + channel];
        paint(canvas, rows, columns, value, low, high, app.data.colours[channels <= 3 && position === 0 ? "grey" : "maps"]);
      },
    };
  });
}

/** Lay a frame over the region of a map that the selected unit sees. */
function frame(element, region, rows, columns) {
  element.hidden = !region;
  if (!region) return;
  element.style.left = `${(100 * region.left) / columns}%`;
  element.style.top = `${(100 * region.top) / rows}%`;
  element.style.width = `${(100 * (region.right - region.left + 1)) / columns}%`;
  element.style.height = `${(100 * (region.bottom - region.top + 1)) / rows}%`;
}

/** The units of a layer without positions: a column of cells. */
function unitsTile(app, layer, position) {
  const [units] = layer.shape.slice(-1);
  const canvas = make("canvas", { "aria-hidden": "true" });
  const select = (event) => {
    const box = canvas.getBoundingClientRect();
    const place = event.detail > 0 ? (event.clientY - box.top) / box.height : 0;
    const channel = Math.max(0, Math.min(units - 1, Math.floor(place * units)));
    app.select({ layer: position, channel, row: 0, column: 0 });
  };
  const element = make("button", { class: "units", onclick: select }, canvas);
  return {
    element,
    update(output, change) {
      if (change === "selection") return;
      element.setAttribute("aria-label", app.say("units", { layer: layer.name, count: units }));
      const [low, high] = [Math.min(0, ...output.data), Math.max(0, ...output.data)];
      paint(canvas, output.data.length, 1, (n) => output.data[n], low, high, app.data.colours.maps);
    },
  };
}
