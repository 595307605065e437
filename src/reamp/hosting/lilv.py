"""The library that finds and loads LV2 plug-ins, through ctypes: liblilv (ISC licence)."""

import ctypes
import ctypes.util
from collections.abc import Iterator
from ctypes import CFUNCTYPE, POINTER, c_bool, c_char_p, c_double, c_float, c_int, c_uint32, c_void_p
from typing import Any, ClassVar

from reamp.errors import PluginError

__all__ = ["Descriptor", "Instance", "Lilv", "SetPort"]

_NAMES = ("liblilv-0.so.0", "liblilv-0.0.dylib", "liblilv-0.dylib")

SetPort = CFUNCTYPE(None, c_char_p, c_void_p, c_void_p, c_uint32, c_uint32)
"""Told the value of a port by its symbol: (symbol, user_data, value, size, type)."""


class Descriptor(ctypes.Structure):
    """LV2_Descriptor: the functions of a plug-in."""

    _fields_: ClassVar[Any] = [
        ("uri", c_char_p),
        ("instantiate", c_void_p),
        ("connect_port", CFUNCTYPE(None, c_void_p, c_uint32, c_void_p)),
        ("activate", CFUNCTYPE(None, c_void_p)),
        ("run", CFUNCTYPE(None, c_void_p, c_uint32)),
        ("deactivate", CFUNCTYPE(None, c_void_p)),
        ("cleanup", CFUNCTYPE(None, c_void_p)),
        ("extension_data", CFUNCTYPE(c_void_p, c_char_p)),
    ]


class Instance(ctypes.Structure):
    """LilvInstance: a plug-in that was loaded."""

    _fields_: ClassVar[Any] = [
        ("descriptor", POINTER(Descriptor)),
        ("handle", c_void_p),
        ("private", c_void_p),
    ]


_P = c_void_p
_SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "world_new": (_P, ()),
    "world_load_all": (None, (_P,)),
    "world_load_specifications": (None, (_P,)),
    "world_load_plugin_classes": (None, (_P,)),
    "world_load_bundle": (None, (_P, _P)),
    "world_load_resource": (c_int, (_P, _P)),
    "world_get_all_plugins": (_P, (_P,)),
    "new_uri": (_P, (_P, c_char_p)),
    "new_file_uri": (_P, (_P, c_char_p, c_char_p)),
    "node_as_string": (c_char_p, (_P,)),
    "node_as_uri": (c_char_p, (_P,)),
    "node_as_float": (c_float, (_P,)),
    "node_is_uri": (c_bool, (_P,)),
    "file_uri_parse": (_P, (c_char_p, POINTER(c_char_p))),
    "plugins_begin": (_P, (_P,)),
    "plugins_next": (_P, (_P, _P)),
    "plugins_is_end": (c_bool, (_P, _P)),
    "plugins_get": (_P, (_P, _P)),
    "nodes_begin": (_P, (_P,)),
    "nodes_next": (_P, (_P, _P)),
    "nodes_is_end": (c_bool, (_P, _P)),
    "nodes_get": (_P, (_P, _P)),
    "plugin_get_uri": (_P, (_P,)),
    "plugin_get_name": (_P, (_P,)),
    "plugin_get_author_name": (_P, (_P,)),
    "plugin_get_bundle_uri": (_P, (_P,)),
    "plugin_get_library_uri": (_P, (_P,)),
    "plugin_get_class": (_P, (_P,)),
    "plugin_class_get_uri": (_P, (_P,)),
    "plugin_class_get_parent_uri": (_P, (_P,)),
    "plugin_get_value": (_P, (_P, _P)),
    "plugin_get_required_features": (_P, (_P,)),
    "plugin_get_num_ports": (c_uint32, (_P,)),
    "plugin_get_port_by_index": (_P, (_P, c_uint32)),
    "plugin_has_latency": (c_bool, (_P,)),
    "plugin_get_latency_port_index": (c_uint32, (_P,)),
    "plugin_get_related": (_P, (_P, _P)),
    "plugin_instantiate": (POINTER(Instance), (_P, c_double, _P)),
    "port_is_a": (c_bool, (_P, _P, _P)),
    "port_has_property": (c_bool, (_P, _P, _P)),
    "port_get_symbol": (_P, (_P, _P)),
    "port_get_name": (_P, (_P, _P)),
    "port_get_range": (None, (_P, _P, POINTER(_P), POINTER(_P), POINTER(_P))),
    "port_get_scale_points": (_P, (_P, _P)),
    "port_get_value": (_P, (_P, _P, _P)),
    "scale_points_begin": (_P, (_P,)),
    "scale_points_next": (_P, (_P, _P)),
    "scale_points_is_end": (c_bool, (_P, _P)),
    "scale_points_get": (_P, (_P, _P)),
    "scale_point_get_label": (_P, (_P,)),
    "scale_point_get_value": (_P, (_P,)),
    "world_find_nodes": (_P, (_P, _P, _P, _P)),
    "state_new_from_world": (_P, (_P, _P, _P)),
    "state_new_from_file": (_P, (_P, _P, _P, c_char_p)),
    "state_restore": (None, (_P, _P, SetPort, _P, c_uint32, _P)),
}


class Lilv:
    """A world of plug-ins, with the functions of the library as attributes without their prefix."""

    def __init__(self) -> None:
        library = _library()
        for name, (result, arguments) in _SIGNATURES.items():
            function = getattr(library, f"lilv_{name}")
            function.restype, function.argtypes = result, arguments
            setattr(self, name, function)
        self.world = self.world_new()

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)  # for mypy: the attributes above are set by name

    def uri(self, text: str) -> Any:
        """Return a node of a URI."""
        return self.new_uri(self.world, text.encode())

    def text(self, node: Any) -> str:
        """Return the text of a node, empty for none."""
        raw = self.node_as_string(node) if node else None
        return raw.decode(errors="replace") if raw else ""

    def each(self, kind: str, collection: Any) -> Iterator[Any]:
        """Yield what is in a collection of plug-ins, nodes or scale points."""
        if not collection:
            return
        begin, next_, is_end, get = (
            getattr(self, f"{kind}_{part}") for part in ("begin", "next", "is_end", "get")
        )
        place = begin(collection)
        while not is_end(collection, place):
            yield get(collection, place)
            place = next_(collection, place)


def _library() -> ctypes.CDLL:
    names = [*_NAMES, ctypes.util.find_library("lilv-0")]
    for name in names:
        try:
            return ctypes.CDLL(name) if name else _missing()
        except OSError:
            continue
    return _missing()


def _missing() -> ctypes.CDLL:
    raise PluginError("LV2", "plug-ins need the library lilv: install liblilv-0-0 (Debian) or lilv")
