// Where the objects are in the images of a data set, and how bright: fashion_cnn/data/layouts.py.
//
// Python measures the data set; the page has the numbers, and examples. All places and sizes
// are shares of the image's height and width.

import { fill, percentile, sum } from "./arrays.js";
import { blurred, padded } from "./morphology.js";
import { bytesOf } from "./network.js";
import { LANCZOS, resized } from "./resize.js";

// An object reaches as far as this share of its greatest brightness.
const EDGE = 0.25;

/** The layout for a model whose data are not known: light on black, and as large as fits. */
const UNKNOWN = {
  byMass: false,
  lightGround: false,
  size: 1,
  sizes: [1, 1],
  centre: [0.5, 0.5],
  centres: [[0.5, 0.5], [0.5, 0.5]],
  brightness: 1,
  leastBrightness: 0,
  examples: null,
};

/** The layout in the page's data with its examples as numbers; UNKNOWN if there is none. */
export function unpackedLayout(layout) {
  if (!layout) return UNKNOWN;
  if (layout.whole) return layout;
  const numbers = (base64) => new Int8Array(bytesOf(base64).buffer);
  return { ...layout, examples: numbers(layout.examples), patterns: numbers(layout.patterns) };
}

/** The object in an image with a ground of 0: its height and width, its centres, its brightness. */
function findObject({ height, width, data }) {
  let most = 0;
  for (const value of data) most = Math.max(most, value);
  const least = EDGE * most;
  const box = { top: height, left: width, bottom: 0, right: 0 };
  const [visible, mass] = [[], [0, 0]];
  let total = 0;
  data.forEach((value, n) => {
    const column = n % width;
    const row = (n - column) / width;
    total += value;
    mass[0] += value * (row + 0.5);
    mass[1] += value * (column + 0.5);
    if (!(value > least)) return;
    visible.push(value);
    box.top = Math.min(box.top, row);
    box.left = Math.min(box.left, column);
    box.bottom = Math.max(box.bottom, row + 1);
    box.right = Math.max(box.right, column + 1);
  });
  const middle = [height / 2, width / 2];
  if (!visible.length) return { height, width, boxCentre: middle, massCentre: middle, brightness: 0 };
  return {
    height: box.bottom - box.top,
    width: box.right - box.left,
    boxCentre: [(box.top + box.bottom) / 2, (box.left + box.right) / 2],
    massCentre: mass.map((sum) => sum / total),
    brightness: percentile(visible, 90),
  };
}

const centreOf = (layout, found) => (layout.byMass ? found.massCentre : found.boxCentre);

/**
 * The cosine of the angle between a contrast, placed, and the most similar example.
 *
 * An example is a weighted sum of patterns (its principal components), which take less room.
 */
export function likeness(layout, contrast) {
  const { data } = place(layout, contrast, layout.shape).image;
  const { patterns, examples, scale } = layout;
  const count = patterns.length / data.length;
  const shares = fill(count, (k) => sum(data.length, (n) => patterns[k * data.length + n] * data[n]));
  let most = 0;
  for (let start = 0; start < examples.length; start += count) {
    most = Math.max(most, sum(count, (k) => examples[start + k] * shares[k]));
  }
  return (scale * most) / Math.max(Math.hypot(...data), 1e-6);
}

/**
 * The contrast as an image of a shape [height, width], and whether the object had to be moved.
 *
 * Where the object is as large and where it is in images of the data set, the whole picture is
 * resized. Elsewhere the object gets the usual size and place.
 */
export function place(layout, contrast, shape) {
  const size = [contrast.height, contrast.width];
  let scale = Math.min(shape[0] / size[0], shape[1] / size[1]);
  let image = resampled(contrast, [size[0] / 2, size[1] / 2], scale, shape);
  const isMoved = !isUsual(layout, image);
  if (isMoved) {
    // Without its noise.
    const found = findObject(blurred(contrast, Math.max(...size) / 280));
    scale = layout.size / Math.max(found.height / shape[0], found.width / shape[1]);
    const centre = centreOf(layout, found).map((at, axis) => at + ((0.5 - layout.centre[axis]) * shape[axis]) / scale);
    image = resampled(contrast, centre, scale, shape);
  }
  const { brightness } = findObject(image);
  if (brightness > 0 && brightness < layout.leastBrightness) {
    image.data = image.data.map((value) => Math.min(1, (value * layout.brightness) / brightness));
  }
  return { image, isMoved };
}

function isUsual(layout, image) {
  const found = findObject(image);
  const size = Math.max(found.height / image.height, found.width / image.width);
  const centre = centreOf(layout, found);
  const shares = [centre[0] / image.height, centre[1] / image.width];
  const [lowest, highest] = layout.centres;
  const isPlaced = shares.every((at, axis) => lowest[axis] <= at && at <= highest[axis]);
  return layout.sizes[0] <= size && size <= layout.sizes[1] && isPlaced;
}

/** An image of a shape: the contrast, `scale` times as large, with `centre` in the middle. */
function resampled(contrast, centre, scale, shape) {
  const [top, left] = [0, 1].map((axis) => centre[axis] - shape[axis] / scale / 2);
  const [bottom, right] = [0, 1].map((axis) => centre[axis] + shape[axis] / scale / 2);
  const margin = 1 + Math.trunc(Math.max(0, -top, -left, bottom - contrast.height, right - contrast.width));
  const box = { top: top + margin, left: left + margin, bottom: bottom + margin, right: right + margin };
  const image = resized(padded(contrast, margin), shape[0], shape[1], LANCZOS, box);
  image.data = image.data.map((value) => Math.max(0, Math.min(1, value)));
  return image;
}
