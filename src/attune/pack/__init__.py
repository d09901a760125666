"""Content packs: read, check, compile, translate, bundle. docs/reference/content-format.md is the format.

compiled = compile_pack("content")          # Compiled, or PackFaults with every fault
compiled.guide["questions"]                 # the shapes of client/src/domain/types.ts
"""

from attune.pack.compile import Compiled, Examined, canonical, compile_pack, examine
from attune.pack.errors import Fault, PackError, PackFaults, Place
from attune.pack.load import Pack, load_pack

__all__ = [
    "Compiled",
    "Examined",
    "Fault",
    "Pack",
    "PackError",
    "PackFaults",
    "Place",
    "canonical",
    "compile_pack",
    "examine",
    "load_pack",
]
