"""Tokens to tree. Precedence is FHIRPath's (FHIRPath 2.0.0, section "Operator Precedence"), highest first:

    .f()    * (by a number)    + -    < <= > >=    = !=    in contains    and    or xor    implies

FHIRPath reads `a or b xor c` and `a implies b implies c` from the left, which hardly anybody guesses, so we ask for
parentheses there. `and` and `or` become one node with all their parts; `A contains b` becomes `b in A`.
"""

from __future__ import annotations

from attune.logic.errors import SyntaxFault, did_you_mean
from attune.logic.lexer import Token, tokens
from attune.logic.tree import Expr, Node, place

FUNCTIONS = ("not", "count", "exists", "empty")
_WORDS = ("and", "or", "xor", "implies", "in", "contains", "true", "false", "not", *FUNCTIONS)
# Of parentheses, and of the tree (`a - b - c` is as deep as it is long): what reads a tree goes down by calling itself.
_MAX_PARENTHESES = 60
_MAX_DEPTH = 120

# From the loosest to the tightest level: operators, and what to say when two of them stand in a row (None: that is fine).
_LEVELS: tuple[tuple[tuple[str, ...], str | None], ...] = (
    (("implies",), "Put parentheses around one of the two implies."),
    (("or", "xor"), None),
    (("and",), None),
    (("in", "contains"), "Put parentheses: a list holds codes, not answers to in."),
    (("=", "!="), "Compare two things at a time, joined by and."),
    (("<", "<=", ">", ">="), "Compare two things at a time, joined by and."),
    (("+", "-"), None),
    (("*",), None),
)
_REFUSED = {
    "div": "There is no division; multiply the other side by a number.",
    "mod": "There is no remainder.",
    "is": "Types are checked when the pack is built.",
    "as": "Types are checked when the pack is built.",
    "iif": "Write (...) implies (...), or two rules.",
    "where": "Name the codes with in.",
    "all": "Name the codes with in, joined by and.",
    "any": "Write (...).exists().",
    "between": "Write two comparisons, joined by and.",
    "null": "Unknown is not written; a rule that cannot be decided is unknown.",
}


def parse(text: str) -> Expr:
    """The tree of `text`. Raises SyntaxFault with the line and column where reading stopped."""
    if not text.strip():
        raise SyntaxFault("The rule is empty.", (1, 1), "Leave the key out where it always holds.")
    reader = _Reader(tokens(text))
    expr = reader.level(0)
    if reader.now.kind != "end":
        raise reader.unexpected()
    return expr


class _Reader:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._index = 0
        self._depth = 0

    @property
    def now(self) -> Token:
        return self._tokens[self._index]

    def _take(self) -> Token:
        token = self.now
        self._index += 1
        return token

    def _is(self, *texts: str) -> bool:
        return self.now.kind in ("op", "word") and self.now.text in texts

    def level(self, n: int) -> Expr:
        if n == len(_LEVELS):
            return self._postfix()
        operators, in_a_row = _LEVELS[n]
        left = self.level(n + 1)
        seen: Token | None = None
        while self._is(*operators):
            token = self._take()
            if seen and in_a_row:
                raise SyntaxFault(
                    f"Two {seen.text if seen.text == token.text else 'comparisons'} in a row.",
                    token.at,
                    in_a_row,
                )
            if seen and n == 1 and seen.text != token.text:
                raise SyntaxFault(
                    "or and xor stand side by side.", token.at, "Put parentheses around one of them."
                )
            seen = token
            left = _shallow(_join(token, left, self.level(n + 1)), token)
        return left

    def _postfix(self) -> Expr:
        expr = self._term()
        while self._is("."):
            self._take()
            token = self._take()
            if token.kind != "word" or token.text not in FUNCTIONS:
                hint = (
                    _REFUSED.get(token.text)
                    or did_you_mean(token.text, FUNCTIONS)
                    or f"There are {', '.join(f + '()' for f in FUNCTIONS)}."
                )
                raise SyntaxFault(f"There is no function {token.text or 'here'}.", token.at, hint)
            self._expect("(", f"{token.text} needs ()")
            self._expect(")", f"{token.text}() takes nothing between its parentheses")
            expr = _shallow(Node((token.text, expr), place(expr) or token.at), token)
        return expr

    def _term(self) -> Expr:
        token = self.now
        if token.kind == "name":
            return Node(("var", self._take().text[1:]), token.at)
        if token.kind == "number":
            return Node(("lit", int(self._take().text)), token.at)
        if token.kind == "string":
            return Node(("lit", self._take().text[1:-1]), token.at)
        if self._is("true", "false"):
            return Node(("lit", self._take().text == "true"), token.at)
        if self._is("-") and self._tokens[self._index + 1].kind == "number":
            self._take()
            return Node(("lit", -int(self._take().text)), token.at)
        if self._is("("):
            return self._group()
        raise self.unexpected()

    def _group(self) -> Expr:
        opening = self._take()
        self._depth += 1
        if self._depth > _MAX_PARENTHESES:
            raise _too_deep(opening)
        expr = self.level(0)
        self._depth -= 1
        if not self._is(")"):
            line, column = opening.at
            raise self.unexpected(f"The parenthesis opened in line {line}, column {column} is not closed.")
        self._take()
        return expr

    def _expect(self, text: str, message: str) -> None:
        if not self._is(text):
            raise SyntaxFault(
                f"{message}.", self.now.at, f"It is written {self._tokens[self._index - 1].text}()."
            )
        self._take()

    def unexpected(self, message: str = "") -> SyntaxFault:
        """What to say about the token that does not belong here."""
        token = self.now
        if token.kind == "end":
            return SyntaxFault(message or "The rule ends too early.", token.at)
        if message:
            return SyntaxFault(message, token.at)
        if token.text == "not":
            return SyntaxFault(
                "not stands after what it denies.", token.at, "Write (...).not() or %name.not()."
            )
        if token.kind == "word":
            hint = _REFUSED.get(token.text)
            if hint is None and self._tokens[self._index + 1].text == "(":
                hint = did_you_mean(token.text, FUNCTIONS) and "Functions follow a dot: %name.count()."
            if hint is None and token.text.lower() in _WORDS and token.text != token.text.lower():
                hint = f"Write {token.text.lower()}."
            if hint is None and token.text in _WORDS:
                return SyntaxFault(f"{token.text} does not belong here.", token.at)
            hint = (
                hint
                or f"A name begins with %: %{token.text}. A code stands in single quotes: '{token.text}'."
            )
            return SyntaxFault(f"{token.text} cannot be used here.", token.at, hint)
        return SyntaxFault(f"{token.text} cannot be used here.", token.at)


def _shallow(node: Node, token: Token) -> Node:
    """The node, if whatever reads it can follow it down."""
    if node.depth > _MAX_DEPTH:
        raise _too_deep(token)
    return node


def _too_deep(token: Token) -> SyntaxFault:
    return SyntaxFault(
        "The rule is nested too deeply.", token.at, "Give its parts names as rules of their own."
    )


def _join(token: Token, left: Expr, right: Expr) -> Node:
    at = place(left) or token.at
    if token.text in ("and", "or"):
        return Node((token.text, *_flat(token.text, left), *_flat(token.text, right)), at)
    if token.text == "contains":
        return Node(("in", right, left), at)
    return Node((token.text, left, right), at)


def _flat(op: str, expr: Expr) -> tuple[Expr, ...]:
    return tuple(expr[1:]) if expr[0] == op else (expr,)
