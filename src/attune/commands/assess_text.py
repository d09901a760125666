"""What `attune assess` prints for a reader: what is urgent first, short reasons, each source."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

from rich.console import Console
from rich.text import Text

from attune.guide.types import Json

GROUPS = {"now": "Now", "today": "Today", "home": "At home", "next": "Next time"}
STATES = {"ask_prescriber": "for the prescriber", "not_here": "not here today"}


def show(found: Json) -> None:
    """Print `found`, as `present` made it, with the audit if there is one."""
    page = _Page(Console(highlight=False))
    if found["pack"]["review"] != "signed":
        page.console.print("[bold yellow]Training version[/]: no clinician has signed this content yet.")
    page.rows("Not given, so taken as", [f"{row['ask']} {row['taken_as']}" for row in found["assumed"]])
    told = frozenset(each["id"] for row in found["conclusions"] for each in row["why"])
    pending = {row["id"]: row["pending"] for row in found["urgent"]}
    lines = {line["id"]: line for line in found["plan"]}
    if pending:
        page.part("Urgent", "bold red")
    for name, waits in pending.items():
        _line(page, lines[name], told, "" if waits else " (confirmed)", "bold red")
    page.part("Next")
    page.row(_next_words(found["next"]))
    _conclusions(page, found)
    for group, title in GROUPS.items():
        rest = [line for line in found["plan"] if line["group"] == group and line["id"] not in pending]
        if rest:
            page.part(f"Plan: {title}")
        for line in rest:
            _line(page, line, told)
    _after(page, found)
    if "audit" in found:
        _audit(page, found["audit"])
    page.rows(
        "Sources",
        [f"{code}: {each['title']} ({each['year']})" for code, each in found["sources"].items()],
    )
    page.console.print(f"\nrelease {found['release']}")


class _Page:
    """Lines that keep their indent where they wrap."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def part(self, title: str, style: str = "bold") -> None:
        self.console.print()
        self.console.print(Text(title, style=style))

    def row(self, text: str, style: str = "") -> None:
        self._print(text, style, 2)

    def under(self, text: str, style: str = "") -> None:
        self._print(text, style, 6)

    def rows(self, title: str, rows: Iterable[str]) -> None:
        """A part, if it has rows."""
        listed = list(rows)
        if listed:
            self.part(title)
        for text in listed:
            self.row(text)

    def _print(self, text: str, style: str, indent: int) -> None:
        for line in wrap(text, self.console.width - indent):
            self.console.print(Text(" " * indent + line, style=style), soft_wrap=True)


def _conclusions(page: _Page, found: Json) -> None:
    if found["conclusions"]:
        page.part("Conclusions")
    for row in found["conclusions"]:
        page.row(row["text"], "bold")
        if "meaning" in row:
            page.under(row["meaning"])
        page.under("from these answers:", "dim")
        for each in row["why"]:
            page.under(f"- {_answered(each)}", "dim")
        page.under(_cited(row), "dim")
    if found["undecided"]:
        page.part("Not decided, because an answer is not known")
    for row in found["undecided"]:
        page.row(row["text"])
        for asked in row["needs_words"]:
            page.under(f"- {asked}", "dim")


def _line(page: _Page, line: Json, told: frozenset[str], after: str = "", style: str = "bold") -> None:
    """A plan line. `told` are the answers that stand under a conclusion already."""
    state = STATES.get(line["state"])
    page.row(f"{line['text']} ({state}){after}" if state else f"{line['text']}{after}", style)
    if "detail" in line:
        page.under(line["detail"])
    if "dose" in line:
        page.under(line["dose"] if line["dose"].startswith("Dose") else f"Dose: {line['dose']}")
    if line.get("stock_known") is False and line["state"] != "not_here":
        page.under("Look whether it is here: what is in stock was not given.")
    page.under(f"why: {'; '.join(line['held']) or 'always'}", "dim")
    for each in line["why"] if line["kind"] == "medicine" else ():
        if each["id"] not in told:
            page.under(f"- {_answered(each)}", "dim")
    page.under(_cited(line), "dim")


def _after(page: _Page, found: Json) -> None:
    """What the visit leads to: other modules, tasks, dates, and answers that do not count."""
    opened: dict[str, list[str]] = {}
    for row in found["exits"]:
        title = f"{row['title']} (not in this guide yet: refer)" if row["planned"] else row["title"]
        opened.setdefault(title, []).append(row["text"])
    page.rows("Opens", [f"{title}: {' '.join(dict.fromkeys(texts))}" for title, texts in opened.items()])
    page.rows("Open tasks", [_task(row) for row in found["tasks"]])
    page.rows("Come back for", [f"{row['ask']} {row['text']}" for row in found["waiting"]])
    visit = found["follow_up"]
    if visit is not None:
        page.part("Follow-up")
        page.row(f"{visit['on']} (from {visit['from']} to {visit['to']}): {'; '.join(visit['texts'])}")
        page.under(", ".join(visit["sources"]), "dim")
    if found["set_aside"]:
        page.part("Set aside: answered, and not asked now")
    for row in found["set_aside"]:
        page.row(f"{_answered(row)} ({row['id']})")
        if row["asked_when"]:
            page.under(f"asked when: {row['asked_when']}", "dim")


def _next_words(found: Json | None) -> str:
    if found is None:
        return "Nothing is left to ask."
    if found["kind"] == "acts":
        return "Confirm the urgent actions: " + " ".join(found["texts"])
    if found["kind"] == "wait":
        return f"{found['text']} Then ask: {found['ask']} ({found['id']})"
    return f"{found['ask']} ({found['id']})"


def _answered(row: Json) -> str:
    return f"{row['ask']} {row['answer']}"


def _cited(row: Json) -> str:
    """The sources, with the mark of what is not simply read there."""
    marks = f" [{', '.join(row['marks'])}]" if row.get("marks") else ""
    return f"source: {', '.join(row['sources'])}{marks}"


def _task(row: Json) -> str:
    days = row["within_days"]
    return (
        row["text"] if days is None else f"{row['text']} ({'today' if days == 0 else f'within {days} days'})"
    )


def _audit(page: _Page, found: Json) -> None:
    page.rows(
        "Audit: risk that was missed", [f"{row['id']}: {_plain(row['kind'])}" for row in found["missed"]]
    )
    page.rows("Audit: questions left", [row["id"] for row in found["skipped"]])
    page.rows(
        "Audit: departures",
        [
            f"{row['id']}: {_plain(row['kind'])}, {row['reason'] or 'no reason given'}"
            for row in found["departures"]
        ],
    )
    page.rows("Audit: medicines", [f"{row['medicine']}: {_plain(row['code'])}" for row in found["medicines"]])


def _plain(code: str) -> str:
    return code.replace("_", " ")
