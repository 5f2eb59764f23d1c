// Which maps or units feed another one, and how strongly: what its weights say, whatever the image.

import { neighbours } from "./forward.js";

/**
 * The channels that a channel of a layer is computed from, most weight first:
 * [{ layer, channel, share, kernel }]. `share` is the part of the absolute weights that is on this
 * channel, from 0 to 1. `kernel` is { rows, columns, data }, or null where nothing is learned.
 */
export function feeding(layers, { layer: position, channel }) {
  const layer = layers[position];
  const found = FEEDING[layer.type] ?? sameChannel;
  const edges = found(layer, layer.inputs.map((input) => layers[input]), channel);
  const sizes = edges.map(({ kernel }) => (kernel ? sizeOf(kernel.data) : 1));
  const total = sizes.reduce((sum, size) => sum + size, 0) || 1;
  return edges
    .map(({ input = 0, ...edge }, n) => ({ ...edge, layer: layer.inputs[input], share: sizes[n] / total }))
    .sort((one, other) => other.share - one.share);
}

function sizeOf(weights) {
  return weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
}

/** The kernel with weight(tap) at each of its taps, row by row. */
function kernelOf([rows, columns], weight) {
  return { rows, columns, data: Array.from({ length: rows * columns }, (_, tap) => weight(tap)) };
}

function convolution(layer, [input], channel) {
  const { shape, data } = layer.weights.kernel;
  const [rows, columns, seen, filters] = shape;
  const perGroup = filters / (input.shape[2] / seen);
  const first = Math.floor(channel / perGroup) * seen;
  return Array.from({ length: seen }, (_, k) => ({
    channel: first + k,
    kernel: kernelOf([rows, columns], (tap) => data[(tap * seen + k) * filters + channel]),
  }));
}

function depthwise(layer, [input], channel) {
  const { shape, data } = layer.weights.kernel;
  const filters = shape[2] * shape[3];
  return [
    {
      channel: Math.floor(channel / shape[3]),
      kernel: kernelOf(shape, (tap) => data[tap * filters + channel]),
    },
  ];
}

/** Both convolutions of a separable one at once: kernels summed over the maps in between. */
function separable(layer, [input], channel) {
  const { depthwise_kernel: first, pointwise_kernel: second } = layer.weights;
  const [, , count, multiplier] = first.shape;
  const filters = layer.shape[2];
  const summed = (tap, k) => {
    let sum = 0;
    for (let map = k * multiplier; map < (k + 1) * multiplier; map++) {
      sum += first.data[tap * count * multiplier + map] * second.data[map * filters + channel];
    }
    return sum;
  };
  return Array.from({ length: count }, (_, k) => ({
    channel: k,
    kernel: kernelOf(first.shape, (tap) => summed(tap, k)),
  }));
}

function transposed(layer, [input], channel) {
  const { shape, data } = layer.weights.kernel;
  const [, , filters, count] = shape;
  return Array.from({ length: count }, (_, k) => ({
    channel: k,
    kernel: kernelOf(shape, (tap) => data[(tap * filters + channel) * count + k]),
  }));
}

function dense(layer, inputs, channel) {
  const { shape, data } = layer.weights.kernel;
  const [length, units] = shape;
  return Array.from({ length }, (_, k) => ({
    channel: k,
    kernel: kernelOf([1, 1], () => data[k * units + channel]),
  }));
}

function sameChannel(layer, inputs, channel) {
  return inputs.map((_, input) => ({ input, channel, kernel: null }));
}

/** The maps around one, which divide it; itself first. */
function surrounding(layer, inputs, channel) {
  const [first, last] = neighbours(layer, channel);
  const others = Array.from({ length: last - first + 1 }, (_, n) => first + n).filter((k) => k !== channel);
  return [channel, ...others].map((k) => ({ channel: k, kernel: null }));
}

/** Unit n of a flattened map is a pixel of one of its channels. */
function reshaped(layer, [input], channel) {
  if (layer.shape.length !== 1 || input.shape.length !== 3) return [];
  return [{ channel: channel % input.shape[2], kernel: null }];
}

function concatenated(layer, inputs, channel) {
  let first = 0;
  for (const [input, { shape }] of inputs.entries()) {
    const count = shape[shape.length - 1];
    if (channel < first + count) return [{ input, channel: channel - first, kernel: null }];
    first += count;
  }
}

const FEEDING = {
  InputLayer: () => [],
  Conv2D: convolution,
  DepthwiseConv2D: depthwise,
  SeparableConv2D: separable,
  Conv2DTranspose: transposed,
  Dense: dense,
  LocalResponseNorm: surrounding,
  Flatten: reshaped,
  Reshape: reshaped,
  Concatenate: concatenated,
};
