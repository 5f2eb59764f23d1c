// Arrays of as many numbers as a photograph has.

/** make(n) for each n below `length`. Array.from would take ten times as long. */
export function fill(length, make, Kind = Float32Array) {
  const made = new Kind(length);
  for (let n = 0; n < length; n++) made[n] = make(n);
  return made;
}

/** The sum of make(n) over each n below `length`. */
export function sum(length, make) {
  let total = 0;
  for (let n = 0; n < length; n++) total += make(n);
  return total;
}

export function mean(values) {
  return sum(values.length, (n) => values[n]) / values.length;
}

/** The values for which `test(n)` is true. */
export function select(values, test) {
  let count = 0;
  for (let n = 0; n < values.length; n++) if (test(n)) count++;
  const made = new Float32Array(count);
  for (let n = 0, place = 0; place < count; n++) if (test(n)) made[place++] = values[n];
  return made;
}

/** The value below which this many per cent of the values are, between two of them if need be. */
export function percentile(values, percent) {
  const sorted = Float32Array.from(values).sort();
  const place = ((sorted.length - 1) * percent) / 100;
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
