"""Node.js, which runs the page's program outside a browser."""

import shutil

import pytest

needs_node = pytest.mark.skipif(not shutil.which("node"), reason="Node.js is not installed")
