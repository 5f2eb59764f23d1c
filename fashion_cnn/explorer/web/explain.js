// Where a value comes from: the region that it sees, and the arithmetic that made it.
//
// A unit is { layer, row, column, channel }: one value of the output of a layer. In a layer without
// positions, row and column are 0.

import { between, firstWindow, neighbours, sums } from "./forward.js";

/** The value of a unit. */
export function valueOf(outputs, { layer, row, column, channel }) {
  return outputs[layer].data[indexOf(outputs[layer].shape, row, column, channel)];
}

function indexOf(shape, row, column, channel) {
  if (shape.length < 3) return channel;
  return (row * shape[1] + column) * shape[2] + channel;
}

// ------------------------------------------------------------------------------- receptive fields

/**
 * The region of every layer that a unit sees: { position of the layer: region }, where a region is
 * { top, left, bottom, right }, the last row and column included. Layers that it does not see are
 * left out.
 */
export function receptiveFields(layers, unit) {
  const regions = { [unit.layer]: around(unit.row, unit.column) };
  for (let position = unit.layer; position > 0; position--) {
    if (!regions[position]) continue;
    for (const feeding of layers[position].inputs) {
      const seen = seenRegion(layers[position], layers[feeding], regions[position], unit, position);
      if (seen) regions[feeding] = union(regions[feeding], seen);
    }
  }
  return regions;
}

function around(row, column) {
  return { top: row, left: column, bottom: row, right: column };
}

function union(one, other) {
  if (!one) return other;
  return {
    top: Math.min(one.top, other.top),
    left: Math.min(one.left, other.left),
    bottom: Math.max(one.bottom, other.bottom),
    right: Math.max(one.right, other.right),
  };
}

/** The region of a feeding layer that a region of a layer is computed from; null if none of it. */
function seenRegion(layer, feeding, region, unit, position) {
  const [height, width] = feeding.shape.length === 3 ? feeding.shape : [1, 1];
  const whole = { top: 0, left: 0, bottom: height - 1, right: width - 1 };
  if (["Flatten", "Reshape"].includes(layer.type)) {
    if (position !== unit.layer) return whole;
    const { from } = reshaped(layer, [feeding], unit);
    return around(from.row, from.column);
  }
  if (feeding.shape.length !== 3 || layer.shape.length !== 3) return whole;
  const [top, bottom] = seenAlong(layer, feeding, 0, region.top, region.bottom);
  const [left, right] = seenAlong(layer, feeding, 1, region.left, region.right);
  const seen = {
    top: Math.max(top, 0),
    left: Math.max(left, 0),
    bottom: Math.min(bottom, height - 1),
    right: Math.min(right, width - 1),
  };
  return seen.top <= seen.bottom && seen.left <= seen.right ? seen : null;
}

/** The first and the last position along an axis, not yet cut off at the borders. */
function seenAlong(layer, feeding, axis, first, last) {
  if (layer.type === "Conv2DTranspose") {
    const before = -firstWindow(layer, axis, layer.shape[axis]);
    const stride = layer.strides[axis];
    const reach = (layer.window[axis] - 1) * layer.dilation[axis];
    return [Math.ceil((first + before - reach) / stride), Math.floor((last + before) / stride)];
  }
  if (layer.window) {
    const start = firstWindow(layer, axis, feeding.shape[axis]);
    const reach = (layer.window[axis] - 1) * layer.dilation[axis];
    return [start + first * layer.strides[axis], start + last * layer.strides[axis] + reach];
  }
  if (layer.type === "UpSampling2D") {
    const sources = (place) => between(place, layer.size[axis], feeding.shape[axis], layer.interpolation);
    const [lowest] = sources(first);
    const [one, other, share] = sources(last);
    return [lowest, share > 0 ? other : one];
  }
  if (layer.before) {
    const shift = layer.type === "Cropping2D" ? layer.before[axis] : -layer.before[axis];
    return [first + shift, last + shift];
  }
  return [first, last];
}

// -------------------------------------------------------------------------------- the arithmetic

/**
 * How a unit's value was computed: { kind, value, ... }, and, where the layer has an activation
 * function, `activation` and `sum`, the value before it.
 *
 * weighted: `bias`, and `channels`: for each input channel seen its number and its `taps`, each
 *     { row, column, x, w }, where x is null outside the image.
 * maximum, average: `taps` { row, column, x }; the first of the largest is the `winner`.
 * units: `bias`, and `terms` { channel, x, w }, largest products first.
 * scores: softmax; `terms` { channel, x, power }, and the `total` of all powers.
 * normal: batch normalization; x, mean, variance, epsilon, gamma, beta.
 * neighbours: local response normalization; x, bias, alpha, beta, `terms` { channel, x } of the maps
 *     around, and the `energy`, the sum of their squares.
 * scaled: x, scale, offset. parts: `terms` { layer, x } that are added. mixed: upsampling.
 * same: the value of another unit, `from`; null for a zero that padding put there.
 */
export function arithmetic(layers, outputs, unit) {
  const layer = layers[unit.layer];
  const value = valueOf(outputs, unit);
  if (layer.type === "InputLayer") return { kind: "input", value };
  const inputs = layer.inputs.map((position) => outputs[position]);
  const explained = { value, ...EXPLAIN[layer.type](layer, inputs, unit) };
  if (!layer.activation || explained.kind === "scores") return explained;
  const softmaxed = layer.activation === "softmax";
  // Of all units only where they are needed: a convolution of all positions takes its time.
  const isSum = ["weighted", "units"].includes(explained.kind);
  if (isSum && !softmaxed) return { ...explained, sum: sumOf(explained), activation: layer.activation };
  const before = sums(layer, inputs);
  const sum = before.data[indexOf(before.shape, unit.row, unit.column, unit.channel)];
  const found = { ...explained, sum, activation: layer.activation };
  return softmaxed ? { ...found, softmax: scores(unit, before) } : found;
}

/** The sum of the products that were explained, and the bias. */
function sumOf({ channels = [], terms = [], bias }) {
  const all = [...terms, ...channels.flatMap(({ taps }) => taps)];
  return all.reduce((sum, { x, w }) => sum + (x ?? 0) * w, bias);
}

/** The positions of a unit's window on its input: { tap, row, column }, outside the image as well. */
function windowOf(layer, input, { row, column }) {
  const top = firstWindow(layer, 0, input.shape[0]) + row * layer.strides[0];
  const left = firstWindow(layer, 1, input.shape[1]) + column * layer.strides[1];
  const places = [];
  for (let i = 0; i < layer.window[0]; i++) {
    for (let j = 0; j < layer.window[1]; j++) {
      const tap = i * layer.window[1] + j;
      places.push({ tap, row: top + i * layer.dilation[0], column: left + j * layer.dilation[1] });
    }
  }
  return places;
}

function pixel(input, row, column, channel) {
  const inside = row >= 0 && column >= 0 && row < input.shape[0] && column < input.shape[1];
  return inside ? input.data[indexOf(input.shape, row, column, channel)] : null;
}

function weighted(layer, [input], unit) {
  const { kernel, bias } = layer.weights;
  const filters = layer.shape[2];
  const seen = kernel.shape[2];
  const group = Math.floor(unit.channel / (filters / (input.shape[2] / seen)));
  const places = windowOf(layer, input, unit);
  const channels = Array.from({ length: seen }, (_, k) => {
    const channel = group * seen + k;
    const taps = places.map(({ tap, row, column }) => {
      const w = kernel.data[(tap * seen + k) * filters + unit.channel];
      return { row, column, x: pixel(input, row, column, channel), w };
    });
    return { channel, taps };
  });
  return { kind: "weighted", channels, bias: bias?.data[unit.channel] ?? 0 };
}

function depthwise(layer, [input], unit) {
  const { kernel, bias } = layer.weights;
  const multiplier = kernel.shape[3];
  const filters = input.shape[2] * multiplier;
  const channel = Math.floor(unit.channel / multiplier);
  const taps = windowOf(layer, input, unit).map(({ tap, row, column }) => {
    const w = kernel.data[tap * filters + unit.channel];
    return { row, column, x: pixel(input, row, column, channel), w };
  });
  return { kind: "weighted", channels: [{ channel, taps }], bias: bias?.data[unit.channel] ?? 0 };
}

/** Both convolutions at once: the weight of a pixel is summed over the maps in between. */
function separable(layer, [input], unit) {
  const { depthwise_kernel: first, pointwise_kernel: second, bias } = layer.weights;
  const multiplier = first.shape[3];
  const between = input.shape[2] * multiplier;
  const filters = layer.shape[2];
  const places = windowOf(layer, input, unit);
  const channels = Array.from({ length: input.shape[2] }, (_, channel) => {
    const taps = places.map(({ tap, row, column }) => {
      let w = 0;
      for (let m = 0; m < multiplier; m++) {
        const map = channel * multiplier + m;
        w += first.data[tap * between + map] * second.data[map * filters + unit.channel];
      }
      return { row, column, x: pixel(input, row, column, channel), w };
    });
    return { channel, taps };
  });
  return { kind: "weighted", channels, bias: bias?.data[unit.channel] ?? 0 };
}

/** The input pixels whose copies of the kernel reach this output pixel. */
function transposed(layer, [input], unit) {
  const { kernel, bias } = layer.weights;
  const [height, width, count] = input.shape;
  const channels = Array.from({ length: count }, (_, channel) => ({ channel, taps: [] }));
  const back = { ...layer, shape: input.shape };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const places = windowOf(back, { shape: layer.shape }, { row: y, column: x });
      const place = places.find(({ row, column }) => row === unit.row && column === unit.column);
      if (!place) continue;
      for (const { channel, taps } of channels) {
        const w = kernel.data[(place.tap * layer.shape[2] + unit.channel) * count + channel];
        taps.push({ row: y, column: x, x: pixel(input, y, x, channel), w });
      }
    }
  }
  return { kind: "weighted", channels, bias: bias?.data[unit.channel] ?? 0 };
}

function pooled(layer, [input], unit) {
  const taps = windowOf(layer, input, unit)
    .map(({ row, column }) => ({ row, column, x: pixel(input, row, column, unit.channel) }))
    .filter(({ x }) => x !== null);
  return withWinner(layer.type.startsWith("Max"), taps);
}

function pooledGlobally(layer, [input], unit) {
  const [height, width] = input.shape;
  const taps = Array.from({ length: height * width }, (_, n) => {
    const [row, column] = [Math.floor(n / width), n % width];
    return { row, column, x: pixel(input, row, column, unit.channel) };
  });
  return withWinner(layer.type.includes("Max"), taps);
}

function withWinner(isMaximum, taps) {
  if (!isMaximum) return { kind: "average", taps };
  const winner = taps.reduce((best, tap) => (tap.x > best.x ? tap : best));
  return { kind: "maximum", taps, winner };
}

function dense(layer, [input], unit) {
  const { kernel, bias } = layer.weights;
  const [length, units] = kernel.shape;
  const start = input.shape.length === 3 ? indexOf(input.shape, unit.row, unit.column, 0) : 0;
  const terms = Array.from({ length }, (_, channel) => {
    return { channel, x: input.data[start + channel], w: kernel.data[channel * units + unit.channel] };
  });
  terms.sort((one, other) => Math.abs(other.x * other.w) - Math.abs(one.x * one.w));
  return { kind: "units", terms, bias: bias?.data[unit.channel] ?? 0 };
}

/** Softmax: e to a score, divided by the sum over all scores. */
function scores(unit, input) {
  const count = input.shape[input.shape.length - 1];
  const start = indexOf(input.shape, unit.row, unit.column, 0);
  const values = Array.from(input.data.subarray(start, start + count));
  const largest = Math.max(...values);
  const terms = values.map((x, channel) => ({ channel, x, power: Math.exp(x - largest) }));
  const total = terms.reduce((sum, { power }) => sum + power, 0);
  return { kind: "scores", terms, total, largest };
}

function normal(layer, [input], unit) {
  const { gamma, beta, moving_mean: mean, moving_variance: variance } = layer.weights;
  const k = unit.channel;
  return {
    kind: "normal",
    x: input.data[indexOf(input.shape, unit.row, unit.column, k)],
    mean: mean.data[k],
    variance: variance.data[k],
    epsilon: layer.epsilon,
    gamma: gamma?.data[k] ?? 1,
    beta: beta?.data[k] ?? 0,
  };
}

function divided(layer, [input], { row, column, channel }) {
  const [first, last] = neighbours(layer, channel);
  const start = indexOf(input.shape, row, column, 0);
  const terms = Array.from({ length: last - first + 1 }, (_, n) => {
    return { channel: first + n, x: input.data[start + first + n] };
  });
  const energy = terms.reduce((sum, { x }) => sum + x ** 2, 0);
  const { bias, alpha, beta } = layer;
  return { kind: "neighbours", x: input.data[start + channel], terms, energy, bias, alpha, beta };
}

function scaled(layer, [input], unit) {
  const x = input.data[indexOf(input.shape, unit.row, unit.column, unit.channel)];
  return { kind: "scaled", x, scale: layer.scale, offset: layer.offset };
}

function activated(layer, inputs, unit) {
  if (layer.activation === "softmax") return scores(unit, inputs[0]);
  return same(layer, inputs, unit);
}

function same(layer, inputs, { row, column, channel }) {
  return { kind: "same", from: { layer: layer.inputs[0], row, column, channel } };
}

function flattened(layer, [input], { channel: n }) {
  const from = { layer: layer.inputs[0], row: 0, column: 0, channel: n };
  if (input.shape.length === 3) {
    const [, width, channels] = input.shape;
    const place = Math.floor(n / channels);
    from.row = Math.floor(place / width);
    from.column = place % width;
    from.channel = n % channels;
  }
  return { kind: "same", from };
}

function reshaped(layer, inputs, { row, column, channel }) {
  return flattened(layer, inputs, { channel: indexOf(layer.shape, row, column, channel) });
}

function moved(layer, [input], { row, column, channel }) {
  const sign = layer.type === "Cropping2D" ? 1 : -1;
  const from = { row: row + sign * layer.before[0], column: column + sign * layer.before[1], channel };
  const inside = pixel(input, from.row, from.column, channel) !== null;
  return { kind: "same", from: inside ? { layer: layer.inputs[0], ...from } : null };
}

function concatenated(layer, inputs, { row, column, channel }) {
  let first = 0;
  for (const [n, input] of inputs.entries()) {
    const count = input.shape[input.shape.length - 1];
    if (channel < first + count) {
      return { kind: "same", from: { layer: layer.inputs[n], row, column, channel: channel - first } };
    }
    first += count;
  }
}

function added(layer, inputs, { row, column, channel }) {
  const terms = inputs.map((input, n) => {
    return { layer: layer.inputs[n], x: input.data[indexOf(input.shape, row, column, channel)] };
  });
  return { kind: "parts", terms };
}

function mixed(layer, [input], { row, column, channel }) {
  if (layer.interpolation !== "nearest") return { kind: "mixed" };
  const from = {
    layer: layer.inputs[0],
    row: Math.floor(row / layer.size[0]),
    column: Math.floor(column / layer.size[1]),
    channel,
  };
  return { kind: "same", from };
}

const EXPLAIN = {
  Conv2D: weighted,
  DepthwiseConv2D: depthwise,
  SeparableConv2D: separable,
  Conv2DTranspose: transposed,
  Dense: dense,
  MaxPooling2D: pooled,
  AveragePooling2D: pooled,
  GlobalAveragePooling2D: pooledGlobally,
  GlobalMaxPooling2D: pooledGlobally,
  BatchNormalization: normal,
  LocalResponseNorm: divided,
  Rescaling: scaled,
  Activation: activated,
  Dropout: same,
  Add: added,
  Concatenate: concatenated,
  Flatten: reshaped,
  Reshape: reshaped,
  ZeroPadding2D: moved,
  Cropping2D: moved,
  UpSampling2D: mixed,
};
