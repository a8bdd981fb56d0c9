# Read by every Python that `seetrain run` starts, also by one that is too old for seetrain: plain words, nothing imported before it must be.
import os
import sys


def _listen():
    if sys.version_info < (3, 9):
        return
    try:
        import seetrain_hooks

        seetrain_hooks.install()
    except Exception as error:
        # the program goes on in any case
        sys.stderr.write("seetrain: frameworks are not recorded (%s: %s); the program goes on\n" % (type(error).__name__, error))


def _own_place():
    """This folder is taken off the path, so that it hides nothing of the program's."""
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [place for place in sys.path if os.path.abspath(place or ".") != here]


def _go_on():
    """The sitecustomize that Python would have read; what it raises is told as if we were not here."""
    own = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize  # noqa: F401
    finally:
        if "sitecustomize" not in sys.modules:
            sys.modules["sitecustomize"] = own


_listen()
_own_place()
_go_on()
