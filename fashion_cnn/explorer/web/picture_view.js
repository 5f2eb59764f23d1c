// The picture that the network sees: a test image, a drawing, or a file.

import { Drawing } from "./drawing.js";
import { make, paint } from "./elements.js";
import { unpackedLayout } from "./layout.js";
import { listenForFiles, showFile } from "./picture_file.js";
import { Refusal } from "./prepare.js";

export function pictureView(app, section) {
  const heading = make("h2");
  const described = { "aria-describedby": "drawing-keys" };
  const canvas = make("canvas", { id: "drawing", tabindex: "0", role: "application", ...described });
  const pen = make("span", { class: "pen", hidden: true });
  const keys = make("p", { id: "drawing-keys", class: "said" });
  const tools = drawingTools(app, canvas, pen);
  const files = fileTools(app, section);
  const tests = testImages(app);
  section.append(heading, make("div", { class: "drawn" }, canvas, pen, keys), tools.element, files.element, tests.element);

  return (change) => {
    if (change === "selection") return;
    heading.textContent = app.say("picture");
    canvas.setAttribute("aria-label", app.say("drawing"));
    keys.textContent = app.say("drawing_keys");
    if (app.image) paintPicture(app, canvas, app.image.data);
    for (const part of [tools, files, tests]) part.update(change);
  };
}

/** Paint a picture for the model on a canvas: grey, or in its own colours. */
function paintPicture(app, where, values) {
  const [rows, columns, channels] = app.model.input.picture;
  if (channels === 1) paint(where, rows, columns, (n) => values[n], 0, 1, app.data.colours.grey);
  else paintColours(where, { height: rows, width: columns, data: values });
}

/** Paint colours from 0 to 1 on a canvas. */
function paintColours(where, { height, width, data }) {
  where.width = width;
  where.height = height;
  const picture = where.getContext("2d").createImageData(width, height);
  for (let n = 0; n < width * height; n++) {
    for (let part = 0; part < 3; part++) picture.data[4 * n + part] = 255 * data[3 * n + part];
    picture.data[4 * n + 3] = 255;
  }
  where.getContext("2d").putImageData(picture, 0, 0);
}

/** Pen, eraser, undo, and an empty picture. */
function drawingTools(app, canvas, pen) {
  const drawing = new Drawing(app, canvas, pen);
  const use = (isErasing) => {
    drawing.isErasing = isErasing;
    update();
  };
  const buttons = {
    pen: make("button", { onclick: () => use(false) }),
    eraser: make("button", { onclick: () => use(true) }),
    undo: make("button", { onclick: () => drawing.undo() }),
    clear: make("button", { id: "clear", onclick: () => drawing.clear() }),
  };
  const group = make("div", { class: "tools", role: "group" }, ...Object.values(buttons));
  canvas.addEventListener("blur", () => (pen.hidden = true));

  function update() {
    for (const [key, button] of Object.entries(buttons)) button.textContent = app.say(key);
    buttons.pen.setAttribute("aria-pressed", !drawing.isErasing);
    buttons.eraser.setAttribute("aria-pressed", drawing.isErasing);
    buttons.undo.disabled = !drawing.canUndo;
    group.setAttribute("aria-label", app.say("tools"));
  }
  return { element: group, update };
}

/** Choose, photograph, drop or paste a picture file; what was done to it, or why it cannot be used. */
function fileTools(app, section) {
  const layout = unpackedLayout(app.data.layout);
  const choose = fileInput(take);
  const photograph = fileInput(take, "environment");
  photograph.element.classList.add("camera");
  const advice = make("p", { class: "said" });
  const original = make("canvas", { class: "original", role: "img" });
  const remarks = make("ul");
  const done = make("details", { class: "prepared", open: true, hidden: true }, make("summary"), original, remarks);
  const message = make("p", { class: "refused", role: "alert" });
  let refused = null; // { key, name } of a file that cannot be used, and the source shown meanwhile

  async function take(file) {
    section.classList.add("preparing");
    refused = null;
    try {
      // Once the page shows that it is at work.
      await new Promise((start) => setTimeout(start, 30));
      if (!file) throw new Refusal("not_a_file");
      await showFile(app, layout, file);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused = { key: error.key, name: file?.name, source: app.source };
    } finally {
      section.classList.remove("preparing");
      update("image");
    }
  }
  listenForFiles(section, take);

  function update(change) {
    choose.label.textContent = app.say("choose_file");
    photograph.label.textContent = app.say("photograph");
    advice.textContent = app.say("drop");
    if (refused?.source !== app.source) refused = null;
    message.textContent = refused ? sentence(app, refused) : "";
    const { source } = app;
    done.hidden = source?.kind !== "file";
    if (done.hidden) return;
    done.querySelector("summary").textContent = app.say("prepared", { name: source.name });
    original.setAttribute("aria-label", app.say("original", { name: source.name }));
    if (change === "image") paintColours(original, source.seen);
    remarks.replaceChildren(...source.remarks.map(([key, values]) => make("li", {}, app.say(key, values))));
  }
  const buttons = make("div", { class: "tools" }, choose.element, photograph.element);
  return { element: make("div", { class: "files" }, advice, buttons, message, done), update };
}

/** Why a file cannot be used, with its name if it has one. */
function sentence(app, { key, name }) {
  return name ? app.say("refused", { name, why: app.say(key) }) : app.say(key);
}

/** A button that opens the files, or with `capture` the camera. */
function fileInput(take, capture) {
  const label = make("span");
  const input = make("input", { type: "file", accept: "image/*", capture, class: "visually-hidden" });
  input.addEventListener("change", () => {
    if (input.files[0]) take(input.files[0]);
    input.value = ""; // the same file can be chosen again
  });
  return { label, element: make("label", { class: "button" }, label, input) };
}

/** The test images as buttons. */
function testImages(app) {
  const element = make("div", { class: "tests", role: "group" });
  let buttons = [];

  function build() {
    const { count, labels } = app.data.images;
    buttons = Array.from({ length: count }, (_, number) => {
      const small = make("canvas", { "aria-hidden": "true" });
      paintPicture(app, small, app.testImage(number));
      const show = () => app.show(app.testImage(number), { kind: "test", number, label: labels?.[number] });
      return make("button", { class: "test", onclick: show }, small);
    });
    element.replaceChildren(...buttons);
  }

  function update(change) {
    if (change === "model") build();
    element.setAttribute("aria-label", app.say("tests"));
    buttons.forEach((button, number) => {
      const label = app.data.images.labels?.[number];
      const name = label == null ? "" : app.classes[label];
      if (change !== "image") button.setAttribute("aria-label", app.say("test", { number, name }));
      button.setAttribute("aria-pressed", app.source?.kind === "test" && app.source.number === number);
    });
  }
  return { element, update };
}
