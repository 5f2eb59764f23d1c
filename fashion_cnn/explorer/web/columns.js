// The layers of the network as columns: their names, their maps, their width, and blocks of them.

import { make } from "./elements.js";
import { ROWS } from "./sheet.js";
import { mapTiles, placeFrames, unitsTile } from "./tiles.js";

// The most maps of a layer that are shown, and if the network has more than DEEP layers.
const MOST_MAPS = 64;
const MOST_MAPS_DEEP = 16;
export const DEEP = 20;
// Pixels on the screen between layers, and of the frame of a block.
const GAP = 8;
const BLOCK_FRAME = 14;
// Columns that the width is shared by where there are no maps: else the units were very tall.
const FEW_COLUMNS = 24;

/** A layer: its name, what it is, and its maps. */
export function column(app, layer, position) {
  const block = blockOf(layer.name);
  const title = make("h3", { title: layer.name }, block ? layer.name.slice(block.length + 1) : layer.name);
  const about = make("p", { class: "about" }, make("span"), make("span"));
  const isMaps = layer.shape.length === 3;
  const maps = make("div", { class: isMaps ? "maps" : "all-units" });
  const more = make("button", { class: "more", hidden: true, onclick: () => grow() });
  const element = make("div", { class: "layer", "data-layer": position }, title, about, maps, more);
  element.classList.toggle("first", position === 0);
  const channels = layer.shape[layer.shape.length - 1];
  const made = { element, isMaps, name: layer.name, update, describe };
  const most = app.layers.length > DEEP ? MOST_MAPS_DEEP : MOST_MAPS;
  const shown = isMaps ? mapTiles(app, position, Math.min(channels, most)) : unitsTile(app, position);
  made.step = shown.step;
  use(shown);

  function use({ tiles, elements, update }) {
    made.tiles = tiles;
    made.updateTiles = update;
    maps.replaceChildren(...elements);
  }

  /** Show all maps of the layer. */
  function grow() {
    use(mapTiles(app, position, channels));
    app.changed("language"); // paints, and names, what is new
    made.tiles[0].element.focus();
  }

  function describe() {
    about.firstChild.textContent = layer.keras ?? "\u00a0";
    about.lastChild.textContent = layer.shape.join("×");
    more.hidden = !isMaps || made.tiles.length === channels;
    more.textContent = app.say("more_maps", { count: channels - made.tiles.length });
  }

  function update(change, region) {
    element.classList.toggle("selected", app.selected?.layer === position);
    if (isMaps) placeFrames(element, region, layer.shape[0], layer.shape[1]);
    if (change === "language") describe();
    made.updateTiles(app.outputs[position], change);
  }
  return made;
}

/** The block that a layer is in by its name, or undefined. */
function blockOf(name) {
  return name.match(/^(.*?block\d+)_/)?.[1];
}

/** The columns of a deep network, those of a block ("conv2_block1_...") in a frame with its name. */
export function inBlocks(columns) {
  const blocks = [];
  for (const { element, name } of columns) {
    const block = blockOf(name);
    if (block && blocks.at(-1)?.block === block) blocks.at(-1).members.push(element);
    else blocks.push({ block, members: [element] });
  }
  return blocks.map(({ block, members }) => {
    if (!block) return members[0];
    const name = make("p", { class: "block-name" }, block);
    return make("div", { class: "block" }, name, make("div", { class: "block-layers" }, ...members));
  });
}

/** Tell the style sheet how many columns of maps share the width of the strip. */
export function shareWidth(strip, columns) {
  const counts = columns.map(({ tiles, isMaps }) => (isMaps ? Math.ceil(tiles.length / ROWS) : 0));
  counts[0] = 2; // the input is shown larger
  const units = columns.filter(({ isMaps }) => !isMaps);
  const fixed = units.reduce((sum, { element }) => sum + element.offsetWidth, columns.length * GAP);
  const blocks = strip.querySelectorAll(".block").length;
  const sum = counts.reduce((total, count) => total + count, 0);
  strip.style.setProperty("--columns", sum > counts[0] ? sum : FEW_COLUMNS);
  strip.style.setProperty("--fixed", `${fixed + blocks * BLOCK_FRAME}px`);
  strip.classList.toggle("blocked", blocks > 0);
  strip.classList.toggle("deep", columns.length > DEEP);
}
