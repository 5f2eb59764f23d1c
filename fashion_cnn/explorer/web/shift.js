// A picture that is moved by whole pixels.

/** The picture moved down and to the right; black (0) enters at the border, what leaves is lost. */
export function shifted(values, [rows, columns, channels], down, right) {
  const moved = new Float32Array(values.length);
  for (let row = Math.max(0, down); row < Math.min(rows, rows + down); row++) {
    for (let column = Math.max(0, right); column < Math.min(columns, columns + right); column++) {
      const to = (row * columns + column) * channels;
      const from = ((row - down) * columns + column - right) * channels;
      for (let channel = 0; channel < channels; channel++) moved[to + channel] = values[from + channel];
    }
  }
  return moved;
}
