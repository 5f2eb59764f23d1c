// Recomputes every unit of every layer from its explanation; writes the worst error and the kinds.
// With "regions", checks by trying: a pixel changes a unit only inside its receptive field.
import { readFileSync } from "node:fs";
import { forward } from "../../fashion_cnn/explorer/web/forward.js";
import { unpacked } from "../../fashion_cnn/explorer/web/network.js";
import { arithmetic, receptiveFields, valueOf } from "../../fashion_cnn/explorer/web/explain.js";

const { network, image } = JSON.parse(readFileSync(0, "utf8"));
const layers = unpacked(network);
const run = (values) => forward(layers, { shape: layers[0].shape, data: Float32Array.from(values) });
const outputs = run(image);

const product = (x, w) => (x ?? 0) * w;
const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
const recomputed = {
  weighted: ({ channels, bias }) =>
    bias + total(channels.map(({ taps }) => total(taps.map(({ x, w }) => product(x, w))))),
  units: ({ terms, bias }) => bias + total(terms.map(({ x, w }) => x * w)),
  maximum: ({ winner }) => winner.x,
  average: ({ taps }) => total(taps.map(({ x }) => x)) / taps.length,
  normal: ({ x, mean, variance, epsilon, gamma, beta }) =>
    ((x - mean) / Math.sqrt(variance + epsilon)) * gamma + beta,
  neighbours: ({ x, energy, bias, alpha, beta }) => x / (bias + alpha * energy) ** beta,
  scaled: ({ x, scale, offset }) => x * scale + offset,
  parts: ({ terms }) => total(terms.map(({ x }) => x)),
  same: ({ from }) => (from ? valueOf(outputs, from) : 0),
};
const score = ({ terms, total: all }, channel) => terms[channel].power / all;

const found = {};
function units(position) {
  const [rows, columns, channels] =
    layers[position].shape.length === 3 ? layers[position].shape : [1, 1, outputs[position].data.length];
  const all = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      for (let channel = 0; channel < channels; channel++)
        all.push({ layer: position, row, column, channel });
  return all;
}
for (let position = 1; position < layers.length; position++) {
  const seen = { kinds: [], worst: 0 };
  for (const unit of units(position)) {
    const explained = arithmetic(layers, outputs, unit);
    if (!seen.kinds.includes(explained.kind)) seen.kinds.push(explained.kind);
    let wrong = 0;
    if (explained.kind === "scores") wrong = score(explained, unit.channel) - explained.value;
    else if (explained.kind !== "mixed") {
      const target = explained.activation ? explained.sum : explained.value;
      wrong = recomputed[explained.kind](explained) - target;
      if (explained.softmax) wrong += Math.abs(score(explained.softmax, unit.channel) - explained.value);
    }
    seen.worst = Math.max(seen.worst, Math.abs(wrong));
  }
  // A pixel of the image changes the middle unit of the layer exactly inside its region.
  const all = units(position);
  const unit = all[Math.floor(all.length / 2)];
  const region = receptiveFields(layers, unit)[0];
  const [height, width, channels] = layers[0].shape;
  seen.outside = 0;
  seen.reached = { top: height, left: width, bottom: -1, right: -1 };
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const changed = Float32Array.from(image);
      for (let k = 0; k < channels; k++) changed[(row * width + column) * channels + k] += 5;
      if (valueOf(run(changed), unit) === valueOf(outputs, unit)) continue;
      const inside =
        region && row >= region.top && row <= region.bottom && column >= region.left && column <= region.right;
      if (!inside) seen.outside++;
      const { reached } = seen;
      reached.top = Math.min(reached.top, row);
      reached.left = Math.min(reached.left, column);
      reached.bottom = Math.max(reached.bottom, row);
      reached.right = Math.max(reached.right, column);
    }
  }
  seen.region = region ?? null;
  found[position] = seen;
}
process.stdout.write(JSON.stringify(found));
