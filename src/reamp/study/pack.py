"""Pack the models of a study into one zip file, with their levels in name and metadata, and a read-me."""

import zipfile
from pathlib import Path

from reamp.atomic import atomic_write
from reamp.errors import StrPath
from reamp.study.study import Study

__all__ = ["write_pack"]

_DATE = (1980, 1, 1, 0, 0, 0)  # the same models make the same file


def write_pack(study: Study, path: StrPath) -> None:
    """Write the zip file, replacing an old one; raises `OutputError`."""
    with atomic_write(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        _add(pack, "README.txt", _read_me(study).encode())
        for model in study.models:
            _add(pack, model.path.name, Path(model.path).read_bytes())


def _add(pack: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    pack.writestr(entry, content)


def _read_me(study: Study) -> str:
    interface_full_scale_dbu = study.takes[0].interface_full_scale_dbu
    rows = "\n".join(
        f"{model.path.name:32}  {model.input_level_dbu:7.2f} dBu"
        f"  {interface_full_scale_dbu - model.input_level_dbu:+7.2f} dB"
        for model in study.models
    )
    return f"""One amp, {len(study.models)} models
{study.amp}

Each model was captured at another send level, which is in its name and in its metadata (input_level_dbu).
Set the input gain of your player to: maximum input level of your interface - send level - interface gain.
A player that calibrates by itself does so once it knows your interface. Then all models sound the same.

{"model":32}  {"send level":>11}  {f"gain at {interface_full_scale_dbu:g} dBu":>10}
{rows}

Made by `reamp study`.
"""
