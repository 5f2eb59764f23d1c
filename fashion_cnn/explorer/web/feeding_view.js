// Beside the network: the maps that feed the one that is pointed at, each with its kernel.

import { make, number, paint, percent } from "./elements.js";
import { paintMap } from "./tiles.js";

// The most maps or units that are shown.
export const MOST_FEEDING = 8;

/** A function (unit, edges of feeding.js, change) that shows them in a section. */
export function feedingView(app, section) {
  const title = make("h3");
  const list = make("ul", { class: "edges" });
  const rest = make("p", { class: "about" });
  section.append(title, list, rest);
  let shown = null;
  let thumbnails = [];

  function build(unit, edges) {
    title.textContent = app.say(...titleOf(unit, edges));
    const few = edges.slice(0, MOST_FEEDING);
    const scale = Math.max(0, ...few.flatMap(({ kernel }) => kernel?.data.map(Math.abs) ?? []));
    thumbnails = [];
    list.replaceChildren(...few.map((edge) => edgeItem(edge, scale)));
    const others = edges.length - few.length;
    const isMaps = app.layers[unit.layer].shape.length === 3;
    rest.textContent = others > 0 ? app.say(isMaps ? "fewer_maps" : "fewer_units", { count: others }) : "";
  }

  /** The sentence, and its values: what the unit is, and the layer of all that feeds it. */
  function titleOf(unit, edges) {
    const { name: layer, shape } = app.layers[unit.layer];
    const values = { layer, channel: unit.channel };
    const kind = shape.length === 3 ? "map" : "unit";
    if (!edges.length) return [`${kind}_not_fed`, values];
    const from = [...new Set(edges.map((edge) => app.layers[edge.layer].name))].join(", ");
    return [`${kind}_${edges[0].kernel && edges.length > 1 ? "weighs" : "takes"}`, { ...values, from }];
  }

  /** A feeding map, times its kernel: blue below 0, red above. */
  function edgeItem({ layer, channel, share, kernel }, scale) {
    const feeder = app.layers[layer];
    const item = make("li");
    const isMap = feeder.shape.length === 3;
    if (isMap) {
      const canvas = make("canvas", { "aria-hidden": "true" });
      thumbnails.push(() => paintMap(canvas, app, layer, channel));
      item.append(canvas);
    }
    const words = [app.say(isMap ? "short_map" : "short_unit", { channel })];
    if (kernel?.data.length === 1) words.push(number(kernel.data[0]));
    if (kernel && kernel.data.length > 1) {
      const canvas = make("canvas", { class: "kernel-picture", "aria-hidden": "true" });
      paint(canvas, kernel.rows, kernel.columns, (n) => kernel.data[n], -scale, scale, app.data.colours.signed);
      item.append(make("span", { class: "sign" }, "×"), canvas);
      if (share < 1) words.push(percent(share));
    }
    item.append(make("span", { class: "edge-words" }, words.join(" · ")));
    return item;
  }

  return (unit, edges, change) => {
    if (!unit) return;
    const key = `${unit.layer} ${unit.channel} ${app.language}`;
    if (key !== shown || change === "weights" || change === "model") build(unit, edges);
    else if (change === "selection") return;
    shown = key;
    for (const show of thumbnails) show();
  };
}
