// The activation functions: each changes every value alone, but for softmax, which compares scores.

const FUNCTIONS = {
  linear: (x) => x,
  relu: (x) => Math.max(0, x),
  relu6: (x) => Math.min(6, Math.max(0, x)),
  leaky_relu: (x, slope) => (x > 0 ? x : slope * x),
  elu: (x) => (x > 0 ? x : Math.exp(x) - 1),
  selu: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.exp(x) - 1)),
  sigmoid,
  tanh: Math.tanh,
  softplus: (x) => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x))),
  softsign: (x) => x / (1 + Math.abs(x)),
  silu: (x) => x * sigmoid(x),
};

export function sigmoid(x) {
  return 1 / (1 + Math.exp(-x));
}

/** What the activation function of a layer makes of a tensor. */
export function activate(layer, { shape, data }) {
  if (layer.activation === "softmax") return softmax({ shape, data });
  const f = FUNCTIONS[layer.activation];
  return { shape, data: data.map((x) => f(x, layer.slope)) };
}

/** e to each score, divided by their sum. The largest score is taken off first: e⁹⁹⁹ is infinite. */
export function softmax({ shape, data }) {
  const result = new Float32Array(data.length);
  const channels = shape[shape.length - 1];
  for (let first = 0; first < data.length; first += channels) {
    const scores = data.subarray(first, first + channels);
    const largest = Math.max(...scores);
    const powers = Array.from(scores, (score) => Math.exp(score - largest));
    const sum = powers.reduce((total, power) => total + power, 0);
    powers.forEach((power, k) => (result[first + k] = power / sum));
  }
  return { shape, data: result };
}
