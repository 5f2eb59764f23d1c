// The picture that the network sees: a test image, a drawing, or a file.

import { make, paint } from "./elements.js";

export function pictureView(app, section) {
  const heading = make("h2");
  const canvas = make("canvas", { id: "drawing" });
  const said = make("p", { class: "said" });
  const tests = make("div", { class: "tests", role: "group" });
  const clear = make("button", { onclick: () => app.show(new Float32Array(length()), { kind: "drawn" }) });
  section.append(heading, canvas, said, clear, tests);
  let buttons = [];

  const length = () => app.model.input.picture.reduce((product, size) => product * size, 1);

  /** Paint a picture on a canvas: grey, or in its own colours. */
  function paintPicture(where, values) {
    const [rows, columns, channels] = app.model.input.picture;
    if (channels === 1) return paint(where, rows, columns, (n) => values[n], 0, 1, app.data.colours.grey);
    where.width = columns;
    where.height = rows;
    const picture = where.getContext("2d").createImageData(columns, rows);
    for (let n = 0; n < rows * columns; n++) {
      for (let part = 0; part < 3; part++) picture.data[4 * n + part] = 255 * values[3 * n + part];
      picture.data[4 * n + 3] = 255;
    }
    where.getContext("2d").putImageData(picture, 0, 0);
  }

  function build() {
    const labels = app.data.images.labels;
    buttons = Array.from({ length: app.data.images.count }, (_, number) => {
      const small = make("canvas", { "aria-hidden": "true" });
      paintPicture(small, app.testImage(number));
      const show = () => app.show(app.testImage(number), { kind: "test", number, label: labels?.[number] });
      return make("button", { class: "test", onclick: show }, small);
    });
    tests.replaceChildren(...buttons);
  }

  // A stroke adds brightness under the pen, most in its middle.
  function stroke(event) {
    if (!event.buttons) return;
    const [rows, columns, channels] = app.model.input.picture;
    const box = canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * columns - 0.5;
    const y = ((event.clientY - box.top) / box.height) * rows - 0.5;
    const values = app.source?.kind === "drawn" ? app.image.data : new Float32Array(length());
    const radius = rows / 20;
    for (let row = Math.max(0, Math.floor(y - 2 * radius)); row < Math.min(rows, y + 2 * radius + 1); row++) {
      for (let column = Math.max(0, Math.floor(x - 2 * radius)); column < Math.min(columns, x + 2 * radius + 1); column++) {
        const distance = Math.hypot(row - y, column - x);
        const ink = Math.max(0, Math.min(1, 1.5 - distance / radius));
        for (let k = 0; k < channels; k++) {
          const at = (row * columns + column) * channels + k;
          values[at] = Math.max(values[at], ink);
        }
      }
    }
    app.show(values, { kind: "drawn" });
  }
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    stroke(event);
  });
  canvas.addEventListener("pointermove", stroke);

  return (change) => {
    if (change === "model") build();
    heading.textContent = app.say("picture");
    clear.textContent = app.say("clear");
    tests.setAttribute("aria-label", app.say("tests"));
    buttons.forEach((button, number) => {
      const label = app.data.images.labels?.[number];
      const name = label == null ? "" : app.classes[label];
      button.setAttribute("aria-label", app.say("test", { number, name }));
      button.setAttribute("aria-pressed", app.source?.kind === "test" && app.source.number === number);
    });
    canvas.setAttribute("aria-label", app.say("drawing"));
    canvas.setAttribute("role", "img");
    if (app.image) paintPicture(canvas, app.image.data);
  };
}
