"""The names that lessons used before version 0.2, for the files that learners still have.

Their imports keep working: a module in MOVED is found where it is now. To go in version 0.3.
"""

import sys

MOVED = {
    "fashion_cnn.arithmetic": "fashion_cnn.networks.counting",
    "fashion_cnn.dropout": "fashion_cnn.networks.keras_layers",
    "fashion_cnn.gradients": "fashion_cnn.base.gradients",
    "fashion_cnn.kernels": "fashion_cnn.convolution.kernels",
    "fashion_cnn.models": "fashion_cnn.networks.zoo",
    "fashion_cnn.models.lenet5": "fashion_cnn.networks.zoo.lenet5",
    "fashion_cnn.plots": "fashion_cnn.drawing.plots",
    "fashion_cnn.trained": "fashion_cnn.pretrained.checkpoints",
}


class Moved:
    """Finds a moved module under its old name: the module itself, not a copy."""

    def find_spec(self, fullname, path=None, target=None):
        if fullname not in MOVED:
            return None
        from importlib.machinery import ModuleSpec  # not at the top: the doctor imports nothing

        return ModuleSpec(fullname, self)

    def create_module(self, spec):
        """Return None: the import system makes an empty module, which `exec_module` replaces."""

    def exec_module(self, module):
        from importlib import import_module

        sys.modules[module.__name__] = import_module(MOVED[module.__name__])


# First in the list: the usual finder would load a second copy of lenet5 from the moved folder.
sys.meta_path.insert(0, Moved())
