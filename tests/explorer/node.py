"""Node.js, which runs the page's program outside a browser."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from fashion_cnn.explorer.export import export
from fashion_cnn.explorer.packing import packed

needs_node = pytest.mark.skipif(not shutil.which("node"), reason="Node.js is not installed")


def told(program, model, seed=1):
    """What a program of this folder finds out about a model and a random image."""
    exported = export(model)
    image = np.random.default_rng(seed).normal(0, 1, model.input_shape[1:])
    network = {"layers": exported.layers, "weights": packed(exported.weights, "float32")}
    job = json.dumps({"network": network, "image": image.ravel().tolist()})
    command = ["node", Path(__file__).with_name(program)]
    done = subprocess.run(command, input=job, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
