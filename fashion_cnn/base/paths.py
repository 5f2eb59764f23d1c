"""Where the kit is."""

from pathlib import Path

# The folder with README.md, requirements.txt, solutions/ and the package itself.
KIT = Path(__file__).resolve().parents[2]
