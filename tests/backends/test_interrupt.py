"""Ctrl-C ends a command under JAX as it does under TensorFlow."""

import os
import subprocess
import sys

import keras
import pytest

from fashion_cnn.base.commandline import INTERRUPTED
from fashion_cnn.base.paths import KIT

pytestmark = pytest.mark.backend

# Interrupts itself a moment after the compiler has started.
COMMAND = """
import os, signal, threading
import jax, jax.numpy as jnp
from fashion_cnn.base.commandline import execute

def f(x):
    for i in range(150):
        x = jnp.sin(x @ x) + i
    return x

def main():
    compiling = jax.jit(f).lower(jnp.ones((8, 8)))
    threading.Timer(0.2, os.kill, [os.getpid(), signal.SIGINT]).start()
    compiling.compile()

print("begun")
execute(main)
"""


@pytest.mark.skipif(keras.config.backend() != "jax", reason="JAX compiles")
@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a whole console")
def test_ctrl_c_while_jax_compiles_is_no_crash():
    command = [sys.executable, "-c", COMMAND]
    done = subprocess.run(command, cwd=KIT, capture_output=True, encoding="utf-8")
    assert done.returncode == INTERRUPTED, done.stderr
    assert (done.stdout, done.stderr) == ("begun\n", "Interrupted.\n")
