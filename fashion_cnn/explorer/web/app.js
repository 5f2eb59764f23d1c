// The state of the page, and who is told when it changes.
//
// A view is a function that fills a section and returns what to call after a change: it is given
// the name of what changed, one of CHANGES. Nothing here computes; forward.js does.

import { forward } from "./forward.js";
import { decoded, unpacked } from "./network.js";

/**
 * What can change, and what changes with it: another model or other weights (of an epoch), another
 * image, another unit that is pointed at, another language.
 */
export const CHANGES = ["model", "weights", "image", "selection", "language"];

export class App {
  constructor(data) {
    this.data = data;
    this.views = [];
    this.language = startLanguage(Object.keys(data.words));
    this.weights = new Map(); // decoded, by the object that has them
    this.useModel(0);
  }

  // -------------------------------------------------------------------------------------- changes

  add(view) {
    this.views.push(view);
  }

  /** Tell every view of a change, once at the end of this task, however many there are. */
  changed(name) {
    this.pending ??= new Set();
    if (!this.pending.size) queueMicrotask(() => this.tell());
    this.pending.add(name);
  }

  tell() {
    const names = this.pending;
    this.pending = undefined;
    for (const view of this.views) for (const name of CHANGES) if (names.has(name)) view(name);
  }

  // ---------------------------------------------------------------------------------- the network

  get model() {
    return this.data.models[this.modelNumber];
  }

  /** Show another model; the image stays, if the model takes images of that shape. */
  useModel(number) {
    this.modelNumber = number;
    this.snapshot = this.model.snapshots.findIndex(({ weights }) => !weights);
    this.useWeights(this.model.weights);
    this.selected = null;
    if (!this.image || `${this.image.shape}` !== `${this.model.input.picture}`) this.image = null;
    this.changed("model");
    this.compute();
  }

  /** Show the weights of a snapshot of the training, by its number among the model's snapshots. */
  useSnapshot(number) {
    this.snapshot = number;
    this.useWeights(this.model.snapshots[number].weights ?? this.model.weights);
    this.changed("weights");
    this.compute();
  }

  useWeights(packed) {
    this.layers = this.layersOf(this.model, packed);
  }

  /** The layers of a model with their weights: the trained ones, or others. */
  layersOf(model, packed = model.weights) {
    if (!this.weights.has(packed)) this.weights.set(packed, decoded(packed));
    return unpacked(model, this.weights.get(packed));
  }

  /** The position of the layer that gives the model's answer. */
  get last() {
    return this.model.output;
  }

  // ------------------------------------------------------------------------------------ the image

  /**
   * Show a picture to the network: values from 0 (black) to 1, row by row, the channels of a pixel
   * side by side. `source` says where it is from: { kind: "test", number, label }, { kind: "drawn" }
   * or { kind: "file", name, remarks }.
   */
  show(values, source) {
    this.image = { shape: this.model.input.picture, data: Float32Array.from(values) };
    this.source = source;
    this.changed("image");
    this.compute();
  }

  /** A test image by number: its values from 0 to 1. */
  testImage(number) {
    const { pixels } = this.data.images;
    const length = this.model.input.picture.reduce((product, size) => product * size, 1);
    return Float32Array.from(pixels.subarray(number * length, (number + 1) * length), (p) => p / 255);
  }

  compute() {
    this.outputs = this.image ? this.run(this.image.data) : null;
  }

  /** Every layer's output for a picture with values from 0 to 1; of the model shown, or of another. */
  run(values, layers = this.layers, { low, high, whole } = this.model.input) {
    const image = { shape: layers[0].shape, data: values };
    if (low !== 0 || high !== 1) image.data = values.map((value) => low + value * (high - low));
    if (whole) image.data = image.data.map(Math.round);
    return forward(layers, image);
  }

  // -------------------------------------------------------------------------------- the selection

  /** Point at a layer, at one of its channels, at one of its pixels: { layer, channel, row, column }.
   *  In a layer without positions, channel is the unit, and row and column are 0. */
  select(selected) {
    this.selected = selected;
    this.changed("selection");
  }

  // --------------------------------------------------------------------------------------- words

  /** A sentence of words/<language>/explorer.toml with its {…} filled in. */
  say(key, values = {}) {
    const texts = this.data.words;
    const text = texts[this.language][key] ?? texts.en[key];
    if (text === undefined) throw new Error(`explorer.toml has no sentence ${key}`);
    return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  }

  speak(language) {
    this.language = language;
    document.documentElement.lang = language;
    this.changed("language");
  }

  /** What the model is: its architecture and what it was trained on, or the name of its file. */
  get what() {
    return this.model.what[this.language] ?? this.model.what.en;
  }

  /** The names of the model's classes. */
  get classes() {
    return this.model.classes[this.language] ?? this.model.classes.en ?? [];
  }
}

/** The language of the browser, if the page has it. */
function startLanguage(known) {
  const wanted = navigator.languages.map((name) => name.slice(0, 2));
  return wanted.find((name) => known.includes(name)) ?? "en";
}
