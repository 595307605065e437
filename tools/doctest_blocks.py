"""Extension of griffe: the examples in docstrings, `>>>`, are blocks of code on the documentation site."""

import re
from typing import Any

from griffe import Extension, Object

_EXAMPLE = re.compile(r"(?:^>>> .*\n?(?:^(?!\s*$).*\n?)*\n?)+", re.MULTILINE)


def with_blocks(text: str) -> str:
    r"""Return a docstring with fences around its examples.

    >>> with_blocks("Add.\n\n>>> 1 + 1\n2\n").split("\n")
    ['Add.', '', '```pycon', '>>> 1 + 1', '2', '```', '']
    """
    return _EXAMPLE.sub(lambda found: f"```pycon\n{found[0].rstrip()}\n```\n", text)


class DoctestBlocks(Extension):
    """Puts fences around the examples of each docstring."""

    def on_object(self, *, obj: Object, **kwargs: Any) -> None:
        """Change the docstring of a module, class, function or attribute."""
        if obj.docstring is not None:
            obj.docstring.value = with_blocks(obj.docstring.value)
