"""Draw docs/explore.webp, the picture in the READMEs: the page docs/explore.html in Chromium.

    FASHION_CNN_DATA=DIR python -m fashion_cnn.explore fashion_mnist --out docs/explore.html
    python benchmarks/explore_picture.py

It shows the first test image, an ankle boot, and a value of the second convolution. Needs Chromium
and the packages of `pip install -e '.[dev]'`.
"""

import base64
import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

KIT = Path(__file__).parents[1]
DOCS, DRAWING = KIT / "docs", KIT / "fashion_cnn" / "drawing"
WIDTH, HEIGHT = 1280, 900
# The layer in the page, and where on its first map to click, as shares of its height and width.
LAYER, DOWN, RIGHT = 3, 0.75, 0.4

FONT = base64.b64encode((DRAWING / "fonts" / "WorkshopHangul.ttf").read_bytes()).decode("ascii")
# Before the font of the system, since Chromium looks no further than that.
HANGUL = f"""
@font-face {{
  font-family: Hangul; src: url(data:font/ttf;base64,{FONT}); unicode-range: U+AC00-D7A3;
}}
body {{ font-family: Hangul, system-ui, sans-serif; }}
"""


def main():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-US")
        page.goto((DOCS / "explore.html").as_uri())
        page.add_style_tag(content=HANGUL)  # for a machine without such a font
        tile = page.locator(f'[data-layer="{LAYER}"] .map').first
        box = tile.bounding_box()
        tile.click(position={"x": RIGHT * box["width"], "y": DOWN * box["height"]})
        page.mouse.move(0, 0)  # nothing is hovered over
        page.evaluate("() => { scrollTo(0, 0); return document.fonts.ready; }")
        shot = page.screenshot()
        browser.close()
    path = DOCS / "explore.webp"
    Image.open(io.BytesIO(shot)).save(path, quality=85, method=6)
    print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
