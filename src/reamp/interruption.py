"""Ctrl-C that is answered by finishing what is at work, as training does by writing its best model."""

__all__ = ["Interruption", "answer"]


class Interruption(KeyboardInterrupt):
    """A request to end, as the commands raise it: again until it has got through, or is answered."""

    is_answered = False


def answer(interruption: KeyboardInterrupt) -> None:
    """Note that work ends because of this, though the exception goes no further.

    To be called where `KeyboardInterrupt` is caught and not raised again.
    """
    if isinstance(interruption, Interruption):
        interruption.is_answered = True
