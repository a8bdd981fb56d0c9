"""Which of the processes that were forked from each other this is: asking for its pid costs more with each call."""
from __future__ import annotations

import os

#: Grows with each fork, in the child.
number = 0


def _note() -> None:
    global number
    number += 1


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_note)
