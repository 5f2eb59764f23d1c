// A 3x3 kernel to edit, and what it makes of a photograph. Pixels are numbers from 0 to 255.

const KERNEL = 3;

// The valid cross-correlation of an image with a kernel, both given row by row as flat arrays.
function correlate(image, width, height, kernel) {
  const [rows, columns] = [height - KERNEL + 1, width - KERNEL + 1];
  const output = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let x = 0; x < KERNEL; x++) {
        for (let y = 0; y < KERNEL; y++) {
          sum += image[(i + x) * width + j + y] * kernel[x * KERNEL + y];
        }
      }
      output[i * columns + j] = sum;
    }
  }
  return output;
}

// A weight as people type it: 2, -0.5, 1/9. NaN if it is no number.
function weight(text) {
  const parts = text.replace("−", "-").split("/").map((part) => (part.trim() ? Number(part) : NaN));
  const value = parts.length === 2 ? parts[0] / parts[1] : parts.length === 1 ? parts[0] : NaN;
  return Number.isFinite(value) ? value : NaN;
}

// Numbers as levels of grey: as they are, or with 0 in the middle if the weights sum to 0.
function levels(output, signed) {
  const most = signed ? output.reduce((most, value) => Math.max(most, Math.abs(value)), 1) : 255;
  const grey = signed ? (value) => 127.5 + (127.5 * value) / (most / 2) : (value) => value;
  return Uint8ClampedArray.from(output, grey);
}

function draw(canvas, grey) {
  const pixels = new Uint8ClampedArray(4 * grey.length).fill(255);
  grey.forEach((level, index) => pixels.fill(level, 4 * index, 4 * index + 3));
  canvas.getContext("2d").putImageData(new ImageData(pixels, canvas.width, canvas.height), 0, 0);
}

function written(value) {
  return String(Math.round(100 * value) / 100).replace("-", "−");
}

function start(lab) {
  const [width, height] = [Number(lab.dataset.width), Number(lab.dataset.height)];
  const image = Uint8Array.from(atob(lab.dataset.pixels), (letter) => letter.charCodeAt(0));
  const presets = JSON.parse(lab.dataset.kernels);
  const [source, result] = lab.querySelectorAll("canvas");
  const cells = [...lab.querySelectorAll("input")];
  const [seen, made] = lab.querySelectorAll(".window");
  const sum = lab.querySelector("output");
  let kernel = [];
  let output = [];
  // The window's position in the output; it is where the mouse is.
  let [row, column] = [Math.floor(height / 2), Math.floor(width / 2)];

  function compute() {
    const typed = cells.map((cell) => weight(cell.value));
    cells.forEach((cell, index) => cell.setAttribute("aria-invalid", Number.isNaN(typed[index])));
    if (typed.some(Number.isNaN)) return;
    kernel = typed;
    output = correlate(image, width, height, kernel);
    const total = kernel.reduce((total, part) => total + part);
    const signed = Math.abs(total) < 1e-9 && kernel.some((part) => part);
    draw(result, levels(output, signed));
    lab.querySelector(".scale").textContent = signed ? lab.dataset.signed : lab.dataset.plain;
    point();
  }

  function place(box, size, top, left, canvas) {
    const unit = canvas.clientWidth / canvas.width;
    const edge = Math.max(size * unit, 12);
    box.style.width = box.style.height = `${edge}px`;
    box.style.left = `${canvas.offsetLeft + (left + size / 2) * unit - edge / 2}px`;
    box.style.top = `${canvas.offsetTop + (top + size / 2) * unit - edge / 2}px`;
  }

  function point() {
    place(seen, KERNEL, row, column, source);
    place(made, 1, row, column, result);
    const products = kernel.map((part, index) => {
      const [x, y] = [Math.floor(index / KERNEL), index % KERNEL];
      return part ? `${image[(row + x) * width + column + y]}·${written(part)}` : "";
    });
    const value = output[row * (width - KERNEL + 1) + column];
    sum.textContent = `${products.filter(Boolean).join(" + ") || 0} = ${written(value)}`;
  }

  function follow(canvas, event, back) {
    const unit = canvas.width / canvas.getBoundingClientRect().width;
    const inside = (at, most) => Math.min(Math.max(Math.floor(at * unit) - back, 0), most);
    const edge = canvas.getBoundingClientRect();
    row = inside(event.clientY - edge.top, height - KERNEL);
    column = inside(event.clientX - edge.left, width - KERNEL);
    point();
  }

  source.addEventListener("pointermove", (event) => follow(source, event, 1));
  result.addEventListener("pointermove", (event) => follow(result, event, 0));
  cells.forEach((cell) => cell.addEventListener("input", compute));
  lab.querySelectorAll("button").forEach((button) => {
    button.addEventListener("click", () => {
      presets[button.dataset.kernel].forEach((text, index) => (cells[index].value = text));
      compute();
    });
  });
  draw(source, image);
  compute();
  // A slide that is not shown has no size; its window is placed when it gets one.
  new ResizeObserver(point).observe(source);
}

document.querySelectorAll(".live-kernel").forEach(start);
