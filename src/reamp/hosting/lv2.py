"""Hosting an LV2 plug-in, found and loaded by lilv. Runs in the process of `program`."""

import ctypes
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from reamp.errors import ConfigError, PluginError
from reamp.hosting.blocks import Block, play_blocks
from reamp.hosting.facts import Answer, Job, PluginFacts, PluginFormat
from reamp.hosting.lilv import Lilv, SetPort
from reamp.hosting.lv2_features import Features
from reamp.hosting.lv2_ports import Port, parameter_of, value_of
from reamp.hosting.values import find_name

__all__ = ["work"]

_LV2 = "http://lv2plug.in/ns/lv2core#"
_ATOM = "http://lv2plug.in/ns/ext/atom#"
_PRESET = "http://lv2plug.in/ns/ext/presets#Preset"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_UNIT = "http://lv2plug.in/ns/extensions/units#unit"
_LOGARITHMIC = "http://lv2plug.in/ns/ext/port-props#logarithmic"
_SEQUENCE_BYTES = 65_536
_UNITS = {
    "db": "dB",
    "hz": "Hz",
    "khz": "kHz",
    "ms": "ms",
    "s": "s",
    "pc": "%",
    "cent": "cents",
    "bpm": "BPM",
}
_SOURCES = ("Instrument", "Generator", "Oscillator", "Constant")


def work(job: Job, say: Callable[[Answer], None]) -> None:
    """Load and set the plug-in of a job, report its facts, and play the job's file through it."""
    lilv = Lilv()
    plugin = _find(lilv, job)
    _refuse_sources(lilv, plugin)
    loaded = _Loaded(lilv, plugin, job)
    say(Answer(step="set"))
    loaded.apply(job)
    say(Answer(facts=loaded.facts(), step="play"))
    if job.input is not None and job.output is not None:
        play_blocks(
            job.input,
            job.output,
            block_frames=job.setup.block_frames,
            outputs=len(loaded.outputs),
            process=loaded.process,
            latency_frames=loaded.latency_frames,
            say=say,
        )
    say(Answer(facts=loaded.facts()))


def _find(lilv: Lilv, job: Job) -> Any:
    """Return the plug-in: the one of a bundle, or of all plug-ins by its URI or name."""
    path = Path(job.plugin)
    if path.is_dir():
        lilv.world_load_specifications(lilv.world)
        lilv.world_load_plugin_classes(lilv.world)
        bundle = lilv.new_file_uri(lilv.world, None, f"{path.resolve()}/".encode())
        lilv.world_load_bundle(lilv.world, bundle)
    else:
        lilv.world_load_all(lilv.world)
    plugins = list(lilv.each("plugins", lilv.world_get_all_plugins(lilv.world)))
    names = [
        (lilv.text(lilv.plugin_get_name(each)), lilv.text(lilv.plugin_get_uri(each))) for each in plugins
    ]
    wanted = job.setup.name if path.is_dir() else job.plugin
    if wanted is None:
        if len(plugins) == 1:
            return plugins[0]
        if plugins:
            listed = ", ".join(name for name, _ in names)
            raise ConfigError(f"has {len(plugins)} plug-ins: {listed}; name one of them")
        raise PluginError(job.plugin, "has no plug-in in it; is it an LV2 bundle, with a manifest.ttl?")
    return plugins[find_name(wanted, names, what="LV2 plug-in")]


def _refuse_sources(lilv: Lilv, plugin: Any) -> None:
    """Refuse instruments and generators."""
    name = lilv.text(lilv.plugin_get_name(plugin))
    kind = lilv.text(lilv.plugin_class_get_uri(lilv.plugin_get_class(plugin))).partition("#")[2]
    if kind.removesuffix("Plugin") in _SOURCES:
        raise PluginError(
            name, "is an instrument or a generator: it makes sound of its own, and takes no guitar"
        )


class _Loaded:
    """A plug-in with its ports connected."""

    def __init__(self, lilv: Lilv, plugin: Any, job: Job) -> None:
        self._lilv, self._plugin = lilv, plugin
        self.name = lilv.text(lilv.plugin_get_name(plugin))
        self._block_frames = job.setup.block_frames
        self._features = Features(block_frames=self._block_frames, rate_hz=job.rate_hz)
        self._refuse_features()
        self.ports = [self._port(index) for index in range(lilv.plugin_get_num_ports(plugin))]
        self.inputs = self._of("audio", is_input=True)
        self.outputs = self._of("audio", is_input=False)
        if not self.outputs or not self.inputs:
            what = "no audio input: it is a generator" if self.outputs else "no audio output"
            raise PluginError(self.name, f"has {what}, and nothing can be played through it")
        channel = job.setup.input_channel
        if channel is not None and channel > len(self.inputs):
            raise ConfigError(f"{self.name} has {len(self.inputs)} inputs; there is no input {channel}")
        self._fed = self.inputs if channel is None else [self.inputs[channel - 1]]
        instance = lilv.plugin_instantiate(plugin, float(job.rate_hz), self._features.address)
        if not instance:
            library = lilv.text(lilv.plugin_get_library_uri(plugin)).removeprefix("file://")
            raise PluginError(
                self.name, f"does not load at {job.rate_hz} Hz: {library} is damaged, or lacks a library"
            )
        self._instance = instance
        self._handle, self._descriptor = instance.contents.handle, instance.contents.descriptor.contents
        for port in self.ports:
            self._connect(port)
        self._is_active = False

    def apply(self, job: Job) -> None:
        """Set state, preset and knobs, in this order."""
        setup = job.setup
        if setup.state is not None:
            self._restore(str(setup.state))
        if setup.preset is not None:
            self._restore(setup.preset)
        knobs = self._knobs()
        names = [(port.name, port.symbol) for port in knobs]
        for name, text in setup.settings:
            port = knobs[find_name(name, names, what="parameter")]
            port.value = port.buffer[0] = value_of(text, port)

    def process(self, block: Block) -> Block:
        """Return the outputs for one block."""
        if not self._is_active:
            if self._descriptor.activate:
                self._descriptor.activate(self._handle)
            self._is_active = True
        for port in self._fed:
            port.buffer[:] = block
        self._prepare_events()
        self._descriptor.run(self._handle, self._block_frames)
        self._features.do_work(self._handle, self._extension_data)
        return np.stack([port.buffer for port in self.outputs])

    def latency_frames(self) -> int:
        """Return what the plug-in reports, after its first block; 0 where it has no such port."""
        if not self._lilv.plugin_has_latency(self._plugin):
            return 0
        port = self.ports[self._lilv.plugin_get_latency_port_index(self._plugin)]
        late = float(port.buffer[0])
        return round(late) if math.isfinite(late) else -1

    def facts(self) -> PluginFacts:
        """Return the facts of the plug-in with its present settings."""
        lilv = self._lilv
        versions = [
            lilv.text(node)
            for part in ("minorVersion", "microVersion")
            for node in list(
                lilv.each("nodes", lilv.plugin_get_value(self._plugin, lilv.uri(f"{_LV2}{part}")))
            )[:1]
        ]
        return PluginFacts(
            format=PluginFormat.LV2,
            name=self.name,
            vendor=lilv.text(lilv.plugin_get_author_name(self._plugin)),
            version=".".join(versions),
            identifier=lilv.text(lilv.plugin_get_uri(self._plugin)),
            inputs=len(self.inputs),
            outputs=len(self.outputs),
            latency_frames=max(0, self.latency_frames()) if self._is_active else 0,
            parameters=tuple(parameter_of(port) for port in self._knobs()),
            presets=tuple(name for name, _ in self._presets()),
        )

    def _of(self, kind: str, *, is_input: bool) -> list[Port]:
        return [port for port in self.ports if port.kind == kind and port.is_input is is_input]

    def _knobs(self) -> list[Port]:
        return self._of("control", is_input=True)

    def _extension_data(self, uri: bytes) -> Any:
        function = self._descriptor.extension_data
        return function(uri) if function else None

    def _refuse_features(self) -> None:
        required = self._lilv.plugin_get_required_features(self._plugin)
        missing = {self._lilv.text(node) for node in self._lilv.each("nodes", required)} - self._features.uris
        if missing:
            raise PluginError(
                self.name, f"needs of its host what Reamp does not offer: {', '.join(sorted(missing))}"
            )

    def _port(self, index: int) -> Port:
        lilv, plugin = self._lilv, self._plugin
        port = lilv.plugin_get_port_by_index(plugin, index)

        def is_a(uri: str) -> bool:
            return bool(lilv.port_is_a(plugin, port, lilv.uri(uri)))

        def has(uri: str) -> bool:
            return bool(lilv.port_has_property(plugin, port, lilv.uri(uri)))

        kinds = {"audio": f"{_LV2}AudioPort", "control": f"{_LV2}ControlPort", "cv": f"{_LV2}CVPort",
                 "atom": f"{_ATOM}AtomPort"}  # fmt: skip
        made = Port(
            index=index,
            symbol=lilv.text(lilv.port_get_symbol(plugin, port)),
            name=lilv.text(lilv.port_get_name(plugin, port)),
            kind=next((kind for kind, uri in kinds.items() if is_a(uri)), "other"),
            is_input=is_a(f"{_LV2}InputPort"),
        )
        if made.kind == "control":
            made.is_whole, made.is_switch = has(f"{_LV2}integer"), has(f"{_LV2}toggled")
            made.is_logarithmic = has(_LOGARITHMIC)
            points = (
                (lilv.text(lilv.scale_point_get_label(point)),
                 float(lilv.node_as_float(lilv.scale_point_get_value(point))))
                for point in lilv.each("scale_points", lilv.port_get_scale_points(plugin, port))
            )  # fmt: skip
            made.points = tuple(sorted(points, key=lambda point: point[1]))
            units = list(lilv.each("nodes", lilv.port_get_value(plugin, port, lilv.uri(_UNIT))))
            unit = lilv.text(units[0]).partition("#")[2] if units else ""
            made.unit = _UNITS.get(unit, "")
            made.low, made.high, made.value = self._range(port)
        return made

    def _range(self, port: Any) -> tuple[float, float, float]:
        """Return the lowest, the highest and the default value."""
        nodes = [ctypes.c_void_p() for _ in range(3)]
        default, low, high = nodes
        self._lilv.port_get_range(self._plugin, port, *(ctypes.byref(node) for node in nodes))

        def value(node: ctypes.c_void_p, otherwise: float) -> float:
            number = float(self._lilv.node_as_float(node)) if node.value else math.nan
            return number if math.isfinite(number) else otherwise

        lowest = value(low, 0.0)
        return lowest, value(high, max(1.0, lowest)), value(default, lowest)

    def _connect(self, port: Port) -> None:
        if port.kind in ("audio", "cv"):
            port.buffer = np.zeros(self._block_frames, np.float32)
        elif port.kind == "control":
            port.buffer = np.full(1, port.value, np.float32)
        elif port.kind == "atom":
            port.buffer = np.zeros(_SEQUENCE_BYTES // 4, np.uint32)
        address = None if port.buffer is None else port.buffer.ctypes.data
        self._descriptor.connect_port(self._handle, port.index, address)

    def _prepare_events(self) -> None:
        """Give the plug-in no event, and room for those it sends: the two numbers are size and type."""
        for port in self.ports:
            if port.kind == "atom":
                kind = self._features.number(f"{_ATOM}{'Sequence' if port.is_input else 'Chunk'}")
                port.buffer[:4] = (8 if port.is_input else _SEQUENCE_BYTES - 8, kind, 0, 0)

    def _presets(self) -> list[tuple[str, str]]:
        """Return the names and URIs of the presets that are installed for the plug-in."""
        lilv = self._lilv
        found = []
        for node in lilv.each("nodes", lilv.plugin_get_related(self._plugin, lilv.uri(_PRESET))):
            lilv.world_load_resource(lilv.world, node)
            labels = list(lilv.each("nodes", lilv.world_find_nodes(lilv.world, node, lilv.uri(_LABEL), None)))
            found.append((lilv.text(labels[0]) if labels else "", lilv.text(node)))
        return sorted(found)

    def _restore(self, name: str) -> None:
        """Set the plug-in as a preset or a state says; its knobs can be turned afterwards."""
        lilv = self._lilv
        path = Path(name)
        if path.is_dir() and (path / "state.ttl").is_file():
            path = path / "state.ttl"
        if path.is_file():
            state = lilv.state_new_from_file(
                lilv.world, self._features.map_address, None, str(path.resolve()).encode()
            )
        else:
            presets = self._presets()
            uri = presets[find_name(name, presets, what="preset")][1]
            state = lilv.state_new_from_world(lilv.world, self._features.map_address, lilv.uri(uri))
        if not state:
            raise ConfigError(f"{name} is no preset or state of an LV2 plug-in")
        by_symbol = {port.symbol: port for port in self._knobs()}
        kinds = {
            self._features.number(f"{_ATOM}{kind}"): read
            for kind, read in (
                ("Float", ctypes.c_float), ("Double", ctypes.c_double),
                ("Int", ctypes.c_int32), ("Long", ctypes.c_int64), ("Bool", ctypes.c_int32),
            )
        }  # fmt: skip

        def set_port(symbol: bytes, _: Any, value: Any, size: int, kind: int) -> None:
            port = by_symbol.get(symbol.decode(errors="replace"))
            if port is not None and kind in kinds:
                port.value = port.buffer[0] = float(kinds[kind].from_address(value).value)

        lilv.state_restore(state, self._instance, SetPort(set_port), None, 0, self._features.address)
        self._features.do_work(self._handle, self._extension_data)
