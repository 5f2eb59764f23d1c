// Reads a network, an image, a class; writes what attention.js says that the class depends on.
import { readFileSync } from "node:fs";
import * as attention from "../../fashion_cnn/explorer/web/attention.js";
import { backward } from "../../fashion_cnn/explorer/web/backward.js";
import { forward } from "../../fashion_cnn/explorer/web/forward.js";
import { unpacked } from "../../fashion_cnn/explorer/web/network.js";

const { network, output, image, index, sizes } = JSON.parse(readFileSync(0, "utf8"));
const layers = unpacked(network);
const picture = { shape: layers[0].shape, data: Float32Array.from(image) };
const outputs = forward(layers, picture);
const scores = attention.scoresOf(layers, outputs, output);
const score = { ...attention.whereScores(layers, output), unit: index };

const cover = sizes ?? attention.coverSizes(picture.shape[0]);
const tried = attention.corners(picture.shape, cover).map((corner) => {
  const changed = forward(layers, attention.covered(picture, corner, cover.size));
  return { corner, fall: scores[index] - attention.scoresOf(layers, changed, output)[index] };
});
const maps = attention.layersWithMaps(layers, output);
process.stdout.write(
  JSON.stringify({
    scores: Array.from(scores),
    slopes: Array.from(backward(layers, outputs, score)[0]),
    occlusion: Array.from(attention.occlusionMap(picture.shape, tried, cover.size)),
    squares: tried.length,
    maps: maps.map((position) => layers[position].name),
    // Of the first maps and of the last.
    heats: maps.filter((_, place) => place === 0 || place === maps.length - 1).map((position) =>
      Array.from(attention.gradCam(layers, outputs, output, index, position)),
    ),
  }),
);
