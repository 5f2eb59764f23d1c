// A picture shifted by each pair of numbers.
import { readFileSync } from "node:fs";
import { shifted } from "../../fashion_cnn/explorer/web/shift.js";

const { values, shape, shifts } = JSON.parse(readFileSync(0, "utf8"));
const moved = shifts.map(([down, right]) => Array.from(shifted(values, shape, down, right)));
process.stdout.write(JSON.stringify(moved));
