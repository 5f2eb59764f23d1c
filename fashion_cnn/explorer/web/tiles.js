// The small images of the network: one for each map, and one for all units of a layer.

import { make, paint } from "./elements.js";
import { range, Sheet } from "./sheet.js";

// Units above one another.
const UNIT_ROWS = 128;

/**
 * Tiles for `count` maps of a layer, { tiles, elements, update(output, change) }. Where a layer has
 * more maps, they show the strongest ones for the image; while someone draws, the choice stays.
 */
export function mapTiles(app, position, count) {
  const layer = app.layers[position];
  const channels = layer.shape[2];
  const tiles = Array.from({ length: count }, (_, channel) => mapTile(app, position, channel));
  const sheet = new Sheet(layer.shape, count);
  for (const { element } of tiles) element.style.setProperty("--margin", `${100 * sheet.margin}%`);
  let [chosen, painted] = [false, false];

  function choose(output, change) {
    if (count === channels || (chosen && (change === "language" || app.source.kind === "drawn"))) return;
    chosen = true;
    strongest(output).slice(0, count).forEach((channel, n) => tiles[n].use(channel));
  }

  function update(output, change) {
    if (change !== "selection") choose(output, change);
    for (const tile of tiles) tile.update(change);
    if (change === "selection" || (change === "language" && painted)) return;
    const colours = position === 0 ? app.data.colours.grey : app.data.colours.maps;
    sheet.paint(output, tiles.map(({ channel }) => channel), colours);
    painted = true;
  }
  return { tiles, elements: [sheet.canvas, ...tiles.map(({ element }) => element)], update };
}

/** How strongly each map responds: the mean of what is above 0. */
export function strengths({ shape, data }) {
  const channels = shape[shape.length - 1];
  const sums = new Float32Array(channels);
  for (let n = 0; n < data.length; n++) if (data[n] > 0) sums[n % channels] += data[n];
  return sums.map((sum) => (sum * channels) / data.length);
}

/** The channels of an output, the strongest first. */
export function strongest(output) {
  const found = strengths(output);
  return Array.from(found.keys()).sort((one, other) => found[other] - found[one]);
}

/** Paint a map of a layer, on a scale of its own. */
export function paintMap(canvas, app, position, channel) {
  const { shape, data } = app.outputs[position];
  const [rows, columns, channels] = shape;
  const [low, high] = range(app.outputs[position], channel);
  const colours = position === 0 ? app.data.colours.grey : app.data.colours.maps;
  paint(canvas, rows, columns, (n) => data[n * channels + channel], low, high, colours);
}

/** The place along an axis, from 0 to count - 1, under a pointer. */
function placeUnder(at, start, length, count) {
  return Math.max(0, Math.min(count - 1, Math.floor(((at - start) / length) * count)));
}

function mapTile(app, position, channel) {
  const layer = app.layers[position];
  const [rows, columns] = layer.shape;
  const seen = make("span", { class: "seen" });
  const style = `aspect-ratio: ${columns} / ${rows}`;
  const element = make("button", { class: "map", tabindex: -1, style, onclick: pick }, seen);
  let named = null; // the channel that the label names

  /** Select the pixel under the pointer; with the keyboard, the largest one. */
  function pick(event) {
    const box = element.getBoundingClientRect();
    const byMouse = event.detail > 0;
    const [row, column] = byMouse
      ? [placeUnder(event.clientY, box.top, box.height, rows), placeUnder(event.clientX, box.left, box.width, columns)]
      : largest(app.outputs[position], tile.channel);
    app.select({ layer: position, channel: tile.channel, row, column });
  }

  const tile = {
    element,
    use(number) {
      tile.channel = number;
      element.dataset.channel = number;
    },
    update(change) {
      const chosen = app.selected?.layer === position && app.selected.channel === tile.channel;
      if (chosen !== tile.chosen) element.setAttribute("aria-pressed", chosen);
      tile.chosen = chosen;
      if (named === tile.channel && change !== "language") return;
      named = tile.channel;
      element.setAttribute("aria-label", app.say("map", { layer: layer.name, channel: named }));
    },
  };
  tile.use(channel);
  return tile;
}

/** The row and the column of a map's largest value. */
function largest({ shape, data }, channel) {
  let best = channel;
  for (let n = channel; n < data.length; n += shape[2]) if (data[n] > data[best]) best = n;
  const place = Math.floor(best / shape[2]);
  return [Math.floor(place / shape[1]), place % shape[1]];
}

/** Where the frames are that the style sheet lays over a region of `rows` x `columns` cells. */
export function placeFrames(element, region, rows, columns) {
  element.classList.toggle("sees", Boolean(region));
  if (!region) return;
  const place = {
    left: region.left / columns,
    top: region.top / rows,
    width: (region.right - region.left + 1) / columns,
    height: (region.bottom - region.top + 1) / rows,
  };
  for (const [side, share] of Object.entries(place)) element.style.setProperty(`--seen-${side}`, `${100 * share}%`);
}

/** The units of a layer without positions, in columns of cells. */
export function unitsTile(app, position) {
  const layer = app.layers[position];
  const units = layer.shape[layer.shape.length - 1];
  const across = Math.ceil(units / UNIT_ROWS);
  const down = Math.ceil(units / across);
  const canvas = make("canvas", { "aria-hidden": "true" });
  const seen = make("span", { class: "seen" });
  const element = make("button", { class: "units", tabindex: -1, onclick: pick }, canvas, seen);

  /** Select the unit under the pointer; with the keyboard, the one with the largest value. */
  function pick(event) {
    const box = canvas.getBoundingClientRect();
    const row = placeUnder(event.clientY, box.top, box.height, down);
    const column = placeUnder(event.clientX, box.left, box.width, across);
    const { data } = app.outputs[position];
    select(event.detail > 0 ? row * across + column : data.indexOf(Math.max(...data)));
  }

  function select(unit) {
    app.select({ layer: position, channel: Math.max(0, Math.min(units - 1, unit)), row: 0, column: 0 });
  }

  return {
    tiles: [{ element }],
    elements: [element],
    /** Select the next unit, or the one before. */
    step(by) {
      select(app.selected?.layer === position ? app.selected.channel + by : 0);
    },
    update({ data }, change) {
      const chosen = app.selected?.layer === position ? app.selected.channel : null;
      element.setAttribute("aria-pressed", chosen !== null);
      const [row, column] = [Math.floor(chosen / across), chosen % across];
      const cell = { top: row, bottom: row, left: column, right: column };
      placeFrames(element, chosen === null ? null : cell, down, across);
      if (change === "selection") return;
      if (change !== "image") element.setAttribute("aria-label", app.say("units", { layer: layer.name, count: units }));
      const [low, high] = [Math.min(0, ...data), Math.max(0, ...data)];
      const value = (n) => (n < units ? data[n] : low);
      paint(canvas, down, across, value, low, high, app.data.colours.maps);
    },
  };
}
