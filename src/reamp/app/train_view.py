"""The training queue as the pages show it."""

from pathlib import Path
from typing import Any

from reamp.app.workshop import Workshop
from reamp.train.grade import grade_of
from reamp.train.queue_entry import EntryState
from reamp.train.queue_folder import QueueEntry

__all__ = ["train_view"]


def train_view(workshop: Workshop) -> dict[str, Any]:
    """Return the entries of the queue in their sequence, for JSON."""
    missing = workshop.queue.missing
    return {
        "missing": None if missing is None else {"library": missing.library, "type": missing.command},
        "entries": [_entry(workshop, entry) for entry in workshop.queue.entries()],
        "problem": workshop.queue.problem,
    }


def _entry(workshop: Workshop, entry: QueueEntry) -> dict[str, Any]:
    order, progress = entry.order, entry.progress
    best = progress.points[-1].best_esr if progress.points else None
    is_done = progress.state is EntryState.DONE
    if is_done and progress.networks:
        best = list(progress.networks.values())[-1]
    return {
        "key": entry.key,
        "name": Path(order.model).stem,
        "capture": Path(order.capture).name,
        "architecture": order.architecture,
        "state": progress.state,
        "wish": entry.wish,
        "epoch": progress.epoch,
        "epochs": progress.epochs,
        "share": round(progress.share, 3),
        "remaining_s": progress.remaining_s,
        "elapsed_s": progress.elapsed_s,
        "points": progress.points,
        "best_esr": best,
        "best_epoch": progress.best_epoch,
        "grade": None if best is None else grade_of(best),
        "reason": progress.reason,
        "error": progress.error,
        "can_listen": entry.best_model is not None,
        "capture_key": workshop.shelf.key_of(Path(order.capture)),
        "model": workshop.shelf.key_of(Path(order.model)) if is_done else None,
        "report": _report(workshop, order.report) if is_done else None,
    }


def _report(workshop: Workshop, path: Path) -> str | None:
    return workshop.handouts.give_file(path, "text/html; charset=utf-8") if path.is_file() else None
