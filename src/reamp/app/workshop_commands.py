"""What the pages may ask of the workshop: a table of commands, and of the topics that they hear about."""

from collections.abc import Callable, Mapping
from typing import Any

from reamp.app.capture_commands import CAPTURE_COMMANDS
from reamp.app.commands import PageCommand
from reamp.app.compare_commands import COMPARE_COMMANDS
from reamp.app.level_commands import LEVEL_COMMANDS
from reamp.app.library_commands import LIBRARY_COMMANDS
from reamp.app.online_commands import ONLINE_COMMANDS
from reamp.app.plugin_commands import PLUGIN_COMMANDS
from reamp.app.study_commands import STUDY_COMMANDS, study_view
from reamp.app.tag_commands import TAG_COMMANDS
from reamp.app.train_commands import TRAIN_COMMANDS
from reamp.app.train_view import train_view
from reamp.app.workshop import Workshop

__all__ = ["TOPICS", "WORKSHOP_COMMANDS"]

WORKSHOP_COMMANDS: Mapping[str, PageCommand] = {
    **TRAIN_COMMANDS,
    **CAPTURE_COMMANDS,
    **PLUGIN_COMMANDS,
    **LEVEL_COMMANDS,
    **COMPARE_COMMANDS,
    **LIBRARY_COMMANDS,
    **STUDY_COMMANDS,
    **ONLINE_COMMANDS,
    **TAG_COMMANDS,
}
"""Every command of the workshop by its name; each may take long."""

TOPICS: Mapping[str, Callable[[Workshop], Any]] = {
    "train": train_view,
    "study": study_view,
    "online": lambda workshop: workshop.online.view(),
    "tasks": lambda workshop: workshop.tasks.view(),
}
"""What the pages hear about whenever it changes."""
