// From the page's data to layers that forward.js computes with.

/** The layers of a network, each weight with its numbers: { shape, data }. */
export function unpacked(network, numbers = decoded(network.weights)) {
  return network.layers.map((layer) => {
    const weights = {};
    for (const [name, { shape, at }] of Object.entries(layer.weights ?? {})) {
      const length = shape.reduce((product, size) => product * size, 1);
      weights[name] = { shape, data: numbers.subarray(at, at + length) };
    }
    return { ...layer, weights };
  });
}

/** The numbers in base64: those of float16 become float32. */
export function decoded({ dtype, base64 }) {
  const { buffer } = bytesOf(base64);
  if (dtype === "float32") return new Float32Array(buffer);
  return new Float32Array(new Uint16Array(buffer)).map((bits) => FLOATS16[bits]);
}

/** The bytes that base64 stands for. A loop, since there may be millions: `from` is far slower. */
export function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let n = 0; n < text.length; n++) bytes[n] = text.charCodeAt(n);
  return bytes;
}

/** The number of a float16: a sign, 5 bits of exponent, 10 bits of fraction. */
function float16(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  if (exponent === 0) return sign * 2 ** -14 * fraction;
  return sign * 2 ** (exponent - 15) * (1 + fraction);
}

// Every number that 16 bits can hold: there are fewer of them than weights in a network.
const FLOATS16 = Float32Array.from({ length: 2 ** 16 }, (_, bits) => float16(bits));
