// The keyboard in the network: one stop of the Tab key, and arrow keys from map to map.

import { ROWS } from "./sheet.js";

const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];

/** Let one button of the strip take part in the order of the Tab key. */
export function tabStop(strip, button) {
  for (const other of strip.querySelectorAll("button[tabindex='0']")) other.tabIndex = -1;
  button.tabIndex = 0;
}

/** Answer a key: from map to map, and in a column of units from unit to unit. */
export function moveAmong(columns, event) {
  const button = event.target.closest("button");
  if (!ARROWS.includes(event.key) || !button) return;
  event.preventDefault();
  const position = Number(button.closest(".layer").dataset.layer);
  const { tiles, isMaps, step } = columns[position];
  if (!isMaps && event.key.match(/Up|Down/)) return step(event.key === "ArrowDown" ? 1 : -1);
  const buttons = tiles.map(({ element }) => element);
  neighbour(columns, position, buttons.indexOf(button), event.key)?.focus();
}

/** The map that an arrow key leads to from map `n` of a layer; beyond the sides, another layer's. */
function neighbour(columns, position, n, key) {
  if (key === "Home") return columns[0].tiles[0].element;
  if (key === "End") return columns[columns.length - 1].tiles[0].element;
  const { tiles } = columns[position];
  if (key === "ArrowUp") return tiles[n - 1]?.element;
  if (key === "ArrowDown") return tiles[n + 1]?.element;
  const forward = key === "ArrowRight" ? 1 : -1;
  if (tiles[n + forward * ROWS]) return tiles[n + forward * ROWS].element;
  const next = columns[position + forward]?.tiles ?? [];
  const first = forward > 0 ? 0 : Math.floor((next.length - 1) / ROWS) * ROWS;
  return next[Math.min(first + (n % ROWS), next.length - 1)]?.element;
}
