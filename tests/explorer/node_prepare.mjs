// Reads {"pictures": [{height, width, base64}], "shape", "layout"}: pictures of red, green, blue and
// opacity. Writes for each its pixels and remarks as the page prepares it, or why it is refused.
import { readFileSync } from "node:fs";
import { unpackedLayout } from "../../fashion_cnn/explorer/web/layout.js";
import { prepared, Refusal } from "../../fashion_cnn/explorer/web/prepare.js";

const { pictures, shape, layout } = JSON.parse(readFileSync(0, "utf8"));
const known = unpackedLayout(layout);
const made = pictures.map(({ height, width, base64 }) => {
  const data = new Uint8ClampedArray(Buffer.from(base64, "base64"));
  const start = performance.now();
  try {
    const { values, remarks } = prepared({ height, width, data }, shape, known);
    return { values: Array.from(values), remarks, ms: performance.now() - start };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { refused: error.key };
  }
});
process.stdout.write(JSON.stringify(made));
