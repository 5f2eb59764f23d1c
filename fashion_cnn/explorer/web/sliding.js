// A kernel that slides over an image: the sizes along a side, the zeros around the image, the output.
//
// Images have one channel, [height, width, 1]; a kernel is { shape: [height, width], data }. How it
// slides is { padding, stride, dilation }, the same along both axes.

import { compute } from "./forward.js";

export const PADDINGS = ["valid", "same", "full"];

// The zeros along one axis, before and after the image together.
const ZEROS = {
  valid: () => 0,
  same: (size, span, stride) => Math.max(0, (Math.ceil(size / stride) - 1) * stride + span - size),
  full: (size, span) => 2 * (span - 1),
};

/**
 * What a kernel does along one axis: the pixels that it spans, the zeros before and after the image,
 * the positions where it fits (none if it is too large), and the outputs: every stride-th of them.
 */
export function along(size, kernelSize, { padding, stride, dilation }) {
  const span = dilation * (kernelSize - 1) + 1;
  const zeros = ZEROS[padding](size, span, stride);
  const before = Math.floor(zeros / 2);
  const positions = Math.max(0, size + zeros - span + 1);
  return { span, before, after: zeros - before, positions, outputs: Math.ceil(positions / stride) };
}

/** The image with its zeros, and the cross-correlation of both with the kernel, by forward.js. */
export function correlate(image, kernel, how) {
  const axes = [0, 1].map((axis) => along(image.shape[axis], kernel.shape[axis], how));
  const padding = {
    type: "ZeroPadding2D",
    before: axes.map(({ before }) => before),
    shape: [...axes.map(({ before, after }, axis) => before + image.shape[axis] + after), 1],
  };
  const padded = compute(padding, [image]);
  const convolution = {
    type: "Conv2D",
    padding: "valid", // the zeros are already there
    window: kernel.shape,
    strides: [how.stride, how.stride],
    dilation: [how.dilation, how.dilation],
    shape: [...axes.map(({ outputs }) => outputs), 1],
    weights: { kernel: { shape: [...kernel.shape, 1, 1], data: kernel.data } },
  };
  return { padded, output: compute(convolution, [padded]) };
}

/** What one output is the sum of: for each weight w the pixel x that it meets, and where that is. */
export function products(padded, kernel, { stride, dilation }, row, column) {
  return Array.from(kernel.data, (w, tap) => {
    const [i, j] = [Math.floor(tap / kernel.shape[1]), tap % kernel.shape[1]];
    const place = { row: row * stride + i * dilation, column: column * stride + j * dilation };
    return { ...place, x: padded.data[place.row * padded.shape[1] + place.column], w };
  });
}

/** A kernel, or any table row by row, rotated by half a turn. A convolution correlates with this. */
export function flipped(values) {
  return [...values].reverse();
}

/** The brightness of an image: of a colour one, the mean of its channels. */
export function brightness({ shape: [height, width, channels], data }) {
  const grey = new Float32Array(height * width);
  for (let n = 0; n < data.length; n++) grey[Math.floor(n / channels)] += data[n] / channels;
  return { shape: [height, width, 1], data: grey };
}

// ----------------------------------------------------------------------------------------- numbers

/** A weight as people type it: 2, -0.5, 1/9. NaN if it is no number. */
export function weight(text) {
  const parts = text
    .normalize("NFKC") // digits of a Korean keyboard may be wide
    .replaceAll("−", "-")
    .split("/")
    .map((part) => (part.trim() ? Number(part) : NaN));
  const value = parts.length === 2 ? parts[0] / parts[1] : parts.length === 1 ? parts[0] : NaN;
  return Number.isFinite(value) ? value : NaN;
}

/** A number with at most two decimal places. */
export function written(value) {
  return String(Math.round(100 * value) / 100 || 0).replace("-", "−");
}
