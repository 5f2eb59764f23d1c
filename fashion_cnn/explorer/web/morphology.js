// Masks (1 where something is, else 0) and grey values, grown, shrunk and taken apart as SciPy does.
//
// Both are { height, width, data }, row by row.

import { fill, mean, sum } from "./arrays.js";

/** The same size with other data. */
const like = ({ height, width }, data) => ({ height, width, data });

/** A mask of where `test(value, n)` is true. */
export function maskOf(values, test) {
  const { data } = values;
  return like(values, fill(data.length, (n) => (test(data[n], n) ? 1 : 0), Uint8Array));
}

/** The share of a mask that is 1. */
export function share({ data }) {
  return mean(data);
}

// ---------------------------------------------------------------------------- connected parts

/**
 * Spread from the positions `open` to neighbours that `enter` accepts; it marks them as visited.
 *
 * A pixel has four neighbours, or with `corners` eight.
 */
function flood(open, { height, width }, corners, enter) {
  while (open.length) {
    const n = open.pop();
    const column = n % width;
    const row = (n - column) / width;
    for (let down = -1; down <= 1; down++) {
      for (let right = -1; right <= 1; right++) {
        const isNeighbour = corners ? down || right : !down !== !right;
        const isInside = row + down >= 0 && row + down < height && column + right >= 0 && column + right < width;
        const near = n + down * width + right;
        if (isNeighbour && isInside && enter(near)) open.push(near);
      }
    }
  }
}

/** The connected parts of a mask: a number from 1 for each pixel of a part, and the parts' areas. */
export function parts(mask, corners = false) {
  const labels = new Int32Array(mask.data.length);
  const areas = [0];
  mask.data.forEach((value, start) => {
    if (!value || labels[start]) return;
    const number = areas.push(0) - 1;
    const enter = (n) => {
      if (!mask.data[n] || labels[n]) return false;
      labels[n] = number;
      areas[number]++;
      return true;
    };
    enter(start);
    flood([start], mask, corners, enter);
  });
  return { labels, areas };
}

/** The mask without parts that have less than this share of it. */
export function withoutSmall(mask, least) {
  const { labels, areas } = parts(mask, true);
  const total = sum(areas.length, (number) => areas[number]);
  return maskOf(like(mask, labels), (number) => number && areas[number] > least * total);
}

/** A mask spread, also over corners, as far as `allowed` is 1. */
export function spread(mask, allowed) {
  const data = Uint8Array.from(mask.data);
  const from = [];
  data.forEach((value, n) => value && from.push(n));
  flood(from, mask, true, (n) => allowed.data[n] && !data[n] && (data[n] = 1));
  return like(mask, data);
}

/** The mask with its holes filled: with all from which the border cannot be reached. */
export function filled(mask) {
  const { height, width } = mask;
  const outside = new Uint8Array(mask.data.length);
  const enter = (n) => !mask.data[n] && !outside[n] && (outside[n] = 1);
  const border = [];
  for (let column = 0; column < width; column++) border.push(column, (height - 1) * width + column);
  for (let row = 0; row < height; row++) border.push(row * width, row * width + width - 1);
  flood(border.filter(enter), mask, false, enter);
  return maskOf(like(mask, outside), (value) => !value);
}

// -------------------------------------------------------------------------- growing, shrinking

/** Steps across and down from each pixel to the nearest 1 of a mask; `border` is what is around. */
function steps(mask, border) {
  const { height, width } = mask;
  const far = height + width + 2;
  const data = fill(mask.data.length, (n) => (mask.data[n] ? 0 : far), Int32Array);
  const beyond = border ? 0 : far;
  const at = (row, column) =>
    row < 0 || row >= height || column < 0 || column >= width ? beyond : data[row * width + column];
  const nearer = (row, column, away) => {
    const n = row * width + column;
    data[n] = Math.min(data[n], 1 + at(row + away, column), 1 + at(row, column + away));
  };
  for (let row = 0; row < height; row++) for (let column = 0; column < width; column++) nearer(row, column, -1);
  for (let row = height; row--; ) for (let column = width; column--; ) nearer(row, column, 1);
  return like(mask, data);
}

/** The mask grown by a number of steps to each side. */
export function dilated(mask, count) {
  return maskOf(steps(mask, 0), (distance) => distance <= count);
}

/** The mask shrunk by a number of steps from each side, and from the border of the picture. */
export function eroded(mask, count = 1) {
  const ground = maskOf(mask, (value) => !value);
  return maskOf(steps(ground, 1), (distance) => distance > count);
}

/** The mask without gaps that are narrower than twice the count. */
export function closed(mask, count) {
  const shrunk = eroded(dilated(padded(mask, count), count), count);
  const data = new Uint8Array(mask.data.length);
  for (let row = 0; row < mask.height; row++) {
    const start = (row + count) * shrunk.width + count;
    data.set(shrunk.data.subarray(start, start + mask.width), row * mask.width);
  }
  return like(mask, data);
}

/** A mask, or values, with a margin of zeros. */
export function padded({ height, width, data }, margin) {
  const page = { height: height + 2 * margin, width: width + 2 * margin };
  page.data = new data.constructor(page.height * page.width);
  for (let row = 0; row < height; row++) {
    page.data.set(data.subarray(row * width, (row + 1) * width), (row + margin) * page.width + margin);
  }
  return page;
}

// ---------------------------------------------------------------------------------- grey values

/** Values after `change(line)` of each column, and then of each row. */
function alongBoth({ height, width, data }, change) {
  const made = Float32Array.from(data);
  const along = (start, step, length) => {
    const line = change(fill(length, (n) => made[start + n * step]));
    for (let n = 0; n < length; n++) made[start + n * step] = line[n];
  };
  for (let column = 0; column < width; column++) along(column, width, height);
  for (let row = 0; row < height; row++) along(row * width, 1, width);
  return { height, width, data: made };
}

/** A line with values before and after it, mirrored at its ends: b a | a b c | c b. */
function mirrored(line, before, after) {
  const period = 2 * line.length;
  return fill(before + line.length + after, (n) => {
    const place = (((n - before) % period) + period) % period;
    return line[place < line.length ? place : period - 1 - place];
  });
}

/** The greatest value of each window, or with Math.min the smallest, `before` pixels back. */
function extreme(values, size, before, choose) {
  return alongBoth(values, (line) => {
    // Of windows of 1, 2, 4, ... pixels; one of `size` pixels is two of them, one over the other.
    let windows = mirrored(line, before, size - 1 - before);
    let length = 1;
    for (; 2 * length <= size; length *= 2) {
      const [from, half] = [windows, length];
      windows = fill(from.length - half, (n) => choose(from[n], from[n + half]));
    }
    return fill(line.length, (n) => choose(windows[n], windows[n + size - length]));
  });
}

const grown = (values, size) => extreme(values, size, Math.floor((size - 1) / 2), Math.max);
const shrunk = (values, size) => extreme(values, size, Math.floor(size / 2), Math.min);

/** Values without what is darker than all around it and smaller than `size` pixels. */
export function greyClosed(values, size) {
  return shrunk(grown(values, size), size);
}

/** Values without what is lighter than all around it and smaller than `size` pixels. */
export function greyOpened(values, size) {
  return grown(shrunk(values, size), size);
}

/** Values blurred by a Gaussian of this standard deviation. */
export function blurred(values, deviation) {
  const radius = Math.trunc(4 * deviation + 0.5);
  const curve = fill(2 * radius + 1, (n) => Math.exp(-0.5 * ((n - radius) / deviation) ** 2), Float64Array);
  const total = sum(curve.length, (n) => curve[n]);
  return alongBoth(values, (line) => {
    const wide = mirrored(line, radius, radius);
    return fill(line.length, (n) => sum(curve.length, (k) => curve[k] * wide[n + k]) / total);
  });
}

// -------------------------------------------------------------------------------------- shapes

/** The area of the convex hull of the middles of a mask's pixels. */
export function hullArea({ width, data }) {
  const points = [];
  data.forEach((value, n) => value && points.push([Math.floor(n / width), n % width]));
  const turn = (a, b, c) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  const half = (from) => {
    const chain = [];
    for (const point of from) {
      while (chain.length > 1 && turn(chain.at(-2), chain.at(-1), point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  const hull = [...half(points), ...half(points.reverse())];
  const twice = hull.reduce((sum, [y, x], n) => {
    const [nextY, nextX] = hull[(n + 1) % hull.length];
    return sum + y * nextX - x * nextY;
  }, 0);
  return Math.abs(twice) / 2;
}
