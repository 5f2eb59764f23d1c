// Which input channels each channel of a network's last layer is said to be computed from, and
// which change it when they are changed: [{ said, found }], each sorted.

import { readFileSync } from "node:fs";
import { feeding } from "../../fashion_cnn/explorer/web/feeding.js";
import { forward } from "../../fashion_cnn/explorer/web/forward.js";
import { unpacked } from "../../fashion_cnn/explorer/web/network.js";

const { network, image } = JSON.parse(readFileSync(0, "utf-8"));
const layers = unpacked(network);
const last = layers.length - 1;
const [, , inputs] = layers[0].shape;
const outputs = layers[last].shape.at(-1);
const run = (values) => forward(layers, { shape: layers[0].shape, data: Float32Array.from(values) })[last].data;

const before = run(image);
const changes = Array.from({ length: inputs }, (_, k) => {
  const after = run(image.map((value, n) => (n % inputs === k ? 7 - 3 * value : value)));
  return new Set(Array.from(after.keys()).filter((n) => after[n] !== before[n]).map((n) => n % outputs));
});
const result = Array.from({ length: outputs }, (_, channel) => {
  const edges = feeding(layers, { layer: last, channel });
  return {
    said: edges.map((edge) => edge.channel).sort((one, other) => one - other),
    found: Array.from({ length: inputs }, (_, k) => k).filter((k) => changes[k].has(channel)),
    shares: edges.map(({ share }) => share),
    sizes: edges.map(({ kernel }) => kernel && [kernel.rows, kernel.columns]),
  };
});
process.stdout.write(JSON.stringify(result));
