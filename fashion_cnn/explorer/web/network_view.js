// The network from left to right: for each layer its maps as small images.

import { column, DEEP, inBlocks, shareWidth } from "./columns.js";
import { feedingView, MOST_FEEDING } from "./feeding_view.js";
import { feeding } from "./feeding.js";
import { make } from "./elements.js";
import { receptiveFields } from "./explain.js";
import { moveAmong, tabStop } from "./roving.js";

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
    columns = app.layers.map((layer, position) => column(app, layer, position));
    strip.replaceChildren(...inBlocks(columns));
    for (const { describe } of columns) describe();
    shareWidth(strip, columns);
    jumpLabel.hidden = app.layers.length <= DEEP;
    jump.replaceChildren(...app.layers.map(({ name }, n) => make("option", { value: n }, name)));
    tabStop(strip, strip.querySelector("button"));
  }

  function goTo(position) {
    const { element, tiles } = columns[position];
    strip.scrollLeft = element.offsetLeft - strip.offsetLeft;
    tiles[0].element.focus({ preventScroll: true });
  }

  function point(event) {
    const isLeft = ["pointerleave", "focusout"].includes(event.type);
    const button = isLeft ? null : event.target.closest("button");
    const layer = button?.closest(".layer");
    pointed = layer ? { layer: Number(layer.dataset.layer), channel: channelOf(button, app) } : null;
    if (event.type === "focusin" && layer) tabStop(strip, button);
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
    mark(edges.slice(0, MOST_FEEDING));
    showFeeding(unit, edges, change);
  }

  /** Put a frame around the maps that feed another one. */
  function mark(feeding) {
    const feeds = new Set(feeding.map(({ layer, channel }) => `${layer} ${channel}`));
    for (const [position, { tiles }] of columns.entries()) {
      for (const { element, channel } of tiles) {
        element.classList.toggle("feeds", feeds.has(`${position} ${channel}`));
      }
    }
  }

  // Whoever selects a map goes on in the closer look, where the arrow keys step the kernel.
  function enter(event) {
    const byMouse = event.detail > 0;
    if (!event.target.closest(".map")) return;
    setTimeout(() => document.querySelector("#inspector .large").focus({ preventScroll: byMouse }));
  }

  strip.addEventListener("keydown", (event) => moveAmong(columns, event));
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
