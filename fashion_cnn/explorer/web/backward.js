// The backward pass: how fast a score changes with the output of each layer.
//
// A gradient has the numbers of a tensor: value n says how fast the score grows with value n of the
// tensor. Each function here takes the gradient of a layer's output and returns those of its
// inputs, by the chain rule; it mirrors the function of the same name in forward.js. Weights stay
// as they are, so their gradients, which training needs, are not computed.

import { sigmoid, softmax } from "./activations.js";
import { between, moved, neighbours, slide, squares, sums } from "./forward.js";

/**
 * The gradient of every layer's output from position `first` on, an array of Float32Array; null for
 * a layer that the score does not depend on. The score is one number of the layer at `position`:
 * number `unit` of its output, or with `isSum` of its output before its activation function.
 */
export function backward(layers, outputs, { position, unit, isSum }, first = 0) {
  const gradients = layers.map(() => null);
  gradients[position] = new Float32Array(outputs[position].data.length);
  gradients[position][unit] = 1;
  for (let at = position; at > first; at--) {
    if (!gradients[at]) continue;
    const layer = layers[at];
    const inputs = layer.inputs.map((feeding) => outputs[feeding]);
    const skips = isSum && at === position;
    const gradient = skips ? gradients[at] : ofSums(layer, inputs, gradients[at]);
    const found = BACKWARD[layer.type](layer, inputs, gradient);
    // A layer that feeds several layers gets the sum of what comes back from them.
    layer.inputs.forEach((feeding, n) => {
      gradients[feeding] = gradients[feeding] ? plus(gradients[feeding], found[n]) : found[n];
    });
  }
  return gradients;
}

/** The layers on the way from a score back to the layer at `first` that have no function here. */
export function withoutBackward(layers, position, first) {
  const way = new Set([position]);
  for (let at = position; at > first; at--) {
    if (way.has(at)) layers[at].inputs.forEach((feeding) => way.add(feeding));
  }
  return [...way].filter((at) => at > first).map((at) => layers[at]).filter(({ type }) => !BACKWARD[type]);
}

function plus(one, other) {
  return one.map((value, n) => value + other[n]);
}

// ---------------------------------------------------------------------------- activation functions

/** From the gradient of a layer's output to that of its output before the activation function. */
function ofSums(layer, inputs, gradient) {
  if (!layer.activation) return gradient;
  const before = sums(layer, inputs);
  if (layer.activation === "softmax") {
    return ofSoftmax(softmax(before), gradient, layer.shape[layer.shape.length - 1]);
  }
  const slope = DERIVATIVES[layer.activation];
  return gradient.map((value, n) => value * slope(before.data[n], layer.slope));
}

// The derivatives of the functions of activations.js.
const DERIVATIVES = {
  linear: () => 1,
  relu: (x) => (x > 0 ? 1 : 0),
  relu6: (x) => (x > 0 && x < 6 ? 1 : 0),
  leaky_relu: (x, slope) => (x > 0 ? 1 : slope),
  elu: (x) => (x > 0 ? 1 : Math.exp(x)),
  selu: (x) => 1.0507009873554805 * (x > 0 ? 1 : 1.6732632423543772 * Math.exp(x)),
  sigmoid: (x) => sigmoid(x) * (1 - sigmoid(x)),
  tanh: (x) => 1 - Math.tanh(x) ** 2,
  softplus: sigmoid,
  softsign: (x) => 1 / (1 + Math.abs(x)) ** 2,
  silu: (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x))),
};

/** A score raises its own probability and lowers the others: p[i] · (g[i] − sum over k of g[k] · p[k]). */
function ofSoftmax({ data: probabilities }, gradient, channels) {
  const result = new Float32Array(gradient.length);
  for (let first = 0; first < gradient.length; first += channels) {
    let mean = 0;
    for (let n = first; n < first + channels; n++) mean += gradient[n] * probabilities[n];
    for (let n = first; n < first + channels; n++) result[n] = probabilities[n] * (gradient[n] - mean);
  }
  return result;
}

// ---------------------------------------------------------------------------------- convolutions

/** What a pixel added to an output value was its weight times the pixel: so is what comes back. */
function conv2d(layer, [input], gradient) {
  const result = new Float32Array(input.data.length);
  const channels = input.shape[2];
  const filters = layer.shape[2];
  const kernel = layer.weights.kernel.data;
  const seen = layer.weights.kernel.shape[2]; // channels of a group
  const perGroup = filters / (channels / seen);
  slide(layer, input, (pixel, tap, from) => {
    for (let k = 0; k < channels; k++) {
      const first = Math.floor(k / seen) * perGroup;
      const weights = (tap * seen + (k % seen)) * filters;
      let sum = 0;
      for (let o = first; o < first + perGroup; o++) {
        sum += gradient[pixel * filters + o] * kernel[weights + o];
      }
      result[from * channels + k] += sum;
    }
  });
  return [result];
}

function depthwiseConv2d(layer, [input], gradient) {
  return [depthwise(layer, input, layer.weights.kernel, gradient)];
}

function depthwise(layer, input, { data: kernel, shape: sizes }, gradient) {
  const result = new Float32Array(input.data.length);
  const channels = input.shape[2];
  const multiplier = sizes[3];
  const filters = channels * multiplier;
  slide(layer, input, (pixel, tap, from) => {
    for (let o = 0; o < filters; o++) {
      const k = Math.floor(o / multiplier);
      result[from * channels + k] += gradient[pixel * filters + o] * kernel[tap * filters + o];
    }
  });
  return result;
}

/** Back through the 1x1 convolution, then through the depthwise one. */
function separableConv2d(layer, [input], gradient) {
  const { depthwise_kernel: first, pointwise_kernel: second } = layer.weights;
  return [depthwise(layer, input, first, weighted(second, gradient))];
}

/** The convolution that the transposed convolution is the backward pass of. */
function conv2dTranspose(layer, [input], gradient) {
  const result = new Float32Array(input.data.length);
  const filters = layer.shape[2];
  const channels = input.shape[2];
  const kernel = layer.weights.kernel.data;
  const back = { ...layer, shape: input.shape };
  slide(back, layer, (from, tap, pixel) => {
    for (let o = 0; o < filters; o++) {
      const weights = (tap * filters + o) * channels;
      for (let k = 0; k < channels; k++) {
        result[from * channels + k] += gradient[pixel * filters + o] * kernel[weights + k];
      }
    }
  });
  return [result];
}

function dense(layer, inputs, gradient) {
  return [weighted(layer.weights.kernel, gradient)];
}

/** At every position, the gradient of input k: sum over o of the gradient of output o · W[k, o]. */
function weighted({ data: kernel, shape: sizes }, gradient) {
  const [length, units] = sizes.slice(-2);
  const positions = gradient.length / units;
  const result = new Float32Array(positions * length);
  for (let n = 0; n < result.length; n++) {
    const position = Math.floor(n / length);
    const k = n % length;
    for (let o = 0; o < units; o++) result[n] += gradient[position * units + o] * kernel[k * units + o];
  }
  return result;
}

// --------------------------------------------------------------------------------------- pooling

/** All goes to the winner of each window, the first of the largest values. */
function maxPooling2d(layer, [input], gradient) {
  const channels = input.shape[2];
  const winners = new Int32Array(gradient.length).fill(-1);
  slide(layer, input, (pixel, tap, from) => {
    for (let k = 0; k < channels; k++) {
      const at = pixel * channels + k;
      const candidate = from * channels + k;
      if (winners[at] < 0 || input.data[candidate] > input.data[winners[at]]) winners[at] = candidate;
    }
  });
  return [toWinners(input, winners, gradient)];
}

function globalMaxPooling2d(layer, [input], gradient) {
  const channels = gradient.length;
  const winners = Int32Array.from(gradient, (_, k) => k);
  for (let n = 0; n < input.data.length; n++) {
    if (input.data[n] > input.data[winners[n % channels]]) winners[n % channels] = n;
  }
  return [toWinners(input, winners, gradient)];
}

function toWinners(input, winners, gradient) {
  const result = new Float32Array(input.data.length);
  winners.forEach((winner, n) => (result[winner] += gradient[n]));
  return result;
}

/** Each pixel of a window gets an equal share. */
function averagePooling2d(layer, [input], gradient) {
  const result = new Float32Array(input.data.length);
  const channels = input.shape[2];
  const inside = new Float32Array(layer.shape[0] * layer.shape[1]);
  slide(layer, input, (pixel) => inside[pixel]++);
  slide(layer, input, (pixel, tap, from) => {
    for (let k = 0; k < channels; k++) {
      result[from * channels + k] += gradient[pixel * channels + k] / inside[pixel];
    }
  });
  return [result];
}

function globalAveragePooling2d(layer, [input], gradient) {
  const [height, width, channels] = input.shape;
  return [input.data.map((_, n) => gradient[n % channels] / (height * width))];
}

// -------------------------------------------------------------------------- pixel by pixel, shape

function batchNormalization(layer, inputs, gradient) {
  const { gamma, moving_variance: variance } = layer.weights;
  const channels = layer.shape[layer.shape.length - 1];
  return [
    gradient.map((value, n) => {
      const k = n % channels;
      return (value * (gamma ? gamma.data[k] : 1)) / Math.sqrt(variance.data[k] + layer.epsilon);
    }),
  ];
}

/** With s = bias + α · sum of squares: g[k] / s[k]^β for itself, less what it adds to the s of others. */
function localResponseNorm(layer, [input], gradient) {
  const channels = layer.shape[layer.shape.length - 1];
  const scales = squares(layer, input).map((sum) => layer.bias + layer.alpha * sum);
  const result = gradient.map((value, n) => value / scales[n] ** layer.beta);
  input.data.forEach((x, n) => {
    const channel = n % channels;
    const [first, last] = neighbours(layer, channel);
    const change = (2 * layer.alpha * layer.beta * gradient[n] * x) / scales[n] ** (layer.beta + 1);
    for (let at = n - channel + first; at <= n - channel + last; at++) result[at] -= change * input.data[at];
  });
  return [result];
}

function rescaling(layer, inputs, gradient) {
  return [gradient.map((value) => value * layer.scale)];
}

function add(layer, inputs, gradient) {
  return inputs.map(() => gradient);
}

/** The numbers are the same, in the same order. */
function pass(layer, inputs, gradient) {
  return [gradient];
}

/** Each input gets back the part of the gradient that belongs to its channels. */
function concatenate(layer, inputs, gradient) {
  const channels = layer.shape[layer.shape.length - 1];
  let first = 0;
  return inputs.map(({ shape, data }) => {
    const count = shape[shape.length - 1];
    const start = first;
    first += count;
    return data.map((_, n) => gradient[Math.floor(n / count) * channels + start + (n % count)]);
  });
}

/** What padding put around an image is cut off; what cropping cut off gets zeros. */
function zeroPadding2d(layer, [input], gradient) {
  const [top, left] = layer.before;
  return [moved(input, { shape: layer.shape, data: gradient }, -top, -left).data];
}

function cropping2d(layer, [input], gradient) {
  const [top, left] = layer.before;
  return [moved(input, { shape: layer.shape, data: gradient }, top, left).data];
}

/** A pixel gets back from each output pixel the share that it had in it. */
function upSampling2d(layer, [input], gradient) {
  const result = new Float32Array(input.data.length);
  const [height, width, channels] = input.shape;
  const [rows, columns] = layer.shape;
  for (let row = 0; row < rows; row++) {
    const [above, below, down] = between(row, layer.size[0], height, layer.interpolation);
    for (let column = 0; column < columns; column++) {
      const [left, right, across] = between(column, layer.size[1], width, layer.interpolation);
      for (let k = 0; k < channels; k++) {
        const value = gradient[(row * columns + column) * channels + k];
        const give = (y, x, share) => (result[(y * width + x) * channels + k] += value * share);
        give(above, left, (1 - down) * (1 - across));
        give(above, right, (1 - down) * across);
        give(below, left, down * (1 - across));
        give(below, right, down * across);
      }
    }
  }
  return [result];
}

const BACKWARD = {
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
  Flatten: pass,
  Reshape: pass,
  ZeroPadding2D: zeroPadding2d,
  Cropping2D: cropping2d,
  UpSampling2D: upSampling2d,
};
