"""Draw docs/explore.webp, the picture in the READMEs: the page docs/explore.html in Chromium.

    FASHION_CNN_DATA=DIR python -m fashion_cnn.explore fashion_mnist --out docs/explore.html
    python benchmarks/explore_picture.py

It shows the first test image, an ankle boot, and a value of the second convolution. Needs Chromium
and the packages of `pip install -e '.[dev]'`.
"""

import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

DOCS = Path(__file__).parents[1] / "docs"
WIDTH, HEIGHT = 1280, 900
# The layer in the page, and where on its first map to click, as shares of its height and width.
LAYER, DOWN, RIGHT = 3, 0.75, 0.4


def main():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-US")
        page.goto((DOCS / "explore.html").as_uri())
        tile = page.locator(f'[data-layer="{LAYER}"] .map').first
        box = tile.bounding_box()
        tile.click(position={"x": RIGHT * box["width"], "y": DOWN * box["height"]})
        page.mouse.move(0, 0)  # nothing is hovered over
        page.evaluate("scrollTo(0, 0)")
        shot = page.screenshot()
        browser.close()
    path = DOCS / "explore.webp"
    Image.open(io.BytesIO(shot)).save(path, quality=85, method=6)
    print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
