// The forward pass: what each layer computes for one image.
//
// A tensor is { shape, data }: shape [height, width, channels] or [length], and its numbers in a
// row, the channels of a pixel side by side. So value (row, column, channel) of a map is
//
//     data[(row * width + column) * channels + channel]
//
// A layer is { type, inputs, shape, weights, ... }: the name of its Keras class, the positions of
// the layers that feed it, the shape of its output, and tensors by name. Weights are arranged as in
// Keras.

import { activate } from "./activations.js";

/** The output of every layer for an image, a tensor of the shape of layer 0. */
export function forward(layers, image) {
  const outputs = [];
  for (const layer of layers) {
    if (layer.type === "InputLayer") outputs.push(image);
    else outputs.push(compute(layer, layer.inputs.map((position) => outputs[position])));
  }
  return outputs;
}

/** The output of one layer, given the outputs of the layers that feed it. */
export function compute(layer, inputs) {
  const output = sums(layer, inputs);
  return layer.activation ? activate(layer, output) : output;
}

/** The output of one layer before its activation function. */
export function sums(layer, inputs) {
  return LAYERS[layer.type](layer, ...inputs);
}

/** A tensor of zeros. */
export function zeros(shape) {
  return { shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)) };
}

// --------------------------------------------------------------------------------------- windows

/** Where the window of output position 0 begins along an axis: 0, or negative with padding. */
export function firstWindow(layer, axis, size) {
  if (layer.padding === "valid") return 0;
  const reach = (layer.window[axis] - 1) * layer.dilation[axis] + 1;
  const positions = Math.ceil(size / layer.strides[axis]);
  const missing = Math.max(0, (positions - 1) * layer.strides[axis] + reach - size);
  return -Math.floor(missing / 2);
}

/**
 * Call visit(output pixel, tap, input pixel) for every window on an image and every tap of it that
 * lies inside the image. Pixels and taps are counted row by row.
 */
export function slide(layer, input, visit) {
  const [height, width] = input.shape;
  const [rows, columns] = layer.shape;
  const top = firstWindow(layer, 0, height);
  const left = firstWindow(layer, 1, width);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let i = 0; i < layer.window[0]; i++) {
        const y = top + row * layer.strides[0] + i * layer.dilation[0];
        if (y < 0 || y >= height) continue;
        for (let j = 0; j < layer.window[1]; j++) {
          const x = left + column * layer.strides[1] + j * layer.dilation[1];
          if (x < 0 || x >= width) continue;
          visit(row * columns + column, i * layer.window[1] + j, y * width + x);
        }
      }
    }
  }
}

// ---------------------------------------------------------------------------------- convolutions

/**
 * Y[r, c, o] = bias[o] + sum over i, j, k of X[r·s + i·d − p, c·s + j·d − p, k] · W[i, j, k, o],
 * zero outside X. With groups, filter o sees only the channels of its group.
 */
function conv2d(layer, input) {
  const output = filled(layer.shape, layer.weights.bias);
  const channels = input.shape[2];
  const filters = layer.shape[2];
  const kernel = layer.weights.kernel.data;
  const seen = layer.weights.kernel.shape[2]; // channels of a group
  const perGroup = filters / (channels / seen);
  slide(layer, input, (pixel, tap, from) => {
    for (let k = 0; k < channels; k++) {
      const x = input.data[from * channels + k];
      if (x === 0) continue;
      const first = Math.floor(k / seen) * perGroup;
      const weights = (tap * seen + (k % seen)) * filters;
      addScaled(output.data, pixel * filters + first, x, kernel, weights + first, perGroup);
    }
  });
  return output;
}

/** Add x times `count` values of a kernel to an output: most of the time goes here. */
function addScaled(output, at, x, kernel, from, count) {
  const shift = from - at; // one place to count, not two: this takes half the time
  for (let n = at; n < at + count; n++) output[n] += x * kernel[n + shift];
}

/** A filter for each channel alone; with a depth multiplier m, m filters for each. */
function depthwiseConv2d(layer, input) {
  return depthwise(layer, input, layer.weights.kernel, layer.shape, layer.weights.bias);
}

function depthwise(layer, input, { data: kernel, shape: sizes }, shape, bias) {
  const output = filled(shape, bias);
  const channels = input.shape[2];
  const multiplier = sizes[3];
  const filters = channels * multiplier;
  slide(layer, input, (pixel, tap, from) => {
    for (let k = 0; k < channels; k++) {
      const x = input.data[from * channels + k];
      for (let m = 0; m < multiplier; m++) {
        const o = k * multiplier + m;
        output.data[pixel * filters + o] += x * kernel[tap * filters + o];
      }
    }
  });
  return output;
}

/** A depthwise convolution, then a 1x1 convolution over all its maps. */
function separableConv2d(layer, input) {
  const { depthwise_kernel: first, pointwise_kernel: second, bias } = layer.weights;
  const [height, width] = layer.shape;
  const between = depthwise(layer, input, first, [height, width, second.shape[2]]);
  const pointwise = {
    ...{ shape: layer.shape, padding: "valid", window: [1, 1], strides: [1, 1], dilation: [1, 1] },
    weights: { kernel: second, bias },
  };
  return conv2d(pointwise, between);
}

/** Each input value adds a copy of the kernels, scaled by it, to the output. W is [i, j, o, k]. */
function conv2dTranspose(layer, input) {
  const output = filled(layer.shape, layer.weights.bias);
  const channels = input.shape[2];
  const filters = layer.shape[2];
  const kernel = layer.weights.kernel.data;
  // The same windows as those of a convolution from the output back to the input.
  const back = { ...layer, shape: input.shape };
  slide(back, output, (from, tap, pixel) => {
    for (let o = 0; o < filters; o++) {
      const weights = (tap * filters + o) * channels;
      let sum = 0;
      for (let k = 0; k < channels; k++) sum += input.data[from * channels + k] * kernel[weights + k];
      output.data[pixel * filters + o] += sum;
    }
  });
  return output;
}

/** Y[o] = bias[o] + sum over k of X[k] · W[k, o], at every position if there are several. */
function dense(layer, input) {
  const output = filled(layer.shape, layer.weights.bias);
  const kernel = layer.weights.kernel.data;
  const [length, units] = layer.weights.kernel.shape;
  const positions = input.data.length / length;
  for (let position = 0; position < positions; position++) {
    for (let k = 0; k < length; k++) {
      const x = input.data[position * length + k];
      if (x === 0) continue;
      addScaled(output.data, position * units, x, kernel, k * units, units);
    }
  }
  return output;
}

/** A tensor that has, at every position, the biases; zeros without biases. */
function filled(shape, bias) {
  const output = zeros(shape);
  if (bias) {
    for (let n = 0; n < output.data.length; n++) output.data[n] = bias.data[n % bias.data.length];
  }
  return output;
}

// --------------------------------------------------------------------------------------- pooling

function maxPooling2d(layer, input) {
  const output = zeros(layer.shape);
  output.data.fill(-Infinity);
  const channels = input.shape[2];
  slide(layer, input, (pixel, tap, from) => {
    for (let k = 0; k < channels; k++) {
      const at = pixel * channels + k;
      output.data[at] = Math.max(output.data[at], input.data[from * channels + k]);
    }
  });
  return output;
}

/** The mean of each window, of what of it lies inside the image. */
function averagePooling2d(layer, input) {
  const output = zeros(layer.shape);
  const channels = input.shape[2];
  const inside = new Float32Array(layer.shape[0] * layer.shape[1]);
  slide(layer, input, (pixel, tap, from) => {
    inside[pixel]++;
    for (let k = 0; k < channels; k++) {
      output.data[pixel * channels + k] += input.data[from * channels + k];
    }
  });
  for (let n = 0; n < output.data.length; n++) output.data[n] /= inside[Math.floor(n / channels)];
  return output;
}

function globalAveragePooling2d(layer, input) {
  const output = zeros(layer.shape);
  const [height, width, channels] = input.shape;
  for (let n = 0; n < input.data.length; n++) {
    output.data[n % channels] += input.data[n] / (height * width);
  }
  return output;
}

function globalMaxPooling2d(layer, input) {
  const output = zeros(layer.shape);
  output.data.fill(-Infinity);
  const channels = input.shape[2];
  for (let n = 0; n < input.data.length; n++) {
    output.data[n % channels] = Math.max(output.data[n % channels], input.data[n]);
  }
  return output;
}

// ---------------------------------------------------------------------------- pixel by pixel

/** Each channel less its mean, divided by its spread, times γ, plus β: as learned in training. */
function batchNormalization(layer, input) {
  const output = zeros(layer.shape);
  const { gamma, beta, moving_mean: mean, moving_variance: variance } = layer.weights;
  const channels = layer.shape[layer.shape.length - 1];
  for (let n = 0; n < input.data.length; n++) {
    const k = n % channels;
    const normal = (input.data[n] - mean.data[k]) / Math.sqrt(variance.data[k] + layer.epsilon);
    output.data[n] = normal * (gamma ? gamma.data[k] : 1) + (beta ? beta.data[k] : 0);
  }
  return output;
}

/**
 * Local response normalization: Y[k] = X[k] / (bias + α · sum over the maps n around k of X[n]²)^β.
 * Where neighbouring maps are large, a map is made smaller.
 */
function localResponseNorm(layer, input) {
  const output = zeros(layer.shape);
  const sums = squares(layer, input);
  for (let n = 0; n < output.data.length; n++) {
    output.data[n] = input.data[n] / (layer.bias + layer.alpha * sums[n]) ** layer.beta;
  }
  return output;
}

/** For each value the sum of the squares of the maps around its own, at its pixel. */
export function squares(layer, { data }) {
  const channels = layer.shape[layer.shape.length - 1];
  return data.map((_, n) => {
    const channel = n % channels;
    const [first, last] = neighbours(layer, channel);
    let sum = 0;
    for (let k = first; k <= last; k++) sum += data[n - channel + k] ** 2;
    return sum;
  });
}

/** The first and the last of the `size` maps around one, itself included; fewer at the ends. */
export function neighbours({ size, shape }, channel) {
  const first = channel - Math.floor(size / 2);
  return [Math.max(0, first), Math.min(shape[shape.length - 1], first + size) - 1];
}

function rescaling(layer, input) {
  const output = zeros(layer.shape);
  for (let n = 0; n < input.data.length; n++) output.data[n] = input.data[n] * layer.scale + layer.offset;
  return output;
}

function add(layer, ...inputs) {
  const output = zeros(layer.shape);
  for (const input of inputs) {
    for (let n = 0; n < output.data.length; n++) output.data[n] += input.data[n];
  }
  return output;
}

/** Nothing: a layer that only acts in training, such as dropout. Its activation may follow. */
function pass(layer, input) {
  return input;
}

// ------------------------------------------------------------------------------------------ shape

function reshape(layer, input) {
  return { shape: layer.shape, data: input.data };
}

/** The channels of all inputs, one after another. */
function concatenate(layer, ...inputs) {
  const output = zeros(layer.shape);
  const channels = layer.shape[layer.shape.length - 1];
  const pixels = output.data.length / channels;
  let first = 0;
  for (const input of inputs) {
    const count = input.shape[input.shape.length - 1];
    for (let pixel = 0; pixel < pixels; pixel++) {
      const values = input.data.subarray(pixel * count, (pixel + 1) * count);
      output.data.set(values, pixel * channels + first);
    }
    first += count;
  }
  return output;
}

/** Rows and columns of zeros around an image, or, where `top` and `left` are negative, fewer. */
export function moved(layer, input, top, left) {
  const output = zeros(layer.shape);
  const [height, width, channels] = input.shape;
  const [rows, columns] = layer.shape;
  for (let row = Math.max(0, top); row < Math.min(rows, height + top); row++) {
    for (let column = Math.max(0, left); column < Math.min(columns, width + left); column++) {
      const from = ((row - top) * width + column - left) * channels;
      const to = (row * columns + column) * channels;
      output.data.set(input.data.subarray(from, from + channels), to);
    }
  }
  return output;
}

function zeroPadding2d(layer, input) {
  return moved(layer, input, layer.before[0], layer.before[1]);
}

function cropping2d(layer, input) {
  return moved(layer, input, -layer.before[0], -layer.before[1]);
}

/** Each pixel repeated ("nearest"), or mixed of its neighbours by distance ("bilinear"). */
function upSampling2d(layer, input) {
  const output = zeros(layer.shape);
  const [height, width, channels] = input.shape;
  const [rows, columns] = layer.shape;
  for (let row = 0; row < rows; row++) {
    const [above, below, down] = between(row, layer.size[0], height, layer.interpolation);
    for (let column = 0; column < columns; column++) {
      const [left, right, across] = between(column, layer.size[1], width, layer.interpolation);
      for (let k = 0; k < channels; k++) {
        const at = (y, x) => input.data[(y * width + x) * channels + k];
        const upper = at(above, left) * (1 - across) + at(above, right) * across;
        const lower = at(below, left) * (1 - across) + at(below, right) * across;
        output.data[(row * columns + column) * channels + k] = upper * (1 - down) + lower * down;
      }
    }
  }
  return output;
}

/** The two source pixels that a pixel lies between, and how far it is on the way to the second. */
export function between(position, factor, size, interpolation) {
  if (interpolation === "nearest") {
    const nearest = Math.floor(position / factor);
    return [nearest, nearest, 0];
  }
  const exact = Math.max(0, (position + 0.5) / factor - 0.5);
  const first = Math.min(Math.floor(exact), size - 1);
  return [first, Math.min(first + 1, size - 1), exact - first];
}

export const LAYERS = {
  Conv2D: conv2d,
  DepthwiseConv2D: depthwiseConv2d,
  SeparableConv2D: separableConv2d,
  Conv2DTranspose: conv2dTranspose,
  Dense: dense,
  MaxPooling2D: maxPooling2d,
  AveragePooling2D: averagePooling2d,
  GlobalAveragePooling2D: globalAveragePooling2d,
  GlobalMaxPooling2D: globalMaxPooling2d,
  BatchNormalization: batchNormalization,
  LocalResponseNorm: localResponseNorm,
  Rescaling: rescaling,
  Activation: pass,
  Dropout: pass,
  Add: add,
  Concatenate: concatenate,
  Flatten: reshape,
  Reshape: reshape,
  ZeroPadding2D: zeroPadding2d,
  Cropping2D: cropping2d,
  UpSampling2D: upSampling2d,
};
