// A picture as the network takes it, as the command line prepares it: fashion_cnn/data/picture_files.py.
//
// For a grey model, the object in the picture is put on the ground of the training images, as
// large, as bright and in the place as objects are there. For a colour model, and for one of whole
// pictures, the middle of the picture is resized.

import { fill } from "./arrays.js";
import { VISIBLE } from "./ground.js";
import { likeness, place } from "./layout.js";
import { readings } from "./objects.js";
import { BICUBIC, LANCZOS, resized, sizeWithin } from "./resize.js";

// A larger picture is reduced to this many pixels a side.
export const MOST_SIDE = 1024;
// The object in a picture is at least so like one of the training images: the cosine of the angle
// between them. Half of it is noise or ground otherwise.
const LEAST_LIKENESS = 0.5;

/** Why a picture cannot be prepared: the key of a sentence in explorer.toml. */
export class Refusal extends Error {
  constructor(key) {
    super(key);
    this.key = key;
  }
}

/**
 * A picture { height, width, data }, with red, green, blue and opacity of each pixel from 0 to 255,
 * prepared for a model that takes `shape` [height, width, channels].
 *
 * Returns { values, remarks, seen }: the model's picture from 0 to 1, what was done to it as
 * sentences [key, values], and the colours of the picture that was looked at. Throws a Refusal.
 */
export function prepared(picture, shape, layout) {
  const seen = onPage(reduced(picture));
  if (!isVisible(seen)) throw new Refusal("prepared_plain");
  const isReduced = Math.max(seen.height, seen.width) === MOST_SIDE;
  const size = [isReduced ? "prepared_reduced" : "prepared_size", { size: written(seen) }];
  if (shape[2] !== 1 || layout.whole) return { ...middle(seen, shape, size), seen };

  const reading = chosen(readings(seen), layout);
  const { image, isMoved } = place(layout, reading.contrast, shape);
  const values = layout.lightGround ? image.data.map((value) => 1 - value) : image.data;
  const remarks = [
    size,
    ...reading.remarks.map((key) => [key, {}]),
    [groundRemark(reading, layout), {}],
    placeRemark(layout, image, isMoved),
  ];
  return { values, remarks, seen };
}

/** The reading that looks most like a training image; the first if these are not known. */
function chosen(found, layout) {
  if (found.length && !layout.examples) return found[0];
  let [best, most] = [null, LEAST_LIKENESS];
  for (const reading of found) {
    const alike = likeness(layout, reading.contrast) + reading.advantage;
    if (alike > most || (!best && alike >= most)) [best, most] = [reading, alike];
  }
  if (!best) throw new Refusal("prepared_no_object");
  return best;
}

// ------------------------------------------------------------------------------------ the picture

/** The picture with no side longer than MOST_SIDE; colours weighted by their opacity. */
function reduced({ height, width, data }) {
  // Opacity is the last of four, at n | 3.
  const weigh = (n) => (n % 4 === 3 ? data[n] : Math.round((data[n] * data[n | 3]) / 255));
  const weighted = fill(data.length, weigh, Uint8Array);
  const picture = { height, width, data: weighted };
  const size = sizeWithin(picture, MOST_SIDE);
  if (size.height === height && size.width === width) return picture;
  return resized(picture, size.height, size.width, BICUBIC, undefined, true);
}

/** A picture on a page that is black if what is visible is light, else white: colours from 0 to 1. */
function onPage({ height, width, data }) {
  let [light, opaque] = [0, 0];
  for (let n = 0; n < data.length; n += 4) {
    light += 0.299 * data[n] + 0.587 * data[n + 1] + 0.114 * data[n + 2];
    opaque += data[n + 3];
  }
  if (!opaque) throw new Refusal("prepared_transparent");
  const page = light / opaque > 0.5 ? 0 : 1;
  const colours = fill(3 * height * width, (n) => {
    const pixel = Math.floor(n / 3);
    return data[pixel + n] / 255 + page * (1 - data[4 * pixel + 3] / 255);
  });
  return { height, width, data: colours };
}

/** Whether not all of a picture has one colour, or almost. */
function isVisible({ data }) {
  return [0, 1, 2].some((channel) => {
    let [low, high] = [1, 0];
    for (let n = channel; n < data.length; n += 3) {
      low = Math.min(low, data[n]);
      high = Math.max(high, data[n]);
    }
    return high - low >= VISIBLE;
  });
}

/** The middle of a picture, as large as fits in the proportions of a shape; grey if that is. */
function middle(seen, [height, width, channels], size) {
  const scale = Math.max(height / seen.height, width / seen.width);
  const [top, left] = [(seen.height - height / scale) / 2, (seen.width - width / scale) / 2];
  const box = { top, left, bottom: top + height / scale, right: left + width / scale };
  const bytes = { ...seen, data: seen.data.map((value) => Math.round(255 * value)) };
  const image = resized(bytes, height, width, LANCZOS, box, true);
  const key = channels === 1 ? "prepared_middle_grey" : "prepared_middle";
  const colours = image.data.map((value) => value / 255);
  const values = channels === 1 ? luminance(colours) : colours;
  return { values, remarks: [size, [key, { size: written(image) }]] };
}

/** The brightness that an eye sees (ITU-R BT.601) of pixels with three colours each. */
function luminance(colours) {
  const [red, green, blue] = [0.299, 0.587, 0.114];
  const brightness = (n) => red * colours[3 * n] + green * colours[3 * n + 1] + blue * colours[3 * n + 2];
  return fill(colours.length / 3, brightness);
}

// ------------------------------------------------------------------------------------- in words

const written = ({ height, width }) => `${width}x${height}`;

/** What was done to the brightness of the object and its ground. */
function groundRemark({ isLighter }, layout) {
  if (isLighter && layout.lightGround) return "prepared_turned_dark";
  if (!isLighter && !layout.lightGround) return "prepared_turned_light";
  const kind = isLighter ? "light" : "dark";
  return layout.examples ? `prepared_${kind}` : `prepared_${kind}_assumed`;
}

/** What was done to the size and the place of the object. */
function placeRemark(layout, image, isMoved) {
  const size = written(image);
  if (!layout.examples) return ["prepared_fills", { size }];
  if (!isMoved) return ["prepared_there", { size }];
  const longest = Math.round(layout.size * Math.max(image.height, image.width));
  return [layout.byMass ? "prepared_moved_mass" : "prepared_moved_box", { size, longest }];
}
