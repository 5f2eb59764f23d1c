// The network from left to right: for each layer its maps as small images.

import { feedingView, MOST_FEEDING } from "./feeding_view.js";
import { feeding } from "./feeding.js";
import { make } from "./elements.js";
import { receptiveFields } from "./explain.js";
import { mapTiles, placeFrames, ROWS, unitsTile } from "./tiles.js";

// The most maps of a layer that are shown, and if the network has more than DEEP layers.
const MOST_MAPS = 64;
const MOST_MAPS_DEEP = 16;
const DEEP = 20;
// Pixels on the screen between layers, and of the frame of a block.
const GAP = 8;
const BLOCK_FRAME = 14;
// Columns that the width is shared by where there are no maps: else the units were very tall.
const FEW_COLUMNS = 24;
const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];

export function networkView(app, section) {
  const heading = make("h2", { id: "network-heading" });
  const hint = make("p", { class: "said" });
  const jump = make("select", { id: "jump", onchange: () => goTo(Number(jump.value)) });
  const jumpLabel = make("label", { class: "jump" }, make("span"), jump);
  const strip = make("div", { class: "strip", role: "group", "aria-labelledby": "network-heading" });
  const details = make("div", { class: "feeding" });
  section.append(make("div", { class: "headline" }, heading, hint, jumpLabel), strip, details);
  const showFeeding = feedingView(app, details);
  let columns = [];
  let pointed = null; // the map under the pointer, or with the focus
  let shown = null; // the map whose feeding maps are shown, and these
  let edges = [];

  function build() {
    [pointed, shown] = [null, null];
    const most = app.layers.length > DEEP ? MOST_MAPS_DEEP : MOST_MAPS;
    columns = app.layers.map((layer, position) => column(app, layer, position, most));
    strip.replaceChildren(...inBlocks(columns));
    for (const { describe } of columns) describe();
    size();
    jumpLabel.hidden = app.layers.length <= DEEP;
    jump.replaceChildren(...app.layers.map(({ name }, n) => make("option", { value: n }, name)));
    tabStop(strip.querySelector("button"));
  }

  /** Tell the style sheet how many columns of maps share the width. */
  function size() {
    const counts = columns.map(({ tiles, isMaps }) => (isMaps ? Math.ceil(tiles.length / ROWS) : 0));
    counts[0] = 2; // the input is shown larger
    const units = columns.filter(({ isMaps }) => !isMaps);
    const fixed = units.reduce((sum, { element }) => sum + element.offsetWidth, columns.length * GAP);
    const blocks = strip.querySelectorAll(".block").length;
    const sum = counts.reduce((total, count) => total + count, 0);
    strip.style.setProperty("--columns", sum > counts[0] ? sum : FEW_COLUMNS);
    strip.style.setProperty("--fixed", `${fixed + blocks * BLOCK_FRAME}px`);
    strip.classList.toggle("blocked", blocks > 0);
    strip.classList.toggle("deep", app.layers.length > DEEP);
  }

  function goTo(position) {
    const { element, tiles } = columns[position];
    strip.scrollLeft = element.offsetLeft - strip.offsetLeft;
    tiles[0].element.focus({ preventScroll: true });
  }

  // One map takes part in the order of the Tab key; the arrow keys move from map to map.
  function tabStop(button) {
    for (const other of strip.querySelectorAll("button[tabindex='0']")) other.tabIndex = -1;
    button.tabIndex = 0;
  }

  function move(event) {
    const button = event.target.closest("button");
    if (!ARROWS.includes(event.key) || !button) return;
    event.preventDefault();
    const position = Number(button.closest(".layer").dataset.layer);
    const { tiles, isMaps, step } = columns[position];
    if (!isMaps && event.key.match(/Up|Down/)) return step(event.key === "ArrowDown" ? 1 : -1);
    const buttons = tiles.map(({ element }) => element);
    neighbour(columns, position, buttons.indexOf(button), event.key)?.focus();
  }

  function point(event) {
    const isLeft = ["pointerleave", "focusout"].includes(event.type);
    const button = isLeft ? null : event.target.closest("button");
    const layer = button?.closest(".layer");
    pointed = layer ? { layer: Number(layer.dataset.layer), channel: channelOf(button, app) } : null;
    if (event.type === "focusin" && layer) tabStop(button);
    follow("selection");
  }

  /** Show what feeds the map that is pointed at, else the selected one. */
  function follow(change) {
    if (!app.outputs) return;
    const unit = pointed && pointed.channel !== null ? pointed : app.selected;
    const isOther = unit?.layer !== shown?.layer || unit?.channel !== shown?.channel;
    if (!isOther && change === "selection") return;
    if (isOther || change === "weights" || change === "model") edges = unit ? feeding(app.layers, unit) : [];
    shown = unit;
    const feeds = new Set(edges.slice(0, MOST_FEEDING).map(({ layer, channel }) => `${layer} ${channel}`));
    for (const [position, { tiles }] of columns.entries()) {
      if (change !== "image") for (const { element, channel } of tiles) element.classList.toggle("feeds", feeds.has(`${position} ${channel}`));
    }
    showFeeding(unit, edges, change);
  }

  // Whoever selects a map goes on in the closer look, where the arrow keys step the kernel.
  function enter(event) {
    const byMouse = event.detail > 0;
    if (!event.target.closest(".map")) return;
    setTimeout(() => document.querySelector("#inspector .large").focus({ preventScroll: byMouse }));
  }

  strip.addEventListener("keydown", move);
  strip.addEventListener("click", enter);
  const pointing = ["pointerover", "pointerleave", "focusin", "focusout"];
  for (const type of pointing) strip.addEventListener(type, point);

  return (change) => {
    if (change === "model" || !columns.length) build();
    heading.textContent = app.say("network");
    hint.textContent = app.say("network_hint");
    jumpLabel.firstChild.textContent = app.say("jump");
    if (!app.outputs) return;
    const regions = app.selected ? receptiveFields(app.layers, app.selected) : {};
    for (const [position, each] of columns.entries()) each.update(change, regions[position]);
    if (!app.selected) app.select(firstUnit(app));
    follow(change);
  };
}

/** The channel that a tile shows; of a column of units, the selected one, or none. */
function channelOf(button, app) {
  if (button.dataset.channel !== undefined) return Number(button.dataset.channel);
  const layer = Number(button.closest(".layer").dataset.layer);
  return app.selected?.layer === layer ? app.selected.channel : null;
}

/** What the page points at in the beginning: the largest value of the first layer with weights. */
function firstUnit(app) {
  const layer = Math.max(1, app.layers.findIndex(({ weights }) => Object.keys(weights).length));
  const { shape, data } = app.outputs[layer];
  const at = data.indexOf(Math.max(...data));
  if (shape.length !== 3) return { layer, channel: at, row: 0, column: 0 };
  const place = Math.floor(at / shape[2]);
  return { layer, channel: at % shape[2], row: Math.floor(place / shape[1]), column: place % shape[1] };
}

/** The map that an arrow key leads to from map `n` of a layer; beyond the sides, another layer's. */
function neighbour(columns, position, n, key) {
  if (key === "Home") return columns[0].tiles[0].element;
  if (key === "End") return columns[columns.length - 1].tiles[0].element;
  const { tiles } = columns[position];
  if (key === "ArrowUp") return tiles[n - 1]?.element;
  if (key === "ArrowDown") return tiles[n + 1]?.element;
  const forward = key === "ArrowRight" ? 1 : -1;
  if (tiles[n + forward * ROWS]) return tiles[n + forward * ROWS].element;
  const next = columns[position + forward]?.tiles ?? [];
  const first = forward > 0 ? 0 : Math.floor((next.length - 1) / ROWS) * ROWS;
  return next[Math.min(first + (n % ROWS), next.length - 1)]?.element;
}

/** The block that a layer is in by its name, or undefined. */
function blockOf(name) {
  return name.match(/^(.*?block\d+)_/)?.[1];
}

/** The columns of a deep network, those of a block ("conv2_block1_...") in a frame with its name. */
function inBlocks(columns) {
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

/** A layer: its name, what it is, and its maps. */
function column(app, layer, position, most) {
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
  made.tiles = isMaps ? mapTiles(app, position, Math.min(channels, most)) : [unitsTile(app, position)];
  made.step = made.tiles[0].step;
  maps.append(...made.tiles.map((tile) => tile.element));

  /** Show all maps of the layer. */
  function grow() {
    made.tiles = mapTiles(app, position, channels);
    maps.replaceChildren(...made.tiles.map((tile) => tile.element));
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
    if (change !== "selection") made.tiles.choose?.(app.outputs[position], change);
    for (const tile of made.tiles) tile.update(app.outputs[position], change);
  }
  return made;
}
