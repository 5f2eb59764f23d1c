"""fashion_cnn: a workshop on convolutional networks, from the first kernel to U-Net.

    python -m fashion_cnn          lists the commands
    python -m fashion_cnn.doctor   says whether this machine is ready
    python -m fashion_cnn.train    trains a garment classifier

Importing the package imports nothing else: every module takes what it needs.
"""

from fashion_cnn import moved  # noqa: F401

__version__ = "0.2.0"
