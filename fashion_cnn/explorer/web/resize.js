// Enlarges and reduces pictures as Pillow does: each new pixel is a weighted mean of old ones.
//
// A picture is { height, width, data }: row by row, the channels of a pixel side by side.

const sinc = (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** The bicubic curve with a = -1/2. */
function cubic(x) {
  x = Math.abs(x);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

/** How far a filter reaches, in new pixels when reducing, and its weight at a distance. */
export const BOX = { reach: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) };
export const BICUBIC = { reach: 2, weight: cubic };
export const LANCZOS = { reach: 3, weight: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) };

/** For each of `count` new pixels between `start` and `end`: the first old pixel, and weights. */
function taps(length, start, end, count, filter) {
  const scale = (end - start) / count;
  const wide = Math.max(1, scale);
  return Array.from({ length: count }, (_, n) => {
    const centre = start + (n + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - filter.reach * wide + 0.5));
    const last = Math.min(length, Math.trunc(centre + filter.reach * wide + 0.5));
    const weights = Float64Array.from({ length: last - first }, (_, k) =>
      filter.weight((first + k + 0.5 - centre) / wide),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: weights.map((weight) => weight / total) };
  });
}

/**
 * A picture of other height and width, of the part of it in `box`: { top, left, bottom, right }.
 *
 * With `rounded`, values are whole numbers from 0 to 255, as those of Pillow's pictures of 8 bits.
 */
export function resized(picture, height, width, filter, box = whole(picture), rounded = false) {
  const { data } = picture;
  const channels = data.length / (picture.height * picture.width);
  const across = taps(picture.width, box.left, box.right, width, filter);
  const down = taps(picture.height, box.top, box.bottom, height, filter);
  const store = rounded ? (value) => Math.max(0, Math.min(255, Math.round(value))) : (value) => value;

  // First the rows that are needed, each as wide as the new picture; then the columns.
  const top = down[0].first;
  const rows = down[height - 1].first + down[height - 1].weights.length - top;
  const between = new Float32Array(rows * width * channels);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const { first, weights } = across[column];
      const from = ((row + top) * picture.width + first) * channels;
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += weights[k] * data[from + k * channels + channel];
        between[(row * width + column) * channels + channel] = store(sum);
      }
    }
  }
  const made = new Float32Array(height * width * channels);
  const line = width * channels;
  for (let row = 0; row < height; row++) {
    const { first, weights } = down[row];
    for (let n = 0; n < line; n++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k] * between[(first - top + k) * line + n];
      made[row * line + n] = store(sum);
    }
  }
  return { height, width, data: made };
}

const whole = ({ height, width }) => ({ top: 0, left: 0, bottom: height, right: width });

/** Height and width of a picture that is reduced so that no side is longer than `most`. */
export function sizeWithin({ height, width }, most) {
  const scale = Math.min(1, most / Math.max(height, width));
  const side = (length) => Math.max(1, Math.round(length * scale));
  return { height: side(height), width: side(width) };
}
