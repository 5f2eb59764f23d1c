// The live page and the projector view: draws the snapshots that the room sends.

import { element, fill, qrCode, sentence } from "./dom.js";

const page = JSON.parse(document.getElementById("page").textContent);
const isProjector = page.view === "projector";
const say = (key, values = {}) => fill(page.words[key], values);

// A mistake of a single learner is theirs; from two on, it is worth a word to the room.
const SHARED = 2;
const HEADLINES = 3;
// The key of a wrong answer that no check could explain: two of these may have nothing in common,
// so they do not come first.
const UNKNOWN = "unrecognised";
// The stuck ones that fit next to the headlines; all are among the learners.
const STUCK_SHOWN = 6;
// Without a snapshot for so long, the connection may be gone without a sign, as after a sleep.
const QUIET_MS = 45_000;
const RETRY_MS = 3_000;

// ------------------------------------------------------------------------------ the sections

const drawn = {};
const openLessons = {};

/** Draw a section again if it has changed; the keyboard stays where it was. */
function draw(id, content) {
  const section = document.getElementById(id);
  const before = section.cloneNode(false);
  before.append(...content);
  if (drawn[id] === before.innerHTML) return;
  drawn[id] = before.innerHTML;
  const focused = document.activeElement?.dataset?.key;
  section.replaceChildren(...before.childNodes);
  if (focused) section.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function show(snapshot) {
  const here = snapshot.here;
  const mistakes = snapshot.lessons.flatMap((lesson) => ofLesson(lesson, here));
  document.getElementById("here").textContent = say("in_the_room", { here });
  document.getElementById("trouble").textContent =
    snapshot.trouble ? say("trouble", { reason: snapshot.trouble }) : "";
  document.getElementById("join").hidden = here > 0;
  draw("now", here ? nowSection(mistakes) : []);
  draw("lessons", here ? lessonsSection(snapshot.lessons, mistakes, here) : []);
  if (!isProjector) {
    draw("stuck", here ? stuckSection(snapshot) : []);
    draw("learners", here ? learnersSection(snapshot) : []);
  }
}

/** The mistakes of a lesson, each with all that is said about it. */
function ofLesson(lesson, here) {
  return lesson.tasks.flatMap((task) => task.mistakes.map((mistake) => ({
    ...mistake,
    sentence: mistake.key === UNKNOWN ? say("unrecognised") : mistake.sentence,
    here,
    lesson: lesson.id,
    task: task.task,
    trying: task.trying,
    hint: task.hint,
    place: say("place", { number: lesson.number, title: lesson.title, task: task.task }),
    id: [lesson.id, task.task, mistake.key].join("/"),
  })));
}

function nowSection(mistakes) {
  const shared = mistakes.filter((mistake) => mistake.count >= SHARED);
  // Of two that are as frequent, the one in the task where more people are.
  shared.sort((one, other) => other.count - one.count || other.trying - one.trying);
  const known = shared.findIndex((mistake) => mistake.key !== UNKNOWN);
  if (known > 0) shared.unshift(...shared.splice(known, 1));
  const nothing = say(mistakes.length ? "nothing_shared" : "nobody_wrong");
  return [
    element("h2", {}, say(isProjector ? "shared_now" : "say_now")),
    ...(shared.length
      ? shared.slice(0, HEADLINES).map(headline)
      : [element("p", { class: "quiet" }, nothing)]),
  ];
}

function headline(mistake) {
  return element("article", { class: "headline" },
    element("div", {},
      element("p", { class: "count" }, say("share", mistake)),
      mistake.key === UNKNOWN ? null : element("p", { class: "facts" }, say("same_mistake"))),
    element("div", {},
      element("h3", {}, mistake.place),
      element("p", { class: "sentence" }, ...sentence(mistake.sentence)),
      hintLine(mistake),
      mistake.has_answer
        ? element("button", {
          "data-key": `now/${mistake.id}`, click: () => open(mistake),
        }, say("show_answer"))
        : null));
}

/** What the instructor may say; the projector leaves it to them. */
function hintLine({ hint }) {
  return hint && !isProjector
    ? element("p", { class: "hint" }, element("b", {}, say("hint")), " ", ...sentence(hint))
    : null;
}

function stuckSection(snapshot) {
  const stuck = snapshot.learners.filter((learner) => learner.stuck);
  stuck.sort((one, other) => other.here - one.here || other.minutes - one.minutes);
  const rows = stuck.slice(0, STUCK_SHOWN).map((learner) => element("li", {},
    element("span", {}, element("bdi", {}, learner.name)), " ",
    element("span", { class: "minutes" }, say("stuck_for", { minutes: whole(learner.minutes) })),
    element("span", { class: "where" }, whereStuck(learner, snapshot.lessons))));
  const more = Math.max(0, stuck.length - STUCK_SHOWN);
  const rest = more ? say("more_stuck", { n: more }) : say("nobody_stuck");
  return [
    element("h2", {}, say("stuck")),
    element("ol", {}, ...rows),
    ...(more || !stuck.length ? [element("p", { class: "quiet" }, rest)] : []),
  ];
}

/** Those of whom nothing is heard come last, so it says why. */
function whereStuck(learner, lessons) {
  const found = where(learner, lessons) || say("state_");
  return learner.here ? found : `${found}, ${say("quiet")}`;
}

function where(learner, lessons) {
  const lesson = lessons.find((one) => one.id === learner.lesson);
  if (!lesson) return "";
  // Without a task, the file as a whole cannot be checked.
  return say(learner.task ? "place" : "lesson", { ...lesson, task: learner.task });
}

function lessonsSection(lessons, mistakes, here) {
  const content = lessons.map((lesson) => {
    // Those in which no more than a few are now are closed.
    const opened = openLessons[lesson.id] ?? lesson.here > here / 10;
    const tasks = lesson.tasks.map((task) => taskColumn(lesson, task, mistakes, here));
    return element("details", { open: opened },
      element("summary", { "data-key": `lesson/${lesson.id}`, click: (event) => noteOpen(event, lesson) },
        element("h3", {}, say("lesson", lesson))),
      element("ol", { class: "tasks" }, ...tasks));
  });
  return [
    element("h2", {}, say("lessons")),
    ...(content.length ? content : [element("p", { class: "quiet" }, say("no_lessons"))]),
    ...(content.length && !isProjector ? [element("p", { class: "facts" }, say("times_mean"))] : []),
  ];
}

/** Whoever opens or closes a lesson decides from then on. */
function noteOpen(event, lesson) {
  openLessons[lesson.id] = !event.currentTarget.parentElement.open;
}

function taskColumn(lesson, task, mistakes, here) {
  const own = mistakes.filter((one) => one.lesson === lesson.id && one.task === task.task);
  const facts = [say("passed", { passed: task.passed, here })];
  if (task.trying) facts.push(say("trying", { n: task.trying }));
  if (task.median_seconds) facts.push(say("median", { time: time(task.median_seconds) }));
  return element("li", {},
    element("h4", {}, element("code", {}, task.task)),
    bar(task, here),
    element("p", { class: "facts" }, facts.join(" · ")),
    element("ol", { class: "mistakes" }, ...own.map(mistakeRow)));
}

function bar(task, here) {
  const part = (name, count) => {
    const made = element("span", { class: name });
    made.style.width = `${(100 * Math.min(count, here)) / Math.max(here, 1)}%`;
    return made;
  };
  return element("div", { class: "bar", "aria-hidden": "true" },
    part("passed", task.passed), part("trying", task.trying));
}

function mistakeRow(mistake) {
  return element("li", {},
    element("button", {
      class: "mistake", "data-key": mistake.id, title: say("show_mistake"),
      click: () => open(mistake),
    },
    element("span", { class: "number" }, `${mistake.count}`), " ",
    element("span", { class: "sentence" }, ...sentence(mistake.sentence))));
}

function learnersSection(snapshot) {
  const order = (learner) => (learner.stuck ? 0 : learner.here ? 1 : 2);
  const learners = [...snapshot.learners].sort((one, other) =>
    order(one) - order(other) || one.name.localeCompare(other.name, page.language));
  const columns = ["name", "task", "state", "since"];
  const rows = learners.map((learner) => element("tr", { class: learner.stuck ? "is-stuck" : "" },
    element("th", { scope: "row" }, element("bdi", {}, learner.name)),
    element("td", {}, where(learner, snapshot.lessons)),
    element("td", {}, stateOf(learner)),
    element("td", {}, say("minutes", { n: whole(learner.minutes) }))));
  return [
    element("h2", {}, say("learners")),
    element("table", {},
      element("thead", {}, element("tr", {},
        ...columns.map((key) => element("th", { scope: "col" }, say(key))))),
      element("tbody", {}, ...rows)),
  ];
}

function stateOf(learner) {
  const state = say(`state_${learner.state.replace(" ", "_")}`);
  return learner.here ? state : `${state}, ${say("quiet")}`;
}

const whole = (minutes) => Math.max(0, Math.floor(minutes));

function time(seconds) {
  return seconds < 120 ? say("seconds", { n: Math.round(seconds) })
    : say("minutes", { n: Math.round(seconds / 60) });
}

// ------------------------------------------------------------------- what is opened by a click

const dialog = document.getElementById("opened");
// The projector view may be another window of the same browser: it shows what is put there.
const channel = new BroadcastChannel("room");

async function open(mistake) {
  const answer = element("pre", { tabindex: "0", "aria-label": say("wrong_answer") });
  const buttons = isProjector ? [] : [element("button", {
    click: () => channel.postMessage({ open: mistake }),
  }, say("on_projector"))];
  openDialog(mistake.place, [
    element("p", { class: "count" }, say("share", mistake)),
    element("p", { class: "sentence" }, ...sentence(mistake.sentence)),
    hintLine(mistake),
    element("h3", {}, say("wrong_answer")),
    mistake.has_answer ? answer : element("p", { class: "quiet" }, say("no_answer")),
  ], buttons);
  if (mistake.has_answer) answer.textContent = await answerTo(mistake);
}

async function answerTo({ lesson, task, key }) {
  try {
    const response = await fetch(`${page.answer}?${new URLSearchParams({ lesson, task, mistake: key })}`);
    if (response.ok) return (await response.json()).answer || say("no_answer");
  } catch {
    // The room is not there: said below.
  }
  return say("answer_lost");
}

function openDialog(title, content, buttons = []) {
  dialog.replaceChildren(...[
    element("h2", { id: "opened-title" }, title),
    ...content,
    element("p", { class: "buttons" }, ...buttons,
      element("button", { click: () => dialog.close() }, say("close"))),
  ].filter((part) => part !== null));
  if (!dialog.open) dialog.showModal();
}

dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
dialog.addEventListener("close", () => { if (!isProjector) channel.postMessage({ close: true }); });
channel.addEventListener("message", ({ data }) => {
  if (!isProjector) return;
  if (data.open) open(data.open);
  else dialog.close();
});

// ------------------------------------------------------------------------------- how to join

function howToJoin() {
  const { address, code, qr } = page.join;
  const command = `python -m fashion_cnn.workshop join ${address}`;
  return [
    element("div", {},
      element("p", {}, say("join_in_terminal")),
      element("pre", { tabindex: "0" }, command),
      element("p", {}, say("join_code"), " ", element("strong", { class: "code" }, code))),
    qr?.length ? qrCode(qr, say("join_qr")) : null,
  ].filter((part) => part !== null);
}

function links() {
  const joining = element("button", {
    click: () => openDialog(say("joining"), [element("div", { class: "join" }, ...howToJoin())]),
  }, say("joining"));
  if (isProjector) return [joining];
  return [
    joining,
    element("a", { href: page.projector, target: "_blank" }, say("projector")),
    ...Object.entries(page.exports).map(([key, href]) => element("a", { href }, say(key))),
  ];
}

// ------------------------------------------------------------------------------ the connection

let stream, heard;

function connect() {
  stream?.close();
  heard = Date.now();
  stream = new EventSource(page.stream);
  stream.onmessage = ({ data }) => {
    heard = Date.now();
    said(true);
    show(JSON.parse(data));
  };
  stream.onerror = () => said(false);
}

function said(connected) {
  const line = document.getElementById("connection");
  if (line.dataset.connected === `${connected}`) return;
  line.dataset.connected = `${connected}`;
  const clock = new Date().toLocaleTimeString(page.language, { hour: "2-digit", minute: "2-digit" });
  line.textContent = connected ? say("connected") : say("disconnected", { time: clock });
}

// A browser tries again by itself after a break, but not after an error of the server.
setInterval(() => {
  const quiet = Date.now() - heard > QUIET_MS;
  if (quiet || stream.readyState === EventSource.CLOSED) connect();
}, RETRY_MS);

// Where no font has Korean, Chromium may keep the boxes that it drew before the page's own came.
await document.fonts.load("1em 'Workshop Hangul'", "\uAC00").catch(() => {});
document.getElementById("title").textContent = document.title;
document.getElementById("links").append(...links());
document.getElementById("join").append(
  element("h2", {}, say("joining")), element("div", { class: "join" }, ...howToJoin()));
connect();
