// A slide with a task or a break says until when: by this computer's clock, from the moment that
// the slide is first shown. On paper, and without a script, it is the time since the start.
new MutationObserver(() => {
  for (const time of document.querySelectorAll(".bespoke-marp-active time:not([datetime])")) {
    const end = new Date(Date.now() + 60000 * time.dataset.minutes);
    time.dateTime = end.toISOString();
    time.textContent = end.getHours() + ":" + String(end.getMinutes()).padStart(2, "0");
  }
}).observe(document.body, {attributes: true, subtree: true, attributeFilter: ["class"]});
