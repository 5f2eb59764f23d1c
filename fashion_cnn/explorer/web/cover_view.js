// Parts of a picture are covered: one by hand, or all of them in turn.

import { corners, coverSizes, covered, occlusionMap } from "./attention.js";
import { make, number } from "./elements.js";
import { frameAt, lines, paintOver } from "./overlay.js";
import { answerTo } from "./question.js";

// Milliseconds that the network computes between two frames while it covers every part.
const WORK = 10;
// The least change of a probability that is seen in its numbers, and gets the full colour.
const SEEN = 1e-3;
// The classes in the table under the square, besides the one that is asked about.
const MOST_CLASSES = 3;
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// --------------------------------------------------------------------------------------- by hand

/** The picture with a square that is dragged or stepped over it, and the answer to what is left. */
export function byHand(app, question) {
  const heading = make("h3");
  const advice = make("p");
  const canvas = make("canvas", { "aria-hidden": "true" });
  const frame = make("div", { class: "cover" });
  const board = make("div", { class: "board", role: "slider", tabindex: "0", "aria-valuemin": 0 }, canvas, frame);
  const table = make("table", { class: "terms" });
  const place = make("p", { class: "said" });
  const element = make("div", {}, heading, advice, board, place, table);
  let corner = null;
  let asked = false;

  /** Move the square, and answer in the next frame: a pointer moves more often than that. */
  function move(row, column) {
    const [height, width] = app.image.shape;
    const { size } = coverSizes(height);
    const within = (value, length) => Math.max(0, Math.min(length - size, Math.round(value)));
    corner = { row: within(row, height), column: within(column, width) };
    if (!asked) requestAnimationFrame(update);
    asked = true;
  }

  function pick(event) {
    const box = board.getBoundingClientRect();
    const [height, width] = app.image.shape;
    const { size } = coverSizes(height);
    const row = ((event.clientY - box.top) / box.height) * height - size / 2;
    move(row, ((event.clientX - box.left) / box.width) * width - size / 2);
  }
  board.addEventListener("pointerdown", (event) => {
    board.setPointerCapture(event.pointerId);
    pick(event);
  });
  board.addEventListener("pointermove", (event) => event.buttons && pick(event));
  board.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    move(corner.row + step[0], corner.column + step[1]);
  });

  function update() {
    asked = false;
    if (!app.outputs) return;
    const [height, width] = app.image.shape;
    const { size } = coverSizes(height);
    corner ??= { row: Math.floor((height - size) / 2), column: Math.floor((width - size) / 2) };
    const picture = covered(app.image, corner, size);
    paintOver(canvas, picture);
    frameAt(frame, corner, size, picture.shape);
    const whole = answerTo(app, app.outputs);
    const left = answerTo(app, app.run(picture.data));
    const [before, after] = [question.of(whole), question.of(left)];
    const values = { ...lines(corner, size, picture.shape), name: question.name };
    values.before = question.write(before[question.unit]);
    values.after = question.write(after[question.unit]);
    heading.textContent = app.say("why_by_hand");
    advice.textContent = app.say("why_drag");
    place.textContent = app.say("why_covered", values);
    board.setAttribute("aria-label", app.say("why_square"));
    board.setAttribute("aria-valuemax", height * width - 1);
    board.setAttribute("aria-valuenow", corner.row * width + corner.column);
    board.setAttribute("aria-valuetext", `${place.textContent} ${app.say("why_changes", values)}`);
    table.replaceChildren(...rows(before, after));
  }

  /** The class that is asked about, then the likeliest ones of what is left. */
  function rows(before, after) {
    const order = after.map((_, unit) => unit).sort((one, other) => after[other] - after[one]);
    const others = order.filter((unit) => unit !== question.unit).slice(0, MOST_CLASSES);
    const heads = ["why_class", "why_whole", "why_left"].map((key) => make("th", { scope: "col" }, app.say(key)));
    const body = [question.unit, ...others].map((unit) =>
      make(
        "tr",
        { class: unit === order[0] && "result" },
        make("th", { scope: "row" }, app.classes[unit]),
        make("td", {}, question.write(before[unit])),
        make("td", {}, question.write(after[unit])),
      ),
    );
    return [make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...body)];
  }

  function forget(change) {
    if (change === "model") corner = null;
  }

  return { element, update, forget };
}

// ------------------------------------------------------------------------------------- every part

/** A button that covers every part of the picture in turn, and the map of what that did. */
export function everyPart(app, question) {
  const heading = make("h3");
  const advice = make("p");
  const button = make("button", { onclick: () => (running ? stop() : coverAll()) });
  const progress = make("progress", { hidden: true });
  const canvas = make("canvas", { "aria-hidden": "true" });
  const frame = make("div", { class: "cover", hidden: true });
  const board = make("div", { class: "board", role: "img" }, canvas, frame);
  const said = make("div");
  const element = make("div", {}, heading, advice, board, make("p", {}, button, " ", progress), said);
  let tried = [];
  let running = null;

  /** Cover one square after another, some in each frame, until all are done or something changes. */
  async function coverAll() {
    forget();
    const run = (running = {});
    update();
    const sizes = coverSizes(app.image.shape[0]);
    const all = corners(app.image.shape, sizes);
    progress.max = all.length;
    for (const corner of all) {
      if (performance.now() > (run.until ?? 0)) {
        paint();
        frameAt(frame, corner, sizes.size, app.image.shape);
        await new Promise(requestAnimationFrame);
        if (running !== run) return;
        run.until = performance.now() + WORK;
      }
      const outputs = app.run(covered(app.image, corner, sizes.size).data);
      tried.push({ corner, ...answerTo(app, outputs) });
    }
    running = null;
    update();
    document.getElementById("status").textContent = said.textContent;
  }

  function stop() {
    forget();
    update();
  }

  function forget() {
    tried = [];
    running = null;
  }

  /** How far what is asked about falls with each square. */
  function falls() {
    const before = question.of(answerTo(app, app.outputs))[question.unit];
    return tried.map((each) => {
      const after = question.of(each)[question.unit];
      return { corner: each.corner, before, after, fall: before - after };
    });
  }

  function paint() {
    progress.value = tried.length;
    const { size } = coverSizes(app.image.shape[0]);
    const map = occlusionMap(app.image.shape, falls(), size);
    const most = Math.max(...map.map(Math.abs), question.isScore ? 0 : SEEN) || 1;
    paintOver(canvas, app.image, map.map((value) => value / most), -1, app.data.colours.signed);
    return map;
  }

  function update() {
    if (!app.outputs) return;
    heading.textContent = app.say("why_every_part");
    button.textContent = app.say(running ? "why_stop" : "why_cover");
    progress.hidden = frame.hidden = !running;
    progress.setAttribute("aria-label", app.say("why_covering"));
    const { size, stride } = coverSizes(app.image.shape[0]);
    advice.textContent = app.say("why_how", { size, stride });
    const map = paint();
    const texts = tried.length && !running ? sentences(map) : [];
    said.replaceChildren(...texts.map((text) => make("p", {}, text)));
    board.setAttribute("aria-label", [heading.textContent, ...texts].join(" "));
  }

  /** What the colours mean, and the squares that change most. */
  function sentences(map) {
    const results = falls().sort((one, other) => other.fall - one.fall);
    const [most, least] = [results[0], results[results.length - 1]];
    const { size } = coverSizes(app.image.shape[0]);
    const about = ({ corner, before, after }) => ({
      ...lines(corner, size, app.image.shape),
      name: question.name,
      before: question.write(before),
      after: question.write(after),
    });
    const seen = question.isScore ? 0 : SEEN;
    if (!question.isScore && most.fall < seen && least.fall > -seen) return [app.say("why_unchanged")];
    const colours = { falls: amount(Math.max(0, ...map)), rises: amount(Math.max(0, ...map.map((v) => -v))) };
    const texts = [app.say(question.isScore ? "why_colours_score" : "why_colours", colours)];
    if (most.fall > seen) texts.push(app.say("why_most", about(most)));
    if (least.fall < -seen) texts.push(app.say("why_least", about(least)));
    return texts;
  }

  function amount(value) {
    return question.isScore ? number(value) : (100 * value).toFixed(1);
  }

  return { element, update, forget };
}
