"""The rule language: read, check, evaluate, explain. docs/reference/logic.md is the language on one page.

expr = parse("%core.count() >= 1 and %impaired")     # Expr, JSON arrays; SyntaxFault with line and column
check_rule(expr, {"core": "codes", "impaired": "bool"})   # UnknownName, TypeFault with line and column
run = compile_expr(expr)
run({"core": ["low_mood"], "impaired": None})         # None: unknown
"""

from attune.logic.because import Bits, Explained, because, compile_because, needs, reads
from attune.logic.errors import LogicError, SyntaxFault, TypeFault, UnknownName, did_you_mean, nearest
from attune.logic.evaluate import Compiled, Values, compile_expr, evaluate
from attune.logic.lexer import RESERVED
from attune.logic.parser import parse
from attune.logic.tree import OPEN_SETS, Expr, members, names, place, substitute, walk
from attune.logic.types import Type, TypeName, check, check_rule
from attune.logic.unparse import unparse

__all__ = [
    "OPEN_SETS",
    "RESERVED",
    "Bits",
    "Compiled",
    "Explained",
    "Expr",
    "LogicError",
    "SyntaxFault",
    "Type",
    "TypeFault",
    "TypeName",
    "UnknownName",
    "Values",
    "because",
    "check",
    "check_rule",
    "compile_because",
    "compile_expr",
    "did_you_mean",
    "evaluate",
    "members",
    "names",
    "nearest",
    "needs",
    "parse",
    "place",
    "reads",
    "substitute",
    "unparse",
    "walk",
]
