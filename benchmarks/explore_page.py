"""How fast a page of `python -m fashion_cnn.explore` is, in Chromium, in milliseconds.

python benchmarks/explore_page.py explore.html

Measured: from opening the file to the first painted maps; from a stroke of the pen to painted
maps; and each step of the arrow keys, which has 16.7 ms for 60 frames a second. Medians, and the
slowest of twenty (95th percentile). "Work" is what the page's program takes for it; "frame" adds
the browser's layout and painting.
"""

import argparse
import shutil
import statistics
from pathlib import Path

from playwright.sync_api import sync_playwright

OPENINGS, STROKES, STEPS = 7, 60, 60
# From before an event to the frame after it: [work, frame] in milliseconds.
TIMED = """async (number) => {
  const frame = () => new Promise(requestAnimationFrame);
  const painted = async () => { await frame(); await new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done; port2.postMessage(0); }); };
  await painted();
  const begin = performance.now();
  (%s)(number);
  await Promise.resolve();
  const worked = performance.now();
  await painted();
  return [worked - begin, performance.now() - begin];
}"""
STROKE = """(number) => {
  const canvas = document.getElementById("drawing"), box = canvas.getBoundingClientRect();
  const at = { clientX: box.left + 20 + 3 * number, clientY: box.top + 40 + (7 * number) % 120 };
  canvas.dispatchEvent(new PointerEvent("pointermove", { ...at, buttons: 1, bubbles: true }));
}"""
STEP = """(number) => {
  const key = ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"][number % 4];
  document.querySelector(".large").dispatchEvent(new KeyboardEvent("keydown", { key }));
}"""
# The second layer with maps, whose units are computed from all maps of the one before.
SELECT = """() => {
  const layers = app.layers.map((layer, n) => [layer, n]).filter(([{ type }]) => type === "Conv2D");
  const position = layers[Math.min(1, layers.length - 1)][1];
  app.select({ layer: position, channel: 5, row: 4, column: 4 });
}"""
OPENED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("page", type=Path)
    path = parser.parse_args().page
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        openings = [opening(browser, path) for _ in range(OPENINGS)]
        report("opening", openings)
        tab = opened(browser, path)
        for name, event, count in (("stroke", STROKE, STROKES), ("step", STEP, STEPS)):
            tab.evaluate(SELECT)
            put_pen_down(tab)
            times = [tab.evaluate(TIMED % event, number) for number in range(count)]
            report(f"{name}, work", [work for work, _ in times])
            report(f"{name}, frame", [frame for _, frame in times])
        browser.close()


def put_pen_down(tab):
    """The page draws only after the button of a real mouse was pressed."""
    box = tab.locator("#drawing").bounding_box()
    tab.mouse.move(box["x"] + 20, box["y"] + 40)
    tab.mouse.down()


def opened(browser, path):
    tab = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    tab.goto(path.resolve().as_uri())
    tab.wait_for_function("globalThis.app?.outputs && app.selected")
    return tab


def opening(browser, path):
    tab = opened(browser, path)
    tab.wait_for_function(OPENED)
    found = tab.evaluate(OPENED)
    tab.context.close()
    return found


def report(name, times):
    slow = sorted(times)[int(0.95 * len(times))]
    print(f"{name:<16} {statistics.median(times):7.1f} ms, slowest {slow:7.1f} ms")


if __name__ == "__main__":
    main()
