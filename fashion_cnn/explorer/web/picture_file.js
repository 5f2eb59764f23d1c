// A picture file that is dropped, pasted, chosen or photographed: read by the browser.

import { prepared, Refusal } from "./prepare.js";

// A larger photograph is reduced by the browser first: it would fill the memory of a phone.
const MOST_PIXELS = 16_000_000;

/** Read and prepare a picture file for the model, and show it. Throws a Refusal that says why not. */
export async function showFile(app, layout, file) {
  const picture = await pixelsOf(file);
  const { values, remarks, seen } = prepared(picture, app.model.input.picture, layout);
  app.show(values, { kind: "file", name: file.name, remarks, seen });
}

/** The pixels of a picture file, upright: { height, width, data }. */
async function pixelsOf(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new Refusal("not_a_picture");
  }
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (bitmap.width * bitmap.height)));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.floor(side * scale)));
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return { height, width, data: context.getImageData(0, 0, width, height).data };
}

/** The first file that was dropped or pasted; null if it was a text or a part of a page. */
export function fileIn(transfer) {
  return transfer?.files?.[0] ?? null;
}

/**
 * Call `take(file)` when something is dropped anywhere on the page, or pasted; `file` is null for
 * what is no file. `target` has the class "dropping" while something is held over the page.
 */
export function listenForFiles(target, take) {
  const hasFiles = (event) => Array.from(event.dataTransfer?.types ?? []).includes("Files");
  let entered = 0; // elements of the page that what is dragged is over
  const show = (count) => {
    entered = Math.max(0, count);
    target.classList.toggle("dropping", entered > 0);
  };
  document.addEventListener("dragenter", (event) => hasFiles(event) && show(entered + 1));
  document.addEventListener("dragleave", (event) => hasFiles(event) && show(entered - 1));
  // Without this, a browser would leave the page and open the file.
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    show(0);
    take(fileIn(event.dataTransfer));
  });
  document.addEventListener("paste", (event) => take(fileIn(event.clipboardData)));
}
