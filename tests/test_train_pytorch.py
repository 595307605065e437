"""PyTorch is made ready before it is imported."""

import os

import pytest

from reamp.train.pytorch import import_torch

pytest.importorskip("torch")


def test_its_threads_wait_for_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOMP_SPINCOUNT", raising=False)
    import_torch("training")
    assert int(os.environ["GOMP_SPINCOUNT"]) < 300_000


def test_what_the_user_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOMP_SPINCOUNT", "7")
    import_torch("training")
    assert os.environ["GOMP_SPINCOUNT"] == "7"
