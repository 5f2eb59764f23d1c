"""The numbers of a model as text in a page: float16 where that changes no answer."""

import base64

import numpy as np


def packed(numbers, dtype):
    """Numbers as the page reads them: {"dtype", "base64"}, in little-endian order."""
    raw = np.asarray(numbers).astype(np.dtype(dtype).newbyteorder("<")).tobytes()
    return {"dtype": dtype, "base64": base64.b64encode(raw).decode("ascii")}
