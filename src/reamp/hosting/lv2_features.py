"""The host features that an LV2 plug-in may use: URIDs, block sizes, background work, a log."""

import ctypes
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_float, c_int, c_int32, c_uint32, c_void_p
from typing import Any, ClassVar

__all__ = ["FEATURES", "Features"]

_BUF = "http://lv2plug.in/ns/ext/buf-size#"
_ATOM = "http://lv2plug.in/ns/ext/atom#"
_URID = "http://lv2plug.in/ns/ext/urid#"
_OPTIONS = "http://lv2plug.in/ns/ext/options#options"
_SCHEDULE = "http://lv2plug.in/ns/ext/worker#schedule"
_WORKER = "http://lv2plug.in/ns/ext/worker#interface"
_LOG = "http://lv2plug.in/ns/ext/log#log"
_IN_PLACE = "http://lv2plug.in/ns/lv2core#isLive"
_RATE = "http://lv2plug.in/ns/ext/parameters#sampleRate"

FEATURES = frozenset(
    (
        *(f"{_URID}map", f"{_URID}unmap", _OPTIONS, _SCHEDULE, _LOG, _IN_PLACE),
        *(f"{_BUF}{name}" for name in ("boundedBlockLength", "fixedBlockLength", "coarseBlockLength")),
        "http://lv2plug.in/ns/lv2core#inPlaceBroken",
        "http://lv2plug.in/ns/lv2core#hardRTCapable",
        "http://lv2plug.in/ns/ext/state#loadDefaultState",
        "http://lv2plug.in/ns/ext/state#threadSafeRestore",
    )
)
"""What a plug-in may require; `powerOf2BlockLength` is offered where it holds."""

_MapFunction = CFUNCTYPE(c_uint32, c_void_p, c_char_p)
_UnmapFunction = CFUNCTYPE(c_void_p, c_void_p, c_uint32)
_Schedule = CFUNCTYPE(c_int, c_void_p, c_uint32, c_void_p)
_Respond = CFUNCTYPE(c_int, c_void_p, c_uint32, c_void_p)
_Print = CFUNCTYPE(c_int, c_void_p, c_uint32, c_char_p)
_PrintList = CFUNCTYPE(c_int, c_void_p, c_uint32, c_char_p, c_void_p)


class _Feature(Structure):
    _fields_: ClassVar[Any] = [("uri", c_char_p), ("data", c_void_p)]


class _Map(Structure):
    _fields_: ClassVar[Any] = [("handle", c_void_p), ("map", _MapFunction)]


class _Unmap(Structure):
    _fields_: ClassVar[Any] = [("handle", c_void_p), ("unmap", _UnmapFunction)]


class _Option(Structure):
    _fields_: ClassVar[Any] = [
        *(("context", c_int), ("subject", c_uint32), ("key", c_uint32)),
        *(("size", c_uint32), ("type", c_uint32), ("value", c_void_p)),
    ]


class _ScheduleData(Structure):
    _fields_: ClassVar[Any] = [("handle", c_void_p), ("schedule", _Schedule)]


class _LogData(Structure):
    _fields_: ClassVar[Any] = [("handle", c_void_p), ("printf", _Print), ("vprintf", _PrintList)]


class _WorkerInterface(Structure):
    _fields_: ClassVar[Any] = [
        ("work", CFUNCTYPE(c_int, c_void_p, _Respond, c_void_p, c_uint32, c_void_p)),
        ("work_response", CFUNCTYPE(c_int, c_void_p, c_uint32, c_void_p)),
        ("end_run", c_void_p),
    ]


class Features:
    """The features of one plug-in, kept alive with what they point to.

    What a plug-in wants done aside is done between two blocks, so that every run gives the same sound.
    """

    def __init__(self, *, block_frames: int, rate_hz: int) -> None:
        self._numbers: dict[bytes, int] = {}
        self._texts: list[ctypes.Array[Any]] = []
        self._work: list[bytes] = []
        self._responses: list[bytes] = []
        self._map = _Map(None, _MapFunction(lambda _, uri: self._number(uri)))
        self._unmap = _Unmap(None, _UnmapFunction(lambda _, number: self._address(number)))
        self._schedule = _ScheduleData(None, _Schedule(self._collect(self._work)))
        self._respond = _Respond(self._collect(self._responses))
        self._log = _LogData(None, _Print(lambda *_: 0), _PrintList(lambda *_: 0))
        self._options = self._made_options(block_frames, float(rate_hz))
        given = {
            f"{_URID}map": self._map,
            f"{_URID}unmap": self._unmap,
            _OPTIONS: self._options,
            _SCHEDULE: self._schedule,
            _LOG: self._log,
            f"{_BUF}boundedBlockLength": None,
            f"{_BUF}fixedBlockLength": None,
        }
        if block_frames & (block_frames - 1) == 0:
            given[f"{_BUF}powerOf2BlockLength"] = None
        self.uris = FEATURES | given.keys()
        self._features = [
            _Feature(uri.encode(), None if data is None else ctypes.addressof(data))
            for uri, data in given.items()
        ]
        self._list = (POINTER(_Feature) * (len(self._features) + 1))(
            *(ctypes.pointer(feature) for feature in self._features)
        )

    @property
    def address(self) -> int:
        """The address of the list, as `lilv_plugin_instantiate` takes it."""
        return ctypes.addressof(self._list)

    @property
    def map_address(self) -> int:
        """The address of the LV2_URID_Map."""
        return ctypes.addressof(self._map)

    def number(self, uri: str) -> int:
        """Return the number of a URI."""
        return self._number(uri.encode())

    def do_work(self, handle: Any, extension_data: Callable[[bytes], Any]) -> None:
        """Do what the plug-in wanted done aside, and hand it the responses."""
        if not self._work:
            return
        address = extension_data(_WORKER.encode())
        if not address:
            self._work.clear()
            return
        worker = ctypes.cast(address, POINTER(_WorkerInterface)).contents
        while self._work:
            data = self._work.pop(0)
            worker.work(handle, self._respond, None, len(data), data)
            while self._responses:
                response = self._responses.pop(0)
                if worker.work_response:
                    worker.work_response(handle, len(response), response)

    def _number(self, uri: bytes) -> int:
        number = self._numbers.setdefault(bytes(uri), len(self._numbers) + 1)
        if number > len(self._texts):
            self._texts.append(ctypes.create_string_buffer(bytes(uri)))
        return number

    def _address(self, number: int) -> int | None:
        return ctypes.addressof(self._texts[number - 1]) if 1 <= number <= len(self._texts) else None

    @staticmethod
    def _collect(into: list[bytes]) -> Callable[..., int]:
        def add(_: Any, size: int, data: Any) -> int:
            into.append(ctypes.string_at(data, size) if size else b"")
            return 0

        return add

    def _made_options(self, block_frames: int, rate_hz: float) -> Any:
        self._block, self._rate = c_int32(block_frames), c_float(rate_hz)
        whole, real = self.number(f"{_ATOM}Int"), self.number(f"{_ATOM}Float")
        lengths = ("minBlockLength", "maxBlockLength", "nominalBlockLength")
        options: list[tuple[int, int, Any]] = [
            (self.number(f"{_BUF}{name}"), whole, self._block) for name in lengths
        ]
        options.append((self.number(_RATE), real, self._rate))
        entries = [_Option(0, 0, key, 4, kind, ctypes.addressof(value)) for key, kind, value in options]
        return (_Option * (len(entries) + 1))(*entries)
