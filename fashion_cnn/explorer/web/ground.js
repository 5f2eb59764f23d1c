// The ground of a picture, and where the picture differs from it: fashion_cnn/data/objects.py.
//
// Colours are { height, width, data } with red, green and blue of each pixel, from 0 to 1.

import { fill, mean, percentile } from "./arrays.js";
import { blurred, maskOf, spread, withoutSmall } from "./morphology.js";
import { BOX, resized } from "./resize.js";

// Colours that differ by less look the same; 1 is the difference between black and white.
export const VISIBLE = 0.08;
// An object differs from the ground by more than this many standard deviations of the ground, but
// on a rough ground by no more than MOST_NOISE.
const DEVIATIONS = 4;
const MOST_NOISE = 0.3;
// Beside what is visible, an object has parts that differ by this much.
const FAINT = 0.03;
// Parts smaller than this share of all are dust.
const DUST = 0.02;
// What is along the sides of the picture, up to this share of it wide, is the edge of a scanner, or
// of a picture that was turned, if the ground inside it has one colour.
const RIM = 0.15;
const ONE_COLOUR = 0.97;
// The ground has one colour if this share of the border has it; if fewer have, it is not known well.
const EVEN = 0.9;
const UNSURE = 0.8;
// Pictures are reduced to this many pixels a side to measure their ground.
const SMALL = 48;

const clipped = (value, low, high) => Math.max(low, Math.min(high, value));

/** Positions of the outermost pixels, those of the corners twice. */
export function border({ height, width }, inset = 0) {
  const found = [];
  for (const row of [inset, height - 1 - inset]) {
    for (let column = inset; column < width - inset; column++) found.push(row * width + column);
  }
  for (const column of [inset, width - 1 - inset]) {
    for (let row = inset; row < height - inset; row++) found.push(row * width + column);
  }
  return found;
}

/** The colours, [red, green, blue], of pixels at some positions. */
function coloursAt({ data }, positions) {
  return positions.map((n) => [data[3 * n], data[3 * n + 1], data[3 * n + 2]]);
}

/** The median of each channel of some colours. */
function medianColour(colours) {
  return [0, 1, 2].map((channel) => percentile(colours.map((colour) => colour[channel]), 50));
}

const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) / Math.sqrt(3);

/** A picture that has one colour everywhere. */
export function plain({ height, width }, colour) {
  return { height, width, data: fill(3 * height * width, (n) => colour[n % 3]) };
}

/** How far each pixel's colour is from that of the ground; 1 from black to white. */
export function distances({ height, width, data }, ground) {
  const square = (n) => (data[n] - ground.data[n]) ** 2;
  const distance = (n) => Math.sqrt((square(3 * n) + square(3 * n + 1) + square(3 * n + 2)) / 3);
  return { height, width, data: fill(height * width, distance) };
}

// --------------------------------------------------------------------------------------- ground

/** Where the picture differs from its ground, without dust. */
export function differing(colours, ground) {
  const distance = distances(colours, ground);
  // The standard deviation, if it is normal noise and a quarter of the border is ground.
  const noise = percentile(border(colours).map((n) => distance.data[n]), 25) / 0.32;
  const deviation = Math.max(colours.height, colours.width) / 280;
  // A picture of few pixels is left as it is.
  const calm = deviation > 0.3 ? blurred(distance, deviation) : distance;
  const above = (least) => maskOf(calm, (value) => value > clipped(DEVIATIONS * noise, least, MOST_NOISE));
  return withoutSmall(spread(above(VISIBLE), above(FAINT)), DUST);
}

/** The ground's colour at each pixel, and remarks if it is not the same everywhere. */
export function groundColours(colours) {
  let ground = plain(colours, commonest(coloursAt(colours, border(colours))));
  let fit = shareOfBorder(colours, ground);
  let remarks = [];
  if (fit < EVEN) {
    const changing = surface(colours);
    const better = shareOfBorder(colours, changing);
    if (better > fit + 0.05) [ground, fit, remarks] = [changing, better, ["prepared_uneven"]];
  }
  if (fit < UNSURE) remarks = ["prepared_unsure"];
  return { ground, remarks };
}

/** The share of the border that has the colour of the ground there. */
function shareOfBorder(colours, ground) {
  const distance = distances(colours, ground).data;
  return mean(border(colours).map((n) => (distance[n] < VISIBLE ? 1 : 0)));
}

/** The colour that most of some colours have, give or take VISIBLE. */
function commonest(colours) {
  const step = Math.max(1, Math.floor(colours.length / 64));
  let most = [];
  for (let n = 0; n < colours.length; n += step) {
    const near = colours.filter((colour) => colour.every((value, k) => Math.abs(value - colours[n][k]) < VISIBLE));
    if (near.length > most.length) most = near;
  }
  return medianColour(most);
}

/** The picture with its edges in the colour of the ground, or null if they need not be. */
export function withoutRim(colours) {
  const { height, width } = colours;
  const ground = commonest(coloursAt(colours, border(colours)));
  if (shareOfBorder(colours, plain(colours, ground)) >= EVEN) return null;
  // Without their noise.
  const small = resized(colours, SMALL, SMALL, BOX);
  for (let rim = 1; rim <= Math.floor(RIM * SMALL); rim++) {
    const inside = coloursAt(small, border(small, rim));
    const colour = commonest(inside);
    const share = mean(inside.map((each) => (apart(each, colour) < VISIBLE ? 1 : 0)));
    if (share > ONE_COLOUR) {
      const [rows, columns] = [height, width].map((size) => Math.ceil((size * rim) / SMALL));
      const painted = plain(colours, colour);
      for (let row = rows; row < height - rows; row++) {
        const [start, end] = [row * width + columns, (row + 1) * width - columns];
        painted.data.set(colours.data.subarray(3 * start, 3 * end), 3 * start);
      }
      return painted;
    }
  }
  return null;
}

/**
 * A surface of second degree through the ground, starting from the border.
 *
 * Pixels count the less, the farther they are from the surface of the last round.
 */
function surface(colours) {
  const small = resized(colours, SMALL, SMALL, BOX);
  const pixels = coloursAt(small, Array.from({ length: SMALL * SMALL }, (_, n) => n));
  const terms = pixels.map((_, n) => powers(Math.floor(n / SMALL), n % SMALL, SMALL, SMALL));
  let weights = pixels.map((_, n) => {
    const [row, column] = [Math.floor(n / SMALL), n % SMALL];
    return Math.min(row, column, SMALL - 1 - row, SMALL - 1 - column) < 3 ? 1 : 0;
  });
  let factors;
  for (let round = 0; round < 12; round++) {
    factors = fitted(terms, pixels, weights);
    weights = pixels.map((pixel, n) => 1 / (1 + (apart(pixel, at(factors, terms[n])) / 0.03) ** 4));
  }
  const { height, width } = colours;
  const data = new Float32Array(3 * height * width);
  for (let n = 0; n < height * width; n++) {
    data.set(at(factors, powers(Math.floor(n / width), n % width, height, width)), 3 * n);
  }
  return { height, width, data };
}

/** 1, x, y, x², xy, y² at a pixel, x and y being from -1 to 1. */
function powers(row, column, height, width) {
  const x = width > 1 ? (2 * column) / (width - 1) - 1 : -1;
  const y = height > 1 ? (2 * row) / (height - 1) - 1 : -1;
  return [1, x, y, x * x, x * y, y * y];
}

/** The colour of the surface where the terms are these. */
function at(factors, terms) {
  const colour = [0, 0, 0];
  for (let k = 0; k < terms.length; k++) {
    for (let channel = 0; channel < 3; channel++) colour[channel] += terms[k] * factors[k][channel];
  }
  return colour;
}

/** The factors of the terms, for each channel, whose surface is nearest to the pixels. */
function fitted(terms, pixels, weights) {
  const size = 6;
  // The normal equations: a row for each term, and at its end the right-hand sides.
  const rows = Array.from({ length: size }, (_, k) => {
    const row = new Float64Array(size + 3);
    terms.forEach((term, n) => {
      const weight = term[k] * weights[n];
      for (let j = 0; j < size; j++) row[j] += weight * term[j];
      for (let channel = 0; channel < 3; channel++) row[size + channel] += weight * pixels[n][channel];
    });
    row[k] += 1e-6;
    return row;
  });
  // Gauss and Jordan; the matrix is positive definite, so no pivot is zero.
  for (let k = 0; k < size; k++) {
    rows[k] = rows[k].map((value) => value / rows[k][k]);
    for (let other = 0; other < size; other++) {
      if (other !== k) rows[other] = rows[other].map((value, n) => value - rows[other][k] * rows[k][n]);
    }
  }
  return rows.map((row) => row.slice(size));
}
