"""Where the kit is."""

from pathlib import Path

# The folder with README.md, solutions/ and the package. doctor.py, which may be started as a file
# by its path alone, works this out for itself.
KIT = Path(__file__).resolve().parents[2]
