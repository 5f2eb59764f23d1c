// The object in a picture, told from the ground that it is on: fashion_cnn/data/objects.py.
//
// A reading of a picture is the object's contrast to its ground, from 0 (ground) to 1. A picture may
// have several: is a grey coat on a lighter grey a dark object, or a light one with dark parts? Are
// the lines on the paper meant, or the paper on the table?

import { fill, mean, percentile, select } from "./arrays.js";
import { border, differing, distances, groundColours, plain, VISIBLE, withoutRim } from "./ground.js";
import { closed, dilated, eroded, filled, greyClosed, greyOpened, hullArea, maskOf, parts, share, withoutSmall } from "./morphology.js";

// Parts smaller than this share of all are dust.
const DUST = 0.02;
// An object has at least this share of the pixels, and at most that of the border.
const LEAST_AREA = 0.0005;
const MOST_BORDER = 0.6;
// An object with at least these shares lighter and darker than its ground has parts of both.
const MIXED = 0.01;
// An object whose brightness differs this much less than its colour is told by its colour.
const COLOURFUL = 0.4;
// Lines on uneven ground are told from what is around them: this share of the picture.
const AROUND = 1 / 8;
// A sheet of paper fills this share of the picture and of its convex hull; this much of it is plain.
const SHEET_AREA = 0.3;
const SHEET_SOLID = 0.95;
const SHEET_PLAIN = 0.6;
// It has a frame, or a table, around it: at most this share of the picture's border belongs to it.
const AROUND_SHEET = 0.05;

/** The brightness of colours that an eye sees (ITU-R BT.601). */
export function luminance({ height, width, data }) {
  const brightness = (n) => 0.299 * data[3 * n] + 0.587 * data[3 * n + 1] + 0.114 * data[3 * n + 2];
  return { height, width, data: fill(height * width, brightness) };
}

/**
 * The readings of a picture, the likeliest first; none if no object can be told.
 *
 * Each is { contrast, isLighter, remarks, advantage }: the contrast { height, width, data }, whether
 * the object is lighter than its ground, what was done to tell them apart (keys of sentences), and
 * how much less the object may look like the training images.
 */
export function readings(colours) {
  const painted = withoutRim(colours);
  if (painted) return withRemarks(readingsInside(painted), ["prepared_rim"]);
  return readingsInside(colours);
}

function withRemarks(found, remarks) {
  return found.map((reading) => ({ ...reading, remarks: [...remarks, ...reading.remarks] }));
}

/** The readings of a picture whose sides belong to its ground, or to its object. */
function readingsInside(colours) {
  const { ground, remarks } = groundColours(colours);
  const mask = differing(colours, ground);
  const found = onSheet(colours, mask);
  if (share(mask) >= LEAST_AREA && atBorder(mask) <= MOST_BORDER) {
    found.push(...withRemarks(ofMask(colours, ground, mask), remarks));
  }
  if (atBorder(mask) > 0.1) found.push(...lines(colours));
  return found;
}

/** The share of a picture's border that is in a mask. */
function atBorder(mask) {
  return mean(border(mask).map((n) => mask.data[n]));
}

/** Values where a mask is 1, else 0. */
function within(values, mask) {
  return { ...values, data: fill(values.data.length, (n) => values.data[n] * mask.data[n]) };
}

/** The readings of the object where the mask is 1. */
function ofMask(colours, ground, mask) {
  const [bright, level, distance] = [luminance(colours), luminance(ground), distances(colours, ground)];
  const inMask = (values) => select(values, (n) => mask.data[n]);
  const signed = inMask(fill(bright.data.length, (n) => bright.data[n] - level.data[n]));
  if (mean(signed.map(Math.abs)) < COLOURFUL * mean(inMask(distance.data))) {
    return [{ contrast: within(distance, mask), isLighter: true, remarks: ["prepared_colour"], advantage: 0 }];
  }
  const isLighter = mean(signed) > 0;
  const [lighter, darker] = [(x) => x > VISIBLE, (x) => x < -VISIBLE].map((test) => signed.filter(test).length);
  const longest = Math.max(mask.height, mask.width);
  if (Math.min(lighter, darker) / signed.length <= MIXED) {
    // With the faint edges of the object.
    const grown = dilated(mask, Math.max(1, Math.floor(longest / 28)));
    const contrast = within(relative(bright, (n) => level.data[n], isLighter), grown);
    return [{ contrast, isLighter, remarks: [], advantage: 0 }];
  }
  // Without gaps that are narrower than one pixel of 28, or without any.
  const solids = [closed(mask, Math.max(1, Math.floor(longest / 56))), filled(mask)];
  return [isLighter, !isLighter].flatMap((side) => {
    const start = percentile(inMask(bright.data), side ? 1 : 99);
    const contrast = relative(bright, () => start, side);
    return solids.map((solid) => ({ contrast: within(contrast, solid), isLighter: side, remarks: [], advantage: 0 }));
  });
}

/** Brightness from 0 at the level of the ground to 1 for white; for black if the object is darker. */
function relative(bright, level, isLighter) {
  const data = fill(bright.data.length, (n) => {
    const now = isLighter ? bright.data[n] : 1 - bright.data[n];
    const from = isLighter ? level(n) : 1 - level(n);
    return Math.max(0, Math.min(1, (now - from) / Math.max(1 - from, 0.01)));
  });
  return { ...bright, data };
}

/** Readings of lines that are darker, or lighter, than everything around them. */
function lines(colours) {
  const bright = luminance(colours);
  const size = Math.max(3, Math.round(AROUND * Math.min(bright.height, bright.width)));
  const found = [];
  for (const isLighter of [false, true]) {
    const around = (isLighter ? greyOpened : greyClosed)(bright, size);
    const contrast = relative(bright, (n) => around.data[n], isLighter);
    const least = Math.max(2 * VISIBLE, percentile(contrast.data, 99.5) / 2);
    const mask = withoutSmall(maskOf(contrast, (value) => value > least), DUST);
    if (share(mask) < LEAST_AREA || share(mask) >= SHEET_AREA || atBorder(mask) > 0.1) continue;
    const near = dilated(mask, 2);
    found.push({ contrast: within(contrast, near), isLighter, remarks: ["prepared_lines"], advantage: 0 });
  }
  return found;
}

/** Readings of what is on a sheet of paper, if that is the object. */
function onSheet(colours, mask) {
  const sheet = sheetOf(mask);
  if (!sheet) return [];
  const inside = eroded(sheet, Math.max(2, Math.floor(Math.max(mask.height, mask.width) / 60)));
  const channel = (k) => fill(sheet.data.length, (n) => colours.data[3 * n + k]);
  const middle = [0, 1, 2].map((k) => percentile(select(channel(k), (n) => sheet.data[n]), 50));
  const paper = plain(colours, middle);
  const distance = select(distances(colours, paper).data, (n) => inside.data[n]);
  if (!distance.length || select(distance, (n) => distance[n] < VISIBLE).length / distance.length < SHEET_PLAIN) {
    return [];
  }
  const painted = (n) => (inside.data[Math.floor(n / 3)] ? colours : paper).data[n];
  const scene = { ...colours, data: fill(colours.data.length, painted) };
  const drawn = differing(scene, paper);
  if (share(drawn) < LEAST_AREA) return [];
  return ofMask(scene, paper, drawn).map((reading) => ({ ...reading, remarks: ["prepared_sheet"], advantage: 0.1 }));
}

/** The largest part of a mask, with its holes, if it may be a sheet of paper; else null. */
function sheetOf(mask) {
  const { labels, areas } = parts(mask);
  if (areas.length === 1) return null;
  const largest = areas.indexOf(Math.max(...areas.slice(1)), 1);
  const sheet = filled(maskOf({ ...mask, data: labels }, (number) => number === largest));
  if (share(sheet) < SHEET_AREA || atBorder(sheet) > AROUND_SHEET) return null;
  if (Math.min(mask.height, mask.width) < 8) return null;
  const core = eroded(sheet);
  const outline = maskOf(sheet, (value, n) => value && !core.data[n]);
  const area = share(sheet) * sheet.data.length;
  return area < SHEET_SOLID * hullArea(outline) ? null : sheet;
}
