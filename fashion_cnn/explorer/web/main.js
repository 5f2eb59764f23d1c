// Builds the page: reads its data, fills its sections, shows the first test image.

import { App } from "./app.js";
import { make } from "./elements.js";
import { bytesOf } from "./network.js";
import { pictureView } from "./picture_view.js";
import { networkView } from "./network_view.js";
import { answerView } from "./answer_view.js";
import { inspectorView } from "./inspector_view.js";
import { learnView } from "./learn_view.js";
import { compareView, modelSwitch } from "./compare_view.js";
import { furtherView, skipView } from "./skip_view.js";
import { sourceView } from "./source_view.js";
import { wordsView } from "./words_view.js";
import { whyView } from "./why_view.js";
import { playView } from "./play_view.js";

const data = JSON.parse(document.getElementById("data").textContent);
data.images.pixels = bytesOf(data.images.base64);

const app = new App(data);
const section = (id) => document.getElementById(id);
app.add(modelSwitch(app, section("choices")));
app.add(headingView(app));
app.add(learnView(app, section("learn")));
app.add(pictureView(app, section("picture")));
app.add(networkView(app, section("network")));
app.add(answerView(app, section("answer")));
app.add(inspectorView(app, section("inspector")));
app.add(compareView(app, section("compare")));
app.add(wordsView(app, section("words")));
app.add(sourceView(app, section("source")));
app.add(skipView(app, section("skip")));
app.add(whyView(app, section("why")));
app.add(playView(app, section("play")));
app.add(furtherView(app, section("further")));
app.speak(app.language);
app.show(app.testImage(0), { kind: "test", number: 0 });
globalThis.app = app; // for the console of the browser: try app.outputs[1].data

/** The title, what the page is about, and the choice of language. */
function headingView(app) {
  const languages = Object.keys(app.data.words).map((language) =>
    make("button", { lang: language, onclick: () => app.speak(language) }, app.data.words[language].language),
  );
  section("choices").append(make("div", { role: "group", id: "languages" }, ...languages));
  return (change) => {
    if (change === "image" || change === "selection") return;
    section("title").textContent = app.say("title", { model: app.model.name });
    section("about").textContent = app.what;
    for (const button of languages) button.setAttribute("aria-pressed", button.lang === app.language);
    section("languages").setAttribute("aria-label", app.say("language_choice"));
  };
}
