"""Interrupts JAX while it compiles; then the process crashes at its end. Not on Windows."""

import os
import signal
import threading

import jax
import jax.numpy as jnp


@jax.jit
def f(x):
    for i in range(150):
        x = jnp.sin(x @ x) + i
    return x


x = jnp.ones((8, 8))
threading.Timer(0.5, os.kill, [os.getpid(), signal.SIGINT]).start()
try:
    f(x)
except KeyboardInterrupt:
    print("interrupted")
