"""
Frameworks are heard as they are imported, without a line in the program: `seetrain run -- python train.py` sees to it, by the
folder `startup`, whose sitecustomize Python reads. install() does the same from here on.
"""
from .startup.seetrain_hooks import FRAMEWORKS, install

__all__ = ["FRAMEWORKS", "install"]
