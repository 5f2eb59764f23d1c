// The agenda, tasks and breaks say when: by this computer's clock, counted from the moment that
// their slide is first shown. On paper it is the time since the start.
new MutationObserver(() => {
  for (const time of document.querySelectorAll(".bespoke-marp-active time:not([datetime])")) {
    const end = new Date(Date.now() + 60000 * time.dataset.minutes);
    time.dateTime = end.toISOString();
    time.textContent = end.getHours() + ":" + String(end.getMinutes()).padStart(2, "0");
  }
}).observe(document.body, {attributes: true, subtree: true, attributeFilter: ["class"]});
