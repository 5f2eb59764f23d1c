// Reads {"network": {...}, "images": [...]} as JSON; writes every layer's output of every image.
import { readFileSync } from "node:fs";
import { forward } from "../../fashion_cnn/explorer/web/forward.js";
import { unpacked } from "../../fashion_cnn/explorer/web/network.js";

const { network, images } = JSON.parse(readFileSync(0, "utf8"));
const layers = unpacked(network);
const outputs = images.map((image) => {
  const tensor = { shape: layers[0].shape, data: Float32Array.from(image) };
  return forward(layers, tensor).map(({ data }) => Array.from(data));
});
process.stdout.write(JSON.stringify(outputs));
