"""The JSON Schema of a quiz file, for editors. ``python -m pairedtexts.bank`` prints it."""

from __future__ import annotations

from typing import Any

from ..questions import type_names
from ..questions.authoring import item_class
from ._bank import QuizFile


def quiz_schema() -> dict[str, Any]:
    """The schema of all question types that are installed here, types from other packages included."""
    schema = QuizFile.model_json_schema()
    definitions: dict[str, Any] = {}
    choices = []
    for name in type_names():
        item = item_class(name).model_json_schema(ref_template=f"#/$defs/{name}.{{model}}")
        definitions.update({f"{name}.{key}": value for key, value in item.pop("$defs", {}).items()})
        definitions[name] = item
        choices.append({"$ref": f"#/$defs/{name}"})
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "A pairedtexts quiz"
    schema["properties"]["questions"]["items"] = {"oneOf": choices}
    schema["$defs"] = definitions
    return schema
