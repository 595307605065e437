"""Compare the bundled model with itself at another drive, and write the page to listen to.

python examples/compare_models.py [DI MODEL...]
"""

import sys
from pathlib import Path

from reamp import Rig, RigModel, Source, level_as_interface
from reamp.compare.comparison import CompareConfig, Contender, compare
from reamp.compare.report import write_report
from reamp.compare.words import score_words
from reamp.demo import DEMO_DI_FULL_SCALE_DBU, demo_di_path, demo_model_path

di, *models = map(Path, sys.argv[1:] or (demo_di_path(), demo_model_path()))
source = Source.named(level_as_interface(DEMO_DI_FULL_SCALE_DBU), gain="+0")  # at its lowest

contenders = [
    Contender(
        name=f"{model.stem} {trim_db:+g} dB",
        rig=Rig(models=(RigModel(path=model),), input_trim_db=trim_db),
        source=source,
    )
    for model in models
    for trim_db in (0.0, -10.0)
]
comparison = compare(contenders, di=di, config=CompareConfig(seconds=6.0))
report = write_report(comparison, "comparison")

for score in comparison.scores:
    print(score_words(score, comparison))
print(report.page)
