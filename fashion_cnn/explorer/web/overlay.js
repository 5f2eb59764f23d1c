// A picture with something over it: the values of a map, or the frame of a square.

/**
 * Paint a picture, and over it values from `low`, which is -1 or 0, to 1 in the colours of a map of
 * 256: the further a value is from 0, the less of the picture is seen through it.
 */
export function paintOver(canvas, { shape, data }, values = null, low = 0, colours = null) {
  const [rows, columns, channels] = shape;
  canvas.width = columns;
  canvas.height = rows;
  canvas.parentElement.style.aspectRatio = `${columns} / ${rows}`;
  const painted = canvas.getContext("2d").createImageData(columns, rows);
  for (let n = 0; n < rows * columns; n++) {
    const value = values ? values[n] : 0;
    const level = Math.round((255 * (value - low)) / (1 - low));
    const strength = 0.8 * Math.abs(value);
    for (let part = 0; part < 3; part++) {
      const below = 255 * data[n * channels + (channels === 3 ? part : 0)];
      const above = values ? colours[3 * level + part] : 0;
      painted.data[4 * n + part] = below * (1 - strength) + above * strength;
    }
    painted.data[4 * n + 3] = 255;
  }
  canvas.getContext("2d").putImageData(painted, 0, 0);
}

/** The rows and columns of a square that are inside the picture. */
export function lines({ row, column }, size, [height, width]) {
  return {
    top: Math.max(0, row),
    bottom: Math.min(height, row + size) - 1,
    left: Math.max(0, column),
    right: Math.min(width, column + size) - 1,
  };
}

export function frameAt(frame, corner, size, shape) {
  const [height, width] = shape;
  const { top, bottom, left, right } = lines(corner, size, shape);
  frame.style.top = `${(100 * top) / height}%`;
  frame.style.left = `${(100 * left) / width}%`;
  frame.style.height = `${(100 * (bottom - top + 1)) / height}%`;
  frame.style.width = `${(100 * (right - left + 1)) / width}%`;
}
