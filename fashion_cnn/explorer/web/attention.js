// Which parts of a picture a class depends on: occlusion and Grad-CAM.
//
// Sources: occlusion, Zeiler and Fergus 2013 (arXiv:1311.2901); Grad-CAM, Selvaraju et al. 2016
// (arXiv:1610.02391). Same numbers as fashion_cnn/inside/attention.py.

import { backward } from "./backward.js";
import { compute, sums } from "./forward.js";

// ------------------------------------------------------------------------------------- the scores

// Layers that do not change scores, but perhaps their shape.
const PASSING = ["Dropout", "Flatten", "Reshape"];

/**
 * Where the scores of the classes are, before softmax: { position of the layer, isSum }: its output,
 * or, with isSum, what it is before its own activation function. `last` is the model's answer.
 */
export function whereScores(layers, last) {
  let position = last;
  let activated = false;
  while (layers[position].inputs.length === 1) {
    const { type, activation } = layers[position];
    const isFunction = type === "Activation" && (!activation || !activated);
    if (!isFunction && !PASSING.includes(type)) break;
    if (activation) activated = true;
    [position] = layers[position].inputs;
  }
  return { position, isSum: !activated };
}

/** The score of every class. */
export function scoresOf(layers, outputs, last) {
  const { position, isSum } = whereScores(layers, last);
  const layer = layers[position];
  if (!isSum || !layer.activation) return outputs[position].data;
  return sums(layer, layer.inputs.map((feeding) => outputs[feeding])).data;
}

// -------------------------------------------------------------------------------------- occlusion

/** Height and width of the square that covers a picture, and the step from one to the next. */
export function coverSizes(height) {
  const size = Math.max(3, Math.floor(height / 4));
  return { size, stride: Math.max(2, Math.floor(size / 4)) };
}

/**
 * The top left corners { row, column } of all squares: from beyond one border to beyond the other,
 * so that every pixel is covered about equally often.
 */
export function corners([height, width], { size, stride }) {
  const found = [];
  for (let row = 1 - size; row < height; row += stride) {
    for (let column = 1 - size; column < width; column += stride) found.push({ row, column });
  }
  return found;
}

/** The picture with a square of its mean value. */
export function covered(picture, corner, size) {
  const channels = picture.shape[2];
  const mean = picture.data.reduce((sum, value) => sum + value, 0) / picture.data.length;
  const data = picture.data.slice();
  for (const pixel of pixelsOf(picture.shape, corner, size)) {
    data.fill(mean, pixel * channels, (pixel + 1) * channels);
  }
  return { shape: picture.shape, data };
}

/** The pixels of a square that are inside the picture, counted row by row. */
function pixelsOf([height, width], { row: top, column: left }, size) {
  const found = [];
  for (let row = Math.max(0, top); row < Math.min(height, top + size); row++) {
    for (let column = Math.max(0, left); column < Math.min(width, left + size); column++) {
      found.push(row * width + column);
    }
  }
  return found;
}

/**
 * For each pixel, the mean fall over the squares that cover it; 0 where none has been tried yet.
 * `tried` has { corner, fall } for each square: how far the score or the probability fell.
 */
export function occlusionMap([height, width], tried, size) {
  const falls = new Float64Array(height * width);
  const counts = new Float64Array(height * width);
  for (const { corner, fall } of tried) {
    for (const pixel of pixelsOf([height, width], corner, size)) {
      falls[pixel] += fall;
      counts[pixel]++;
    }
  }
  return falls.map((fall, pixel) => (counts[pixel] ? fall / counts[pixel] : 0));
}

// --------------------------------------------------------------------------------------- Grad-CAM

/** The layers with maps of more than one pixel that the scores are computed from, first to last. */
export function layersWithMaps(layers, last) {
  const counting = new Set([whereScores(layers, last).position]);
  for (let position = last; position >= 0; position--) {
    if (counting.has(position)) layers[position].inputs.forEach((feeding) => counting.add(feeding));
  }
  return [...counting]
    .filter((position) => {
      const { type, shape } = layers[position];
      return type !== "InputLayer" && shape.length === 3 && shape[0] * shape[1] > 1;
    })
    .sort((one, other) => one - other);
}

/**
 * Where the maps of a layer raise the score of a class: values of a picture of the input's size,
 * never below 0. The weight of a map is the mean of the score's gradient over its pixels; the maps
 * are added up by weight, what is negative becomes 0, and the result is enlarged. With `sign` -1 it
 * shows where they lower the score.
 */
export function gradCam(layers, outputs, last, unit, position, sign = 1) {
  const score = { ...whereScores(layers, last), unit };
  const gradient = backward(layers, outputs, score, position)[position];
  const { shape, data } = outputs[position];
  const [rows, columns, channels] = shape;
  const weights = new Float32Array(channels);
  gradient.forEach((value, n) => (weights[n % channels] += value / (rows * columns)));
  const heat = new Float32Array(rows * columns);
  data.forEach((value, n) => (heat[Math.floor(n / channels)] += value * weights[n % channels]));
  return enlarged(heat.map((value) => Math.max(0, sign * value)), [rows, columns], layers[0].shape);
}

/** Bilinear interpolation, as a layer of the network would do it. */
function enlarged(heat, [rows, columns], [height, width]) {
  const layer = {
    type: "UpSampling2D",
    size: [height / rows, width / columns],
    interpolation: "bilinear",
    shape: [height, width, 1],
  };
  return compute(layer, [{ shape: [rows, columns, 1], data: heat }]).data;
}
