// Two models on one picture that is moved about: both answers, and how often each is right.

import { probabilities } from "./answer_view.js";
import { make, paint, percent } from "./elements.js";
import { shifted } from "./shift.js";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
// What is on the buttons for the same steps, and their names.
const BUTTONS = { ArrowUp: ["↑", "up"], ArrowDown: ["↓", "down"], ArrowLeft: ["←", "left"], ArrowRight: ["→", "right"] };
// The farthest shift where the page has no counts of right answers, and the most classes listed.
const REACH = 6;
const MOST_CLASSES = 10;

/** Buttons in the page's header that choose the model, if there is more than one. */
export function modelSwitch(app, parent) {
  if (app.data.models.length < 2) return () => {};
  const buttons = app.data.models.map((model, number) =>
    make("button", { onclick: () => app.useModel(number) }, `${number + 1}. ${model.name}`),
  );
  const group = make("div", { role: "group", id: "models" }, ...buttons);
  parent.append(group);
  return () => {
    group.setAttribute("aria-label", app.say("model_choice"));
    buttons.forEach((button, number) => button.setAttribute("aria-pressed", app.modelNumber === number));
  };
}

export function compareView(app, section) {
  const { models, shifts } = app.data;
  if (models.length < 2) return () => {};
  const reach = shifts ? Math.max(...shifts.by) : REACH;
  const heading = make("h2");
  const advice = make("p", { class: "said" });
  const canvas = make("canvas", { "aria-hidden": "true" });
  const picture = make("div", { id: "shifted", class: "shifted", tabindex: "0", role: "img" }, canvas);
  const where = make("p", { class: "where", "aria-live": "polite" });
  const arrows = Object.keys(STEPS).map((key) => make("button", { onclick: () => step(STEPS[key]) }, BUTTONS[key][0]));
  const back = make("button", { onclick: () => move(0, 0) });
  const use = make("button", { onclick: () => app.show(moved(), { kind: "drawn" }) });
  const tools = make("div", { class: "arrows", role: "group" }, ...arrows, back, use);
  const cards = models.map((_, number) => modelCard(app, number, move));
  const left = make("div", {}, picture, where, tools);
  section.append(heading, advice, make("div", { class: "compared" }, left, ...cards.map(({ element }) => element)));
  let [down, right] = [0, 0];
  let waiting = false;

  const moved = () => shifted(app.image.data, app.image.shape, down, right);

  function move(rows, columns) {
    const limited = (shift) => Math.max(-reach, Math.min(reach, shift));
    [down, right] = [limited(rows), limited(columns)];
    later(requestAnimationFrame);
  }

  function step([rows, columns]) {
    move(down + rows, right + columns);
  }

  /** Answer once, however often the picture is moved before the next frame, or before there is time. */
  function later(wait) {
    if (waiting) return;
    waiting = true;
    wait(() => {
      waiting = false;
      update();
    });
  }

  let grip = null; // where the drag began, and the shift then
  picture.addEventListener("pointerdown", (event) => {
    picture.setPointerCapture(event.pointerId);
    grip = { x: event.clientX, y: event.clientY, down, right };
  });
  picture.addEventListener("pointermove", (event) => {
    if (!event.buttons || !grip) return;
    const box = canvas.getBoundingClientRect();
    const pixels = (distance, size, count) => Math.round((distance / size) * count);
    const rows = pixels(event.clientY - grip.y, box.height, canvas.height);
    move(grip.down + rows, grip.right + pixels(event.clientX - grip.x, box.width, canvas.width));
  });
  picture.addEventListener("keydown", (event) => {
    if (!STEPS[event.key]) return;
    event.preventDefault();
    step(STEPS[event.key]);
  });

  function update() {
    if (!app.image) return;
    const values = moved();
    const [rows, columns, channels] = app.image.shape;
    const brightness = (n) => {
      let sum = 0;
      for (let channel = 0; channel < channels; channel++) sum += values[n * channels + channel];
      return sum / channels;
    };
    paint(canvas, rows, columns, brightness, 0, 1, app.data.colours.grey);
    where.textContent = shiftInWords(app, down, right);
    picture.setAttribute("aria-label", `${app.say("shifted_picture")} ${where.textContent}`);
    for (const card of cards) card.update(values, down, right);
  }

  return (change) => {
    if (change === "selection" || change === "weights") return;
    heading.textContent = app.say("compare");
    advice.textContent = app.say("compare_advice");
    back.textContent = app.say("shift_back");
    use.textContent = app.say("shift_use");
    tools.setAttribute("aria-label", app.say("shift_tools"));
    Object.keys(STEPS).forEach((key, number) => {
      arrows[number].setAttribute("aria-label", app.say(`shift_${BUTTONS[key][1]}`));
    });
    if (change === "image") [down, right] = [0, 0];
    // Not in the time between a stroke and the network's maps.
    later(window.requestIdleCallback ?? ((call) => setTimeout(call, 50)));
  };
}

/** "2 to the right and 4 down" in a sentence. */
function shiftInWords(app, down, right) {
  const ways = [];
  if (right) ways.push(app.say(right > 0 ? "to_the_right" : "to_the_left", { count: Math.abs(right) }));
  if (down) ways.push(app.say(down > 0 ? "downwards" : "upwards", { count: Math.abs(down) }));
  if (!ways.length) return app.say("not_shifted");
  return app.say(ways.length === 1 ? "shifted_one_way" : "shifted_both_ways", { one: ways[0], other: ways[1] });
}

/** A model: its answer, and a table with its right answers for every shift. */
function modelCard(app, number, move) {
  const model = app.data.models[number];
  const { shifts } = app.data;
  const heading = make("h3");
  const verdict = make("p", { class: "verdict" });
  const list = make("ol", { class: "answers" });
  const table = shifts && shiftTable(app, shifts, number, move);
  const element = make("div", { class: "card" }, heading, verdict, list, ...(table ? [table.element] : []));
  let layers = null;

  return {
    element,
    update(values, down, right) {
      heading.textContent = `${number + 1}. ${model.what[app.language] ?? model.what.en}`;
      layers ??= app.layersOf(model);
      const outputs = app.run(values, layers, model.input);
      const found = probabilities({ model, last: model.output }, outputs);
      const classes = model.classes[app.language] ?? model.classes.en;
      list.hidden = !found || !classes;
      verdict.textContent = list.hidden ? app.say("no_classes") : verdictOf(app, found, classes);
      if (!list.hidden) list.replaceChildren(...answers(found, classes));
      table?.update(down, right);
    },
  };
}

/** The top class, and whether it is right where the picture has a label. */
function verdictOf(app, found, classes) {
  const name = classes[found.indexOf(Math.max(...found))];
  const label = app.source?.kind === "test" && app.data.shifts ? app.data.images.labels?.[app.source.number] : null;
  if (label == null) return app.say("says", { name });
  return app.say(classes[label] === name ? "says_right" : "says_wrong", { name, label: classes[label] });
}

/** A bar for each class; of many, for the likeliest. */
function answers(found, classes) {
  const order = [...classes.keys()].sort((one, other) => found[other] - found[one]);
  const listed = new Set(order.slice(0, MOST_CLASSES));
  return [...classes.keys()]
    .filter((unit) => listed.has(unit))
    .map((unit) => {
      const bar = make("span", { class: "bar", "aria-hidden": "true" });
      bar.style.width = `${100 * found[unit]}%`;
      const name = make("span", { class: "name" }, classes[unit]);
      const value = make("span", { class: "value" }, percent(found[unit]));
      return make("li", { class: unit === order[0] && "best" }, name, make("span", {}, bar), value);
    });
}

/** Per cent of right answers: a row for each shift down, a column for each to the right. */
function shiftTable(app, { by, count, right: counts }, number, move) {
  const caption = make("caption");
  const here = make("p", { class: "here" });
  const corner = make("th", { scope: "col" }, "↓ →");
  const head = make("tr", {}, corner, ...by.map((shift) => make("th", { scope: "col" }, signed(shift))));
  const cells = by.map((down, row) =>
    by.map((right, column) => {
      const share = counts[number][row][column] / count;
      const cell = make("td", { onclick: () => move(down, right) }, String(Math.round(100 * share)));
      colour(cell, share, app.data.colours.maps);
      return cell;
    }),
  );
  const rows = cells.map((row, n) => make("tr", {}, make("th", { scope: "row" }, signed(by[n])), ...row));
  const table = make("table", { class: "shifts" }, caption, make("thead", {}, head), make("tbody", {}, ...rows));

  return {
    element: make("div", {}, here, table),
    update(down, right) {
      const [row, column] = [nearest(by, down), nearest(by, right)];
      cells.flat().forEach((cell) => cell.removeAttribute("aria-current"));
      cells[row][column].setAttribute("aria-current", "true");
      caption.textContent = app.say("shift_table", { count });
      const share = percent(counts[number][row][column] / count);
      const exact = by[row] === down && by[column] === right;
      here.textContent = app.say(exact ? "shift_share" : "shift_share_near", { share, count });
    },
  };
}

/** A cell in the colour of its share, with letters that can be read on it. */
function colour(cell, share, colours) {
  const level = Math.round(255 * share);
  const [red, green, blue] = colours.slice(3 * level, 3 * level + 3);
  cell.style.background = `rgb(${red}, ${green}, ${blue})`;
  cell.style.color = 0.3 * red + 0.59 * green + 0.11 * blue > 117 ? "#000" : "#fff";
}

function nearest(numbers, wanted) {
  const distances = numbers.map((number) => Math.abs(number - wanted));
  return distances.indexOf(Math.min(...distances));
}

function signed(shift) {
  return shift > 0 ? `+${shift}` : String(shift).replace("-", "−");
}
