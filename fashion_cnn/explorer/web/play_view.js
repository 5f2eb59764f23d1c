// To play with: how a kernel slides, and a kernel of one's own.

import { make } from "./elements.js";
import { kernelView } from "./kernel_view.js";
import { windowView } from "./window_view.js";

export function playView(app, section) {
  const heading = make("h2");
  const [sliding, own] = [make("div", { id: "play-window" }), make("div", { id: "play-kernel" })];
  section.append(heading, make("div", { class: "games" }, sliding, own));
  const parts = [windowView(app, sliding), kernelView(app, own)];

  return (change) => {
    heading.textContent = app.say("play");
    for (const part of parts) part(change);
  };
}
