// Slides kernels over images: reads [{ image, kernel, padding, stride, dilation }, ...] and texts of
// weights; writes sizes, padded images, outputs and the outputs added up from their products.
import { readFileSync } from "node:fs";
import * as sliding from "../../fashion_cnn/explorer/web/sliding.js";

const { cases, texts } = JSON.parse(readFileSync(0, "utf8"));
const tensor = (rows) => ({ shape: [rows.length, rows[0].length, 1], data: Float32Array.from(rows.flat()) });

function slid({ image, kernel, ...how }) {
  const shape = [kernel.length, kernel[0].length];
  const along = shape.map((size, axis) => sliding.along([image.length, image[0].length][axis], size, how));
  if (along.some(({ outputs }) => outputs === 0)) return { along };
  const weights = { shape, data: Float32Array.from(kernel.flat()) };
  const { padded, output } = sliding.correlate(tensor(image), weights, how);
  const turned = { shape, data: sliding.flipped(weights.data) };
  const added = Array.from(output.data, (_, n) => {
    const [row, column] = [Math.floor(n / output.shape[1]), n % output.shape[1]];
    const parts = sliding.products(padded, weights, how, row, column);
    return parts.reduce((sum, { x, w }) => sum + x * w, 0);
  });
  return {
    along,
    padded: { ...padded, data: Array.from(padded.data) },
    output: { ...output, data: Array.from(output.data) },
    convolved: Array.from(sliding.correlate(tensor(image), turned, how).output.data),
    added,
  };
}

const colour = { shape: [1, 2, 3], data: Float32Array.of(0, 0.5, 1, 0.25, 0.25, 0.25) };
process.stdout.write(
  JSON.stringify({
    cases: cases.map(slid),
    weights: texts.map((text) => String(sliding.weight(text))),
    brightness: Array.from(sliding.brightness(colour).data),
    written: [0, -0.001, -2, 1 / 9, 22.25].map(sliding.written),
  }),
);
