// Compares the backward pass with finite differences: for some values of the last layer, the
// gradient of every input value. Writes the worst error, and the number of gradients that are not 0.
import { readFileSync } from "node:fs";
import { backward } from "../../fashion_cnn/explorer/web/backward.js";
import { forward } from "../../fashion_cnn/explorer/web/forward.js";
import { unpacked } from "../../fashion_cnn/explorer/web/network.js";

const UNITS = 25;
const STEP = 1e-2;

const { network, image } = JSON.parse(readFileSync(0, "utf8"));
const layers = unpacked(network);
const position = layers.length - 1;
const run = (values) => forward(layers, { shape: layers[0].shape, data: Float32Array.from(values) });
const outputs = run(image);
const values = outputs[position].data;
const distance = Math.max(1, Math.floor(values.length / UNITS));
const units = Array.from({ length: Math.min(UNITS, values.length) }, (_, n) => n * distance);
const gradients = units.map((unit) => backward(layers, outputs, { position, unit, isSum: false })[0]);

let worst = 0;
let passed = 0;
image.forEach((value, n) => {
  const at = (changed) => run(image.map((old, m) => (m === n ? changed : old)))[position].data;
  const [below, above] = [at(value - STEP), at(value + STEP)];
  units.forEach((unit, which) => {
    // Where two lines meet, as in max pooling, any slope between theirs is right.
    const before = (values[unit] - below[unit]) / STEP;
    const after = (above[unit] - values[unit]) / STEP;
    const found = gradients[which][n];
    const outside = Math.max(Math.min(before, after) - found, found - Math.max(before, after));
    worst = Math.max(worst, outside / Math.max(1, Math.abs(before)));
    if (found !== 0) passed++;
  });
});
process.stdout.write(JSON.stringify({ worst, passed }));
