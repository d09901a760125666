"""The entries' JSON Schema, for everybody who does not read Python: docs/reference/entries.schema.json is this, word for word."""

from __future__ import annotations

from typing import Any

from attune.journal.entries import KINDS, Entry

REF = "#/$defs/{model}"


def entry_schema() -> dict[str, Any]:
    """One schema for all entries: the envelope, and one branch per kind and version."""
    definitions: dict[str, Any] = {}
    envelope = Entry.model_json_schema(ref_template=REF)
    branches = []
    for kind, versions in KINDS.items():
        for version, model in versions.items():
            body = model.model_json_schema(ref_template=REF)
            definitions |= body.pop("$defs", {})
            name = f"{kind}_{version}"
            definitions[name] = body
            branches.append(
                {
                    "properties": {
                        "kind": {"const": kind},
                        "version": {"const": version},
                        "body": {"$ref": REF.format(model=name)},
                    }
                }
            )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Entry",
        **{key: envelope[key] for key in ("type", "properties", "required", "additionalProperties")},
        "oneOf": branches,
        "$defs": dict(sorted(definitions.items())),
    }
