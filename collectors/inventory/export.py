"""The schema as JSON Schema (draft 2020-12), for editors and for checking without netplan."""

from collections.abc import Mapping
from typing import Any

from collectors.inventory.secrets import PATTERN
from collectors.inventory.shape import Either, Flag, Free, Listing, Number, Record, Shape, Table, Text, Whole


def json_schema(shape: Shape) -> dict[str, Any]:
    """`shape` as JSON Schema. A text may stand unquoted, so editors see a number where it looks like one."""
    match shape:
        case Text(choices=choices) if choices:
            return {"enum": [*choices, *(int(choice) for choice in choices if choice.isdigit())]}
        case Text(secret=True):
            return {"type": "string", "pattern": PATTERN, "description": shape.what}
        case Text(pattern=pattern):
            return {"type": ["string", "number"], "description": shape.what} | ({"pattern": pattern} if pattern else {})
        case Whole(low=low, high=high):
            return {"type": "integer", "minimum": low, "maximum": high}
        case Number(low=low, high=high):
            return {"type": "number", "minimum": low, "maximum": high}
        case Flag():
            return {"type": "boolean"}
        case Listing(item=item, one=one):
            several = {"type": "array", "items": json_schema(item)}
            return {"anyOf": [json_schema(item), several]} if one else several
        case Either(scalar=scalar, mapping=mapping):
            return {"anyOf": [json_schema(scalar), json_schema(mapping)]}
        case Table(item=item, key=key):
            names: Mapping[str, Any] = {"propertyNames": {"pattern": key.pattern}} if key.pattern else {}
            return {"type": ["object", "null"], **names, "additionalProperties": json_schema(item)}
        case Record(fields=fields, required=required, others=others):
            return {
                "type": ["object", "null"],
                "properties": {key: _or_nothing(inner) for key, inner in fields.items()},
                "required": list(required),
                "additionalProperties": False if others is None else json_schema(others),
            }
        case Free():
            return {}


def _or_nothing(shape: Shape) -> dict[str, Any]:
    """A key without a value counts as no key at all."""
    made = json_schema(shape)
    if "type" in made:
        listed = made["type"] if isinstance(made["type"], list) else [made["type"]]
        return made | {"type": listed if "null" in listed else [*listed, "null"]}
    if "enum" in made:
        return {"enum": [*made["enum"], None]}
    return {"anyOf": [*made["anyOf"], {"type": "null"}]} if "anyOf" in made else made
