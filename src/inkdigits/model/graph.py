"""Look through an ONNX network from a stranger before ONNX Runtime builds it.

An ONNX file can name other files to read weights from, operators that are other people's machine code,
and loops that need not end.  A network that reads digits needs none of them: layers from a short list,
from ONNX's own domain, with all weights inside.  The ``onnx`` package is not needed to read, so the few
fields that matter are taken from the protocol buffer itself.

The format: onnx.proto of ONNX 1.18 (field numbers); the encoding: protobuf.dev/programming-guides/encoding.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NoReturn

from inkdigits.errors import BadModel, UnsafeModel

MAX_NODES: Final = 2_000  # a deep residual network of 50 layers needs 200
MAX_FIELDS: Final = 200_000  # fields of the protocol buffer, all of them
DOMAINS: Final = frozenset({"", "ai.onnx"})
_OPERATOR_NAMES: Final = """\
Abs Add ArgMax AveragePool BatchNormalization Cast Ceil Clip Concat Constant Conv
DequantizeLinear Div Elu Erf Exp Flatten Floor Gather Gelu Gemm GlobalAveragePool GlobalMaxPool
GroupNormalization HardSigmoid HardSwish Identity InstanceNormalization LayerNormalization
LeakyRelu Log LogSoftmax MatMul Max MaxPool Mean Min Mish Mul Neg Not PRelu Pad Pow QLinearConv
QLinearMatMul QuantizeLinear Reciprocal ReduceLogSumExp ReduceMax ReduceMean ReduceMin
ReduceSum Relu Reshape Selu Shape Sigmoid Slice Softmax Softplus Split Sqrt Squeeze Sub Sum
Tanh Transpose Unsqueeze Where
"""
OPERATORS: Final = frozenset(_OPERATOR_NAMES.split())

# Field numbers of onnx.proto.
_MODEL_GRAPH, _MODEL_OPSET, _MODEL_TRAINING, _MODEL_FUNCTIONS = 7, 8, 20, 25
_OPSET_DOMAIN = 1
_GRAPH_NODE, _GRAPH_WEIGHTS, _GRAPH_SPARSE_WEIGHTS = 1, 5, 15
_NODE_OPERATOR, _NODE_ATTRIBUTE, _NODE_DOMAIN = 4, 5, 7
_ATTRIBUTE_TENSORS = (5, 10)
_ATTRIBUTE_REFUSED = (6, 11, 21, 22, 23)  # graphs, references, sparse tensors
_TENSOR_SIZES, _TENSOR_KIND, _TENSOR_FILE, _TENSOR_PLACE = 1, 2, 13, 14
_LEARNED = {1, 2, 3, 10, 11, 16}  # float, uint8, int8, half, double, bfloat; integers are shapes and axes

_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFacts:
    """What the audit saw: how many numbers were learned, and how often each operator is used."""

    parameters: int
    operators: dict[str, int]


def audit_network(onnx: bytes, *, name: str) -> NetworkFacts:
    """Refuse ``onnx`` unless it is a network of plain layers with its weights inside; return what was seen.

    Raises:
        UnsafeModel: it reads other files, brings its own operators, or loops.
        BadModel: it is no ONNX network.
    """
    return _GraphAudit(name).model(onnx)


class _GraphAudit:
    """One walk through a network; every occurrence of a field counts, as protobuf merges repeated ones."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._fields = 0
        self._parameters = 0
        self._operators: dict[str, int] = {}

    def model(self, raw: bytes) -> NetworkFacts:
        """Walk a ModelProto."""
        try:
            for number, value in self._walk(memoryview(raw)):
                if number == _MODEL_GRAPH:
                    self._graph(_block(value))
                elif number == _MODEL_OPSET:
                    self._opset(_block(value))
                elif number in {_MODEL_TRAINING, _MODEL_FUNCTIONS}:
                    self._refuse("training steps or functions of its own")
        except (ValueError, IndexError) as broken:
            raise BadModel(
                f"{self._name}: the network in it is no ONNX ({broken}); train a new model"
            ) from broken
        if not self._operators:
            raise BadModel(f"{self._name}: the network in it has no layers; train a new model")
        return NetworkFacts(parameters=self._parameters, operators=self._operators)

    def _opset(self, raw: memoryview) -> None:
        for number, value in self._walk(raw):
            if number == _OPSET_DOMAIN and _text(value) not in DOMAINS:
                self._refuse(f"operators of the domain {_text(value)[:40]!r}")

    def _graph(self, raw: memoryview) -> None:
        for number, value in self._walk(raw):
            if number == _GRAPH_NODE:
                self._node(_block(value))
            elif number == _GRAPH_WEIGHTS:
                self._parameters += self._tensor(_block(value))
            elif number == _GRAPH_SPARSE_WEIGHTS:
                self._refuse("sparse weights")

    def _node(self, raw: memoryview) -> None:
        for number, value in self._walk(raw):
            if number == _NODE_OPERATOR:
                self._operator(_text(value))
            elif number == _NODE_DOMAIN and _text(value) not in DOMAINS:
                self._refuse(f"an operator of the domain {_text(value)[:40]!r}")
            elif number == _NODE_ATTRIBUTE:
                self._attribute(_block(value))

    def _operator(self, operator: str) -> None:
        if operator not in OPERATORS:
            self._refuse(f"the operator {operator[:40]!r}")
        self._operators[operator] = self._operators.get(operator, 0) + 1
        if sum(self._operators.values()) > MAX_NODES:
            self._refuse(f"more than {MAX_NODES:,} layers")

    def _attribute(self, raw: memoryview) -> None:
        for number, value in self._walk(raw):
            if number in _ATTRIBUTE_REFUSED:
                self._refuse("a network within the network")
            elif number in _ATTRIBUTE_TENSORS:
                self._tensor(_block(value))

    def _tensor(self, raw: memoryview) -> int:
        """Refuse weights that lie in another file; return how many learned numbers there are."""
        kind, sizes = 0, list[int]()
        for number, value in self._walk(raw):
            if number == _TENSOR_SIZES:
                sizes += [value] if isinstance(value, int) else _packed(value)
            elif number == _TENSOR_KIND:
                kind = value if isinstance(value, int) else 0
            elif number == _TENSOR_FILE or (number == _TENSOR_PLACE and value != 0):
                self._refuse("weights in another file")
        return math.prod(sizes) if sizes and kind in _LEARNED else 0

    def _walk(self, raw: memoryview) -> Iterator[tuple[int, int | memoryview]]:
        """Give each field of one message as its number and its value."""
        at = 0
        while at < len(raw):
            self._fields += 1
            if self._fields > MAX_FIELDS:
                self._refuse(f"more than {MAX_FIELDS:,} fields")
            tag, at = _varint(raw, at)
            if tag >> 3 == 0:
                raise ValueError("a field without a number")
            value, at = _value(raw, at, kind=tag & 7)
            yield tag >> 3, value

    def _refuse(self, what: str) -> NoReturn:
        raise UnsafeModel(
            f"{self._name}: the network in it holds {what}; a digit reader needs none: do not use this file"
        )


def _value(raw: memoryview, at: int, *, kind: int) -> tuple[int | memoryview, int]:
    """Return the value of wire type ``kind`` at ``at``, and where the next field begins."""
    if kind == _VARINT:
        return _varint(raw, at)
    if kind == _BYTES:
        length, at = _varint(raw, at)
    elif kind in {_EIGHT_BYTES, _FOUR_BYTES}:
        length = 8 if kind == _EIGHT_BYTES else 4
    else:
        raise ValueError(f"a field of wire type {kind}")
    if at + length > len(raw):
        raise ValueError(f"a field of {length:,} bytes where {len(raw) - at:,} are left")
    return raw[at : at + length], at + length


def _varint(raw: memoryview, at: int) -> tuple[int, int]:
    """Return the variable-length integer at ``at``, and where it ends."""
    number = 0
    for shift in range(0, 70, 7):
        byte = raw[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004  the highest bit says that more follows
            return number, at
    raise ValueError("an integer of more than ten bytes")


def _packed(raw: memoryview) -> list[int]:
    """Return the integers packed in one field."""
    numbers, at = [], 0
    while at < len(raw):
        number, at = _varint(raw, at)
        numbers.append(number)
    return numbers


def _block(value: int | memoryview) -> memoryview:
    """Return ``value`` as the bytes that a message must be."""
    if isinstance(value, int):
        raise ValueError("a number where a message belongs")  # noqa: TRY004  the file is wrong, not the caller
    return value


def _text(value: int | memoryview) -> str:
    """Return ``value`` as the text that it must be."""
    return str(_block(value), "utf-8")
