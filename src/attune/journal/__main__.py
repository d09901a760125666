"""`python -m attune.journal` writes the entries' JSON Schema."""

import json
import sys

from attune.journal.schema import entry_schema

json.dump(entry_schema(), sys.stdout, indent=2, ensure_ascii=False)
sys.stdout.write("\n")
