"""The native core; use reamp.engine instead."""

from collections.abc import Mapping, Sequence
import enum
from typing import Annotated, Any, Final

import numpy
from numpy.typing import NDArray


class Model:
    """
    A model that is ready to play; several threads may call it, one at a time.
    """

    @staticmethod
    def load(path: bytes, instruction_set: str | None = None) -> Model:
        """
        Load a .nam file and settle it; raises reamp.errors.ModelFileError and ConfigError.
        """

    @staticmethod
    def parse(json: bytes, path: bytes, instruction_set: str | None = None) -> Model:
        """
        Load the text of a .nam file as `load` does; `path` is its name in errors.
        """

    def process(self, x: NDArray[numpy.float32], out: NDArray[numpy.float32] | None = None) -> NDArray[numpy.float32]:
        """
        Return the output of one block, in `out` where it is given: x itself, or another array. Raises reamp.errors.AudioError; in long blocks also what a signal's handler raises, which ends the block.
        """

    def reset(self) -> None:
        """Go back to the settled state after loading."""

    def clone(self) -> Model:
        """Return an independent player of the same file."""

    @property
    def slim(self) -> float:
        """Size of a slimmable model, 0 to 1; may be set while it plays."""

    @slim.setter
    def slim(self, arg: float, /) -> None: ...

    @property
    def info(self) -> dict[str, Any]:
        """The fields of reamp.engine.ModelInfo."""

    @property
    def instruction_set(self) -> str: ...

class OfflineModel:
    """One model on several cores, for files."""

    def __init__(self, model: Model, threads: int) -> None: ...

    def process(self, x: NDArray[numpy.float32], out: NDArray[numpy.float32] | None = None) -> NDArray[numpy.float32]:
        """Process the next block, as Model.process does."""

class Circuit:
    """Resistors and capacitors; node 0 is ground, 1 the input."""

    def __init__(self) -> None: ...

    @property
    def output(self) -> int: ...

    @output.setter
    def output(self, arg: int, /) -> None: ...

    def add_resistor(self, start: int, end: int, ohm: float) -> None: ...

    def add_capacitor(self, start: int, end: int, farad: float) -> None: ...

class Triode:
    """See reamp.sim.tubes."""

    def __init__(self) -> None: ...

    @property
    def mu(self) -> float: ...

    @mu.setter
    def mu(self, arg: float, /) -> None: ...

    @property
    def perveance(self) -> float: ...

    @perveance.setter
    def perveance(self, arg: float, /) -> None: ...

    @property
    def exponent(self) -> float: ...

    @exponent.setter
    def exponent(self, arg: float, /) -> None: ...

    @property
    def knee_per_v(self) -> float: ...

    @knee_per_v.setter
    def knee_per_v(self, arg: float, /) -> None: ...

    @property
    def grid_perveance(self) -> float: ...

    @grid_perveance.setter
    def grid_perveance(self, arg: float, /) -> None: ...

    @property
    def grid_exponent(self) -> float: ...

    @grid_exponent.setter
    def grid_exponent(self, arg: float, /) -> None: ...

    @property
    def grid_knee_per_v(self) -> float: ...

    @grid_knee_per_v.setter
    def grid_knee_per_v(self, arg: float, /) -> None: ...

    @property
    def grid_plate_f(self) -> float: ...

    @grid_plate_f.setter
    def grid_plate_f(self, arg: float, /) -> None: ...

    @property
    def grid_cathode_f(self) -> float: ...

    @grid_cathode_f.setter
    def grid_cathode_f(self, arg: float, /) -> None: ...

class Pentode:
    """See reamp.sim.tubes."""

    def __init__(self) -> None: ...

    @property
    def mu(self) -> float: ...

    @mu.setter
    def mu(self, arg: float, /) -> None: ...

    @property
    def exponent(self) -> float: ...

    @exponent.setter
    def exponent(self, arg: float, /) -> None: ...

    @property
    def kg1(self) -> float: ...

    @kg1.setter
    def kg1(self, arg: float, /) -> None: ...

    @property
    def kp(self) -> float: ...

    @kp.setter
    def kp(self, arg: float, /) -> None: ...

    @property
    def kvb_v(self) -> float: ...

    @kvb_v.setter
    def kvb_v(self, arg: float, /) -> None: ...

    @property
    def grid_perveance(self) -> float: ...

    @grid_perveance.setter
    def grid_perveance(self, arg: float, /) -> None: ...

class Stage:
    """See reamp.sim.tube_amp."""

    def __init__(self) -> None: ...

    @property
    def tube(self) -> Triode: ...

    @tube.setter
    def tube(self, arg: Triode, /) -> None: ...

    @property
    def supply_v(self) -> float: ...

    @supply_v.setter
    def supply_v(self, arg: float, /) -> None: ...

    @property
    def plate_ohm(self) -> float: ...

    @plate_ohm.setter
    def plate_ohm(self, arg: float, /) -> None: ...

    @property
    def cathode_ohm(self) -> float: ...

    @cathode_ohm.setter
    def cathode_ohm(self, arg: float, /) -> None: ...

    @property
    def cathode_f(self) -> float: ...

    @cathode_f.setter
    def cathode_f(self, arg: float, /) -> None: ...

    @property
    def follower_ohm(self) -> float: ...

    @follower_ohm.setter
    def follower_ohm(self, arg: float, /) -> None: ...

    @property
    def stray_f(self) -> float: ...

    @stray_f.setter
    def stray_f(self, arg: float, /) -> None: ...

    @property
    def after(self) -> Circuit: ...

    @after.setter
    def after(self, arg: Circuit, /) -> None: ...

class PhaseInverter:
    """See reamp.sim.tube_amp."""

    def __init__(self) -> None: ...

    @property
    def tube(self) -> Triode: ...

    @tube.setter
    def tube(self, arg: Triode, /) -> None: ...

    @property
    def supply_v(self) -> float: ...

    @supply_v.setter
    def supply_v(self, arg: float, /) -> None: ...

    @property
    def driven_plate_ohm(self) -> float: ...

    @driven_plate_ohm.setter
    def driven_plate_ohm(self, arg: float, /) -> None: ...

    @property
    def other_plate_ohm(self) -> float: ...

    @other_plate_ohm.setter
    def other_plate_ohm(self, arg: float, /) -> None: ...

    @property
    def bias_ohm(self) -> float: ...

    @bias_ohm.setter
    def bias_ohm(self, arg: float, /) -> None: ...

    @property
    def tail_ohm(self) -> float: ...

    @tail_ohm.setter
    def tail_ohm(self, arg: float, /) -> None: ...

class Speaker:
    """See reamp.sim.tube_amp."""

    def __init__(self) -> None: ...

    @property
    def coil_ohm(self) -> float: ...

    @coil_ohm.setter
    def coil_ohm(self, arg: float, /) -> None: ...

    @property
    def coil_h(self) -> float: ...

    @coil_h.setter
    def coil_h(self, arg: float, /) -> None: ...

    @property
    def eddy_ohm(self) -> float: ...

    @eddy_ohm.setter
    def eddy_ohm(self, arg: float, /) -> None: ...

    @property
    def resonance_ohm(self) -> float: ...

    @resonance_ohm.setter
    def resonance_ohm(self, arg: float, /) -> None: ...

    @property
    def resonance_hz(self) -> float: ...

    @resonance_hz.setter
    def resonance_hz(self, arg: float, /) -> None: ...

    @property
    def resonance_q(self) -> float: ...

    @resonance_q.setter
    def resonance_q(self, arg: float, /) -> None: ...

class PowerStage:
    """See reamp.sim.tube_amp."""

    def __init__(self) -> None: ...

    @property
    def tube(self) -> Pentode: ...

    @tube.setter
    def tube(self, arg: Pentode, /) -> None: ...

    @property
    def bias_v(self) -> float: ...

    @bias_v.setter
    def bias_v(self, arg: float, /) -> None: ...

    @property
    def coupling_f(self) -> float: ...

    @coupling_f.setter
    def coupling_f(self, arg: float, /) -> None: ...

    @property
    def leak_ohm(self) -> float: ...

    @leak_ohm.setter
    def leak_ohm(self, arg: float, /) -> None: ...

    @property
    def stopper_ohm(self) -> float: ...

    @stopper_ohm.setter
    def stopper_ohm(self, arg: float, /) -> None: ...

    @property
    def plate_to_plate_ohm(self) -> float: ...

    @plate_to_plate_ohm.setter
    def plate_to_plate_ohm(self, arg: float, /) -> None: ...

    @property
    def nominal_ohm(self) -> float: ...

    @nominal_ohm.setter
    def nominal_ohm(self, arg: float, /) -> None: ...

    @property
    def primary_h(self) -> float: ...

    @primary_h.setter
    def primary_h(self, arg: float, /) -> None: ...

    @property
    def grid_f(self) -> float: ...

    @grid_f.setter
    def grid_f(self, arg: float, /) -> None: ...

    @property
    def winding_f(self) -> float: ...

    @winding_f.setter
    def winding_f(self, arg: float, /) -> None: ...

    @property
    def leakage_hz(self) -> float: ...

    @leakage_hz.setter
    def leakage_hz(self, arg: float, /) -> None: ...

    @property
    def plate_resistance_ohm(self) -> float: ...

    @plate_resistance_ohm.setter
    def plate_resistance_ohm(self, arg: float, /) -> None: ...

    @property
    def supply_v(self) -> float: ...

    @supply_v.setter
    def supply_v(self, arg: float, /) -> None: ...

    @property
    def supply_ohm(self) -> float: ...

    @supply_ohm.setter
    def supply_ohm(self, arg: float, /) -> None: ...

    @property
    def reservoir_f(self) -> float: ...

    @reservoir_f.setter
    def reservoir_f(self, arg: float, /) -> None: ...

    @property
    def screen_ohm(self) -> float: ...

    @screen_ohm.setter
    def screen_ohm(self, arg: float, /) -> None: ...

    @property
    def screen_f(self) -> float: ...

    @screen_f.setter
    def screen_f(self, arg: float, /) -> None: ...

    @property
    def screen_share(self) -> float: ...

    @screen_share.setter
    def screen_share(self, arg: float, /) -> None: ...

    @property
    def line_out(self) -> float: ...

    @line_out.setter
    def line_out(self, arg: float, /) -> None: ...

    @property
    def speaker(self) -> Speaker: ...

    @speaker.setter
    def speaker(self, arg: Speaker, /) -> None: ...

class AmpParts:
    """See reamp.sim.tube_amp."""

    def __init__(self) -> None: ...

    @property
    def input_stopper_ohm(self) -> float: ...

    @input_stopper_ohm.setter
    def input_stopper_ohm(self, arg: float, /) -> None: ...

    @property
    def stages(self) -> list[Stage]: ...

    @stages.setter
    def stages(self, arg: Sequence[Stage], /) -> None: ...

    @property
    def inverter(self) -> PhaseInverter: ...

    @inverter.setter
    def inverter(self, arg: PhaseInverter, /) -> None: ...

    @property
    def power(self) -> PowerStage: ...

    @power.setter
    def power(self, arg: PowerStage, /) -> None: ...

class OverdriveParts:
    """See reamp.sim.overdrive."""

    def __init__(self) -> None: ...

    @property
    def input_f(self) -> float: ...

    @input_f.setter
    def input_f(self, arg: float, /) -> None: ...

    @property
    def input_ohm(self) -> float: ...

    @input_ohm.setter
    def input_ohm(self, arg: float, /) -> None: ...

    @property
    def above_ohm(self) -> float: ...

    @above_ohm.setter
    def above_ohm(self, arg: float, /) -> None: ...

    @property
    def above_f(self) -> float: ...

    @above_f.setter
    def above_f(self, arg: float, /) -> None: ...

    @property
    def below_ohm(self) -> float: ...

    @below_ohm.setter
    def below_ohm(self, arg: float, /) -> None: ...

    @property
    def below_f(self) -> float: ...

    @below_f.setter
    def below_f(self, arg: float, /) -> None: ...

    @property
    def rail_v(self) -> float: ...

    @rail_v.setter
    def rail_v(self, arg: float, /) -> None: ...

    @property
    def clipper_ohm(self) -> float: ...

    @clipper_ohm.setter
    def clipper_ohm(self, arg: float, /) -> None: ...

    @property
    def clipper_f(self) -> float: ...

    @clipper_f.setter
    def clipper_f(self, arg: float, /) -> None: ...

    @property
    def saturation_a(self) -> float: ...

    @saturation_a.setter
    def saturation_a(self, arg: float, /) -> None: ...

    @property
    def emission(self) -> float: ...

    @emission.setter
    def emission(self, arg: float, /) -> None: ...

    @property
    def forward_diodes(self) -> int: ...

    @forward_diodes.setter
    def forward_diodes(self, arg: int, /) -> None: ...

    @property
    def reverse_diodes(self) -> int: ...

    @reverse_diodes.setter
    def reverse_diodes(self, arg: int, /) -> None: ...

    @property
    def tone_ohm(self) -> float: ...

    @tone_ohm.setter
    def tone_ohm(self, arg: float, /) -> None: ...

    @property
    def tone_f(self) -> float: ...

    @tone_f.setter
    def tone_f(self, arg: float, /) -> None: ...

    @property
    def output_f(self) -> float: ...

    @output_f.setter
    def output_f(self, arg: float, /) -> None: ...

    @property
    def output_ohm(self) -> float: ...

    @output_ohm.setter
    def output_ohm(self, arg: float, /) -> None: ...

    @property
    def volume(self) -> float: ...

    @volume.setter
    def volume(self, arg: float, /) -> None: ...

class TubeAmp:
    """A tube amplifier, from its input jack to its line output."""

    def __init__(self, parts: AmpParts, rate_hz: float) -> None:
        """
        Settle at rest; raises ValueError for a circuit that cannot be solved and a rate outside 8 to 400 kHz.
        """

    def process(self, x: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], out: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu')]) -> None:
        """Process one block of volts; x and out may be the same array."""

    def reset(self) -> None:
        """Go back to rest."""

class Overdrive:
    """An overdrive pedal with a diode clipper."""

    def __init__(self, parts: OverdriveParts, rate_hz: float) -> None:
        """
        Settle at rest; raises ValueError for a circuit that cannot be solved and a rate outside 8 to 400 kHz.
        """

    def process(self, x: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], out: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu')]) -> None:
        """Process one block of volts; x and out may be the same array."""

    def reset(self) -> None:
        """Go back to rest."""

class RigMode(enum.Enum):
    """Whose gate."""

    PLAYER = 0

    COMPATIBLE = 1

class RigSettings:
    """The knobs; see core/include/reamp/rig.h."""

    def __init__(self, *, channel: int = 0, input_gain_db: float = 0.0, gate: bool = False, gate_threshold_db: float = -80.0, tone: Mapping[str, float] = {}, output_gain_db: float = 0.0, limiter: bool = True) -> None:
        """
        tone: the knobs of the tone stack by their names; one that is left out is flat.
        """

class RigMeters:
    """The meters of a rig; see core/include/reamp/rig.h."""

    @property
    def input_peak(self) -> float: ...

    @property
    def model_peaks(self) -> list[float]: ...

    @property
    def output_peaks(self) -> list[float]: ...

    @property
    def gate_gain(self) -> float: ...

    @property
    def limiter_gain(self) -> float: ...

    @property
    def frames(self) -> int: ...

    @property
    def clipped_frames(self) -> int: ...

    @property
    def limited_frames(self) -> int: ...

    @property
    def broken_frames(self) -> int: ...

    @property
    def broken_model(self) -> int: ...

    @property
    def is_changing(self) -> bool: ...

class Rig:
    """A chain that can be changed while it plays."""

    def __init__(self, rate_hz: int, mode: RigMode = RigMode.PLAYER) -> None: ...

    def set(self, settings: RigSettings) -> None:
        """Turn the knobs."""

    def set_models(self, models: Sequence[tuple[Model, float]], output_gain_db: float = 0.0, oversampling: int = 1) -> None:
        """
        Play clones of these models, each after its gain in dB, at 1, 2 or 4 times its rate.
        """

    def set_slim(self, index: int, slim: float) -> None:
        """Play one of the models at another size, at once."""

    def set_cabinet(self, left: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)] | None = None, right: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)] | None = None) -> None:
        """Play this impulse response, or one for each side."""

    def meters(self) -> RigMeters:
        """Return the meters as of the last block."""

    @property
    def rate_hz(self) -> int: ...

    @property
    def latency_frames(self) -> int: ...

    def process(self, inputs: Sequence[Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)]], left: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu')], right: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu')] | None = None) -> None:
        """
        Process one block; without `right`, `left` gets the mean of both sides.
        """

class OfflineRig:
    """The same chain for files, with the models on several cores."""

    def __init__(self, rate_hz: int, *, mode: RigMode = RigMode.PLAYER, settings: RigSettings, models: Sequence[tuple[Model, float]], models_output_gain_db: float, cabinet_left: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)] | None = None, cabinet_right: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)] | None = None, oversampling: int = 1, threads: int = 1) -> None: ...

    def process(self, x: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)], left: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu')], right: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu')] | None = None) -> None:
        """Process the next block."""

    def meters(self) -> RigMeters:
        """Return the meters over all blocks so far."""

    @property
    def latency_frames(self) -> int: ...

class SpeakerDriver:
    """A loudspeaker; see core/include/reamp/computed_cabinet.h."""

    @property
    def resonance_hz(self) -> float: ...

    @resonance_hz.setter
    def resonance_hz(self, arg: float, /) -> None: ...

    @property
    def total_q(self) -> float: ...

    @total_q.setter
    def total_q(self, arg: float, /) -> None: ...

    @property
    def compliance_m3(self) -> float: ...

    @compliance_m3.setter
    def compliance_m3(self, arg: float, /) -> None: ...

    @property
    def radius_m(self) -> float: ...

    @radius_m.setter
    def radius_m(self, arg: float, /) -> None: ...

    @property
    def cone_hz(self) -> float: ...

    @cone_hz.setter
    def cone_hz(self, arg: float, /) -> None: ...

class ComputedCabinet:
    """
    A cabinet and its microphone; see core/include/reamp/computed_cabinet.h.
    """

    def __init__(self, cabinet: ComputedCabinet) -> None:
        """A copy, to change."""

    @property
    def name(self) -> str: ...

    @property
    def description(self) -> str: ...

    @property
    def driver(self) -> SpeakerDriver: ...

    @driver.setter
    def driver(self, arg: SpeakerDriver, /) -> None: ...

    @property
    def box_m3(self) -> float | None: ...

    @box_m3.setter
    def box_m3(self, arg: float | None, /) -> None: ...

    @property
    def microphone_m(self) -> float: ...

    @microphone_m.setter
    def microphone_m(self, arg: float, /) -> None: ...

    @property
    def edges_m(self) -> list[float]: ...

    @edges_m.setter
    def edges_m(self, arg: Sequence[float], /) -> None: ...

    @property
    def others_m(self) -> list[float]: ...

    @others_m.setter
    def others_m(self, arg: Sequence[float], /) -> None: ...

    @property
    def around_m(self) -> float: ...

    @around_m.setter
    def around_m(self, arg: float, /) -> None: ...

def computed_cabinets() -> list[ComputedCabinet]:
    """Return the cabinets that there are."""

def cabinet_taps(cabinet: ComputedCabinet, rate_hz: int) -> NDArray[numpy.float32]:
    """Return the impulse response of a cabinet, as loud as no cabinet."""

def cabinet_response(cabinet: ComputedCabinet, frequency_hz: float) -> complex:
    """Return the microphone's response to the volts at the drivers."""

def cone_directivity(ka: float, sine: float) -> float:
    """Return a piston's pressure beside its axis, 1 on it."""

def make_impulse_response(cabinets: list[tuple[list[NDArray[numpy.float32]], int, float, float]], rate_hz: int, mode: RigMode) -> tuple[NDArray[numpy.float32], NDArray[numpy.float32]]:
    """
    Return the taps for left and right (empty where both are equal); a cabinet is (channels, rate, gain in dB, pan).
    """

def parse_wav(bytes: bytes, name: str) -> tuple[int, list[NDArray[numpy.float32]]]:
    """
    Return the rate and the channels of a WAV file; raises reamp.errors.AudioFileError.
    """

def parse_typed(text: str, kind: str) -> float:
    """
    Return the number in a text: a level, a gain, or a number in the unit `kind`; raises reamp.errors.ReampError.
    """

def network_fingerprint(nam: bytes) -> str:
    """Return what identifies the network of a .nam file."""

class InputKind(enum.Enum):
    """What a row's level belongs to."""

    INSTRUMENT = 0

    INSTRUMENT_PAD = 1

    LINE = 2

    LINE_PAD = 3

    MIC = 4

    OUTPUT = 5

class Interface:
    """A row of a table to search: one input of an interface."""

    def __init__(self, *, manufacturer: str, model: str, generation: str, input: str, kind: InputKind, applied_dbu: float | None) -> None: ...

def search_interfaces(query: str, limit: int, table: Sequence[Interface] | None) -> list[tuple[int, float, bool]]:
    """Return the rows that a name may mean, as index, score and is_named."""

def find_interface(name: str, input: str | None, table: Sequence[Interface] | None) -> int:
    """
    Return the index of the one interface of that name; raises reamp.errors.InterfaceError.
    """

def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name, in one spelling."""

def short_names(manufacturer: str) -> tuple[str, ...]:
    """Return the short names of a manufacturer, in lower case."""

NORMALIZED_LUFS: float = -24.0

NORMALIZED_DB: float = -18.0

MAX_GAIN_DB: float = 200.0

class OutputMode(enum.Enum):
    """See core/include/reamp/levels.h."""

    RAW = 0

    NORMALIZED = 1

    CALIBRATED = 2

class GainTermKind(enum.Enum):
    """The meaning of a number in a gain."""

    INTERFACE = 0

    INTERFACE_GAIN = 1

    MODEL_INPUT = 2

    MODEL_OUTPUT = 3

    TARGET_LUFS = 4

    HEARD_LOUDNESS = 5

    TARGET_DB = 6

    STATED_LOUDNESS = 7

    TRIM = 8

class StepStatus(enum.Enum):
    """Whether a gain was applied, or why not."""

    APPLIED = 0

    UNKNOWN = 1

    NOT_WANTED = 2

class ModelLevels:
    """The levels that a model was captured at; None is unknown."""

    def __init__(self, *, input_level_dbu: float | None, output_level_dbu: float | None, loudness_db: float | None, heard_calibrated_lufs: float | None, heard_uncalibrated_lufs: float | None) -> None: ...

class GainTerm:
    """One number in a gain; `model` is the index of the model it belongs to."""

    @property
    def kind(self) -> GainTermKind: ...

    @property
    def sign(self) -> int: ...

    @property
    def value(self) -> float: ...

    @property
    def model(self) -> int: ...

class GainStep:
    """A gain: the calibration and the trim."""

    @property
    def calibration_db(self) -> float | None: ...

    @property
    def trim_db(self) -> float: ...

    @property
    def value_db(self) -> float: ...

    @property
    def terms(self) -> list[GainTerm]: ...

    @property
    def status(self) -> StepStatus: ...

class GainPlan:
    """Every gain of a rig."""

    @property
    def input(self) -> GainStep: ...

    @property
    def between(self) -> list[GainStep]: ...

    @property
    def output(self) -> GainStep: ...

    @property
    def is_calibrated(self) -> bool: ...

def plan_gain(models: Sequence[ModelLevels], *, full_scale_dbu: float | None, raised_db: float, output_mode: OutputMode, input_trim_db: float, output_trim_db: float) -> GainPlan:
    """Return every gain of a rig; reamp.plan.gain puts it into words."""

GUITAR_LUFS: float = -34.0

GUITAR_FULL_SCALE_DBU: float = 12.0

class HeardLoudness:
    """How loud a typical guitar is, in LUFS; None is unknown."""

    @property
    def calibrated_lufs(self) -> float | None: ...

    @property
    def uncalibrated_lufs(self) -> float | None: ...

def guitar_clip(rate_hz: int) -> NDArray[numpy.float32]:
    """Return a quarter of a second like a guitar, at GUITAR_LUFS."""

def ungated_lufs(sound: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)], rate_hz: int) -> float:
    """
    Return the loudness of a short sound as a whole; -inf for an empty one.
    """

def heard_loudness(models: Sequence[Model], levels: Sequence[ModelLevels], guitar: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)]) -> HeardLoudness:
    """
    Return the loudness of the guitar clip behind the last model, with the gains that their levels give.
    """

class DiskRecorder:
    """Streams float WAV files to disk; see core/include/reamp/recorder.h."""

    def __init__(self, files: Sequence[tuple[str, int]], rate_hz: int, buffer_s: float = 10.0) -> None:
        """
        Make files, paths with their channels; raises reamp.errors.OutputError, also where one exists.
        """

    @property
    def frames_on_disk(self) -> int: ...

    @property
    def lost_frames(self) -> int: ...

    @property
    def problem(self) -> str:
        """Why nothing is written any more; empty while all is well."""

    SAMPLES_AT: Final[int] = ...
    """Where the samples begin in a file, in bytes."""

    def close(self) -> None:
        """Write what is left, and end the files."""

class SoundLoop:
    """
    Sound that is played over and over; see core/include/reamp/sound_loop.h.
    """

    def __init__(self, samples: Annotated[NDArray[numpy.float32], dict(shape=(None, None), order='C', device='cpu', writable=False)]) -> None:
        """Samples are of shape (channels, frames)."""

    @property
    def frames(self) -> int: ...

    @property
    def position(self) -> int:
        """The frame that is next."""

class Take:
    """
    A signal played once, and what comes back; see core/include/reamp/take.h.
    """

    def __init__(self, signal: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)], outputs: Sequence[int], inputs: Sequence[int], tail_frames: int = 0, recorder: DiskRecorder | None = None) -> None:
        """
        Outputs and inputs are the stream's, from 0; without a recorder it is kept in memory.
        """

    @property
    def frames(self) -> int: ...

    @property
    def total_frames(self) -> int: ...

    @property
    def is_done(self) -> bool: ...

    @property
    def xruns(self) -> int:
        """In how many blocks the driver reported one."""

    @property
    def xrun_frames(self) -> list[int]:
        """Where, the first hundred."""

    @property
    def gaps(self) -> list[tuple[int, int]]:
        """Where frames were missed, and how many; the first hundred."""

    def stop(self) -> None:
        """Fade out; then it is done."""

    def recorded(self) -> Annotated[NDArray[numpy.float32], dict(shape=(None, None))]:
        """
        Return what was kept in memory, of shape (inputs, frames), once it is done.
        """

class StreamStats:
    """Counters and load of the audio thread; see core/include/reamp/live.h."""

    @property
    def callbacks(self) -> int: ...

    @property
    def late_callbacks(self) -> int: ...

    @property
    def xruns(self) -> int: ...

    @property
    def block_frames(self) -> int: ...

    @property
    def load(self) -> float: ...

    @property
    def peak_load(self) -> float: ...

class JackDirection(enum.Enum):
    """Ports for capture, or for playback."""

    CAPTURE = 0

    PLAYBACK = 1

class JackStream:
    """
    A client of the JACK server; its methods raise reamp.errors.DeviceError.
    """

    def __init__(self, name: str) -> None: ...

    @property
    def rate_hz(self) -> int: ...

    @property
    def block_frames(self) -> int: ...

    @property
    def is_lost(self) -> bool: ...

    def set_block_frames(self, frames: int) -> None:
        """For all clients of the server."""

    def hardware_ports(self, direction: JackDirection) -> list[tuple[str, list[str]]]:
        """Return names, each with its aliases."""

    def activate(self, captures: Sequence[str], playbacks: Sequence[str]) -> None:
        """Start, connected to these ports; can be called once."""

    def start(self, rig: Rig | None) -> None:
        """Play this rig, or silence, and release the previous rig."""

    def play_take(self, take: Take | None) -> None:
        """Play this take from now on, in place of the rig; None: the rig again."""

    def play_in_place(self, loop: SoundLoop | None) -> None:
        """
        Play this loop in place of all inputs from now on; None: the inputs again.
        """

    def play_beside(self, loop: SoundLoop | None) -> None:
        """Play this loop beside the rig from now on; None: no more."""

    def record(self, recorder: DiskRecorder | None, input: int = 0) -> None:
        """
        Record an input, from 0, and both sides of the rig, in three channels; None: no longer. Returns when it is so.
        """

    def stats(self) -> StreamStats:
        """Return counters and load of the audio thread."""

    def inputs(self) -> Annotated[NDArray[numpy.float32], dict(shape=(None, None))]:
        """Return the input since the last call, shape (inputs, frames)."""

    def close(self) -> None:
        """Stop, and release the server and the rig."""

class PortAudioCallback:
    """A callback for PortAudio, with float32 samples."""

    def __init__(self, rate_hz: int, inputs: int, outputs: int) -> None: ...

    @property
    def function(self) -> int:
        """The address of the PaStreamCallback."""

    @property
    def user_data(self) -> int:
        """The address of its user data."""

    def start(self, rig: Rig | None) -> None:
        """Play this rig, or silence, and release the previous rig."""

    def play_take(self, take: Take | None) -> None:
        """Play this take from now on, in place of the rig; None: the rig again."""

    def play_in_place(self, loop: SoundLoop | None) -> None:
        """
        Play this loop in place of all inputs from now on; None: the inputs again.
        """

    def play_beside(self, loop: SoundLoop | None) -> None:
        """Play this loop beside the rig from now on; None: no more."""

    def record(self, recorder: DiskRecorder | None, input: int = 0) -> None:
        """
        Record an input, from 0, and both sides of the rig, in three channels; None: no longer. Returns when it is so.
        """

    def stats(self) -> StreamStats:
        """Return counters and load of the audio thread."""

    def inputs(self) -> Annotated[NDArray[numpy.float32], dict(shape=(None, None))]:
        """Return the input since the last call, shape (inputs, frames)."""

    def close(self) -> None:
        """Release the rig."""

class SpectrumMath:
    """
    The bin-wise part of a loss on spectra; a spectrum holds real and imaginary parts in turn.
    """

    def __init__(self, instruction_set: str | None = None) -> None:
        """
        Raises reamp.errors.ConfigError for an instruction set that this machine does not support.
        """

    def magnitudes(self, spectrum: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)], floor: float, out: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu')]) -> None:
        """Write the magnitudes; a power below floor counts as floor."""

    def distance(self, spectrum: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)], wanted: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)], floor: float) -> tuple[float, float]:
        """
        Return the sums of |log(magnitude / wanted)| and of (magnitude - wanted)^2.
        """

    def derive(self, spectrum: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu')], wanted: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)], floor: float, square: float, log: float) -> None:
        """
        Replace each bin by its derivative: S times square (1 - wanted / A) + log sign(A - wanted) / A^2.
        """

class TrainingNet:
    """
    The output and the gradient of a WaveNet for batches of one size; weights are flat, as in a .nam file without its head scale.
    """

    def __init__(self, arrays: Sequence[tuple[int, int, int, Sequence[int], Sequence[int], int, bool]], activation: str, head_scale: float, *, batch: int, frames: int, threads: int, instruction_set: str | None = None) -> None:
        """
        Allocate everything; an array is (inputs, channels, outputs, kernel_sizes, dilations, head_kernel, head_bias). Raises reamp.errors.ConfigError.
        """

    def forward(self, weights: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)], x: Annotated[NDArray[numpy.float32], dict(shape=(None, None), device='cpu', writable=False)], out: Annotated[NDArray[numpy.float32], dict(shape=(None, None), order='C', device='cpu')]) -> None:
        """
        Write the output, (batch, frames), for x, (batch, past_frames + frames); keeps activations for backward.
        """

    def backward(self, weights: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)], x: Annotated[NDArray[numpy.float32], dict(shape=(None, None), device='cpu', writable=False)], d_out: Annotated[NDArray[numpy.float32], dict(shape=(None, None), order='C', device='cpu', writable=False)], gradient: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu')]) -> None:
        """
        Overwrite `gradient` with that of sum(out * d_out), for the weights and x of the last forward.
        """

    @property
    def weight_count(self) -> int: ...

    @property
    def past_frames(self) -> int: ...

    @property
    def saved_bytes(self) -> int: ...

    @property
    def instruction_set(self) -> str: ...

LOWEST_PITCH_HZ: float = 27.0

HIGHEST_PITCH_HZ: float = 1500.0

PITCH_S: float = 0.22

def measure_pitch(samples: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)], rate_hz: int) -> tuple[float, float] | None:
    """
    Return the frequency in Hz and the clarity of the last PITCH_S of samples; None: no note.
    """

class TunerReading:
    """A note, by its MIDI number, and by how many cents it is off."""

    @property
    def midi_note(self) -> int: ...

    @property
    def cents(self) -> float: ...

    @property
    def frequency_hz(self) -> float: ...

def nearest_note(frequency_hz: float, reference_hz: float) -> TunerReading:
    """
    Return the nearest note of equal temperament. Raises `ValueError` for a frequency that is not positive.
    """

def note_name(midi_note: int) -> str:
    """Return the name of a note, as in E2."""

class Tuner:
    """Hears one input block by block."""

    def __init__(self, rate_hz: int, reference_hz: float) -> None:
        """Raises `ValueError` for a rate or a reference that is not positive."""

    def hear(self, samples: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)]) -> TunerReading | None:
        """
        Return the note after more samples; None for silence and for no clear note.
        """
