// The network while it learns: a slider through the snapshots of its training.

import { make, paint, percent } from "./elements.js";

// Filters that are shown, and the time between snapshots, in milliseconds, while they are played.
const MOST_FILTERS = 32;
const PAUSE = 800;

export function learnView(app, section) {
  if (app.data.models.every((model) => model.snapshots.length < 2)) return () => {};
  const heading = make("h2");
  const play = make("button", { id: "play-training", onclick: () => (timer ? stop() : start()) });
  const move = (event) => {
    stop();
    app.useSnapshot(Number(event.target.value));
  };
  const slider = make("input", { type: "range", id: "snapshot", min: 0, step: 1, oninput: move });
  const when = make("p", { class: "when" });
  const scores = make("div", { class: "scores", "aria-hidden": "true" });
  const filtersTitle = make("h3");
  const filters = make("div", { class: "filters", role: "img" });
  section.append(
    make("div", { class: "learning" }, make("div", {}, heading, play, when), make("div", {}, scores, slider)),
    filtersTitle,
    filters,
  );
  let timer = null;

  function start() {
    const last = app.model.snapshots.length - 1;
    app.useSnapshot(app.snapshot === last ? 0 : app.snapshot + 1);
    timer = setInterval(() => {
      app.useSnapshot(app.snapshot + 1);
      if (app.snapshot >= last) stop();
    }, PAUSE);
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    play.textContent = app.say("play_training");
  }

  return (change) => {
    if (change === "model") stop();
    const { snapshots } = app.model;
    section.hidden = snapshots.length < 2;
    if (section.hidden || change === "image" || change === "selection") return;
    heading.textContent = app.say("learning");
    play.textContent = app.say(timer ? "pause_training" : "play_training");
    slider.max = snapshots.length - 1;
    slider.value = app.snapshot;
    slider.setAttribute("aria-label", app.say("learning"));
    slider.setAttribute("aria-valuetext", sentence(app));
    slider.style.setProperty("--count", snapshots.length);
    when.textContent = sentence(app);
    scores.replaceChildren(...snapshots.map((snapshot, number) => bar(app, snapshot, number)), ...captions(app));
    paintFilters(app, filtersTitle, filters);
  };
}

/** When the weights that are shown are from, and how good they are. */
function sentence(app) {
  const { epoch, updates, weights, right, count } = app.model.snapshots[app.snapshot];
  let said = app.say("after_epoch", { epoch });
  if (!weights) said = app.say("after_best_epoch", { epoch });
  else if (updates === 0) said = app.say("untrained");
  else if (updates === 1) said = app.say("after_first_update");
  else if (updates !== null) said = app.say("after_updates", { count: updates });
  return count ? `${said} ${app.say("right_of", { right, count, share: percent(right / count) })}` : said;
}

/** The share of test images that a snapshot gets right, as a bar above its place on the slider. */
function bar(app, { epoch, updates, weights, right, count }, number) {
  const filled = make("span", { class: "score" });
  filled.style.height = `${count ? (100 * right) / count : 0}%`;
  const label = make("span", { class: !weights && "best" }, String(updates ?? epoch));
  const current = number === app.snapshot && "true";
  return make("div", { class: "snapshot", "data-current": current }, make("div", { class: "room" }, filled), label);
}

/** What the numbers under the bars count: updates, then epochs. */
function captions(app) {
  const { snapshots } = app.model;
  const early = snapshots.filter(({ updates }) => updates !== null).length;
  return [
    ["updates_axis", 1, early],
    ["epochs_axis", early + 1, snapshots.length - early],
  ]
    .filter(([, , length]) => length)
    .map(([key, from, length]) => {
      const caption = make("span", { class: "axis" }, app.say(key));
      caption.style.gridColumn = `${from} / span ${length}`;
      return caption;
    });
}

/**
 * The weights of the first layer that look at the picture: { name, kernel, rows, columns, channels,
 * filters }, a kernel for each filter of a convolution, or the whole picture for each unit.
 */
export function firstWeights(layers) {
  const layer = layers.find(({ weights }) => weights.kernel);
  if (!layer) return null;
  const { shape, data } = layer.weights.kernel;
  const [height, width, depth] = layers[0].shape;
  const sees = shape.length === 2 ? [height, width, depth] : shape.slice(0, 3);
  const filters = shape[shape.length - 1];
  if (sees[0] * sees[1] * sees[2] * filters !== data.length) return null;
  const [rows, columns, channels] = sees;
  return { name: layer.name, kernel: data, rows, columns, channels, filters };
}

/** Paint the first filters: red where a weight is positive, blue where it is negative. */
function paintFilters(app, title, place) {
  const found = firstWeights(app.layers);
  title.hidden = place.hidden = !found;
  if (!found) return;
  const { name, kernel, rows, columns, channels, filters } = found;
  const shown = Math.min(filters, MOST_FILTERS);
  title.textContent = app.say("first_weights", { layer: name, shown, filters });
  place.setAttribute("aria-label", app.say("first_weights_about"));
  place.classList.toggle("small", rows < 8);
  // The same colours for all snapshots, so that weights grow while the slider moves.
  const trained = firstWeights(app.layersOf(app.model)).kernel;
  const most = trained.reduce((largest, weight) => Math.max(largest, Math.abs(weight)), 0);
  while (place.children.length > shown) place.lastChild.remove();
  while (place.children.length < shown) place.append(make("canvas"));
  for (let filter = 0; filter < shown; filter++) {
    // The channels of a colour picture below each other.
    const value = (n) => {
      const [channel, pixel] = [Math.floor(n / (rows * columns)), n % (rows * columns)];
      return kernel[(pixel * channels + channel) * filters + filter];
    };
    paint(place.children[filter], rows * channels, columns, value, -most, most, app.data.colours.signed);
  }
}
