"""Print the JSON Schema of the quiz format."""

import json

from ._schema import quiz_schema

if __name__ == "__main__":
    print(json.dumps(quiz_schema(), indent=2, sort_keys=True, ensure_ascii=False))
