"""The page about threats says what the code does: what lies in clear, how long guessing takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STORE = ROOT / "client/src/store"
PAGE = (ROOT / "docs/explanation/threats.md").read_text(encoding="utf-8")
SEALED = {"iv", "sealed"}
# Table -> the interface of its rows. Those that hold nobody's secret are clear as a whole.
ROWS = {
    "workers": "StoredWorker",
    "sealed": "SealedEntry",
    "packs": "StoredPack",
    "sealed_drafts": "SealedDraft",
    "stores": "StoredKeys",
    "parcels": "StoredParcel",
}
WHOLE = {"entries", "drafts", "releases", "parts"}
IN_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400, "years": 365.25 * 86_400}


def source(name: str) -> str:
    return (STORE / name).read_text(encoding="utf-8")


def number(name: str, text: str) -> int:
    found = re.search(rf"\b{name} = ([0-9_]+)", text)
    assert found, name
    return int(found[1].replace("_", ""))


def fields(interface: str, text: str) -> set[str]:
    found = re.search(rf"export interface {interface}\b[^{{]*{{\n(.*?)\n}}", text, re.DOTALL)
    assert found, interface
    return set(re.findall(r"^  readonly (\w+)\??:", found[1], re.MULTILINE))


def section(title: str) -> str:
    return re.split(r"^#", PAGE.split(title)[1], maxsplit=1, flags=re.MULTILINE)[0]


def clear() -> dict[str, set[str]]:
    """Table -> fields that the page says lie in clear there."""
    said: dict[str, set[str]] = {}
    for first, second, _ in re.findall(
        r"^\| (.+?) \| (.+?) \| (.+?) \|$", section("### What lies in clear on the phone"), re.MULTILINE
    ):
        for name in re.findall(r"`(\w+)`", first):
            said.setdefault(name, set()).update(re.findall(r"`(\w+)`", second.split(" (each")[0]))
    return said


def test_every_table_of_the_phone_is_there():
    tables = set(re.findall(r"\.createObjectStore\(\"(\w+)\"", source("db.ts")))

    assert len(tables) > 10
    assert clear().keys() == tables


@pytest.mark.parametrize("table", ROWS)
def test_the_clear_fields_of_a_table_are_all_named_and_no_other(table):
    assert clear()[table] == fields(ROWS[table], source("db.ts")) - SEALED


def test_of_a_secret_and_of_a_wrap_too():
    secret = re.search(r"secrets: \{.*?value: Sealed & \{(.*?)\}", source("db.ts"), re.DOTALL)
    wrap = re.search(r"`wraps` \(each with ([^)]*)\)", PAGE)

    assert secret and wrap
    assert clear()["secrets"] == set(re.findall(r"(\w+):", secret[1]))
    assert set(re.findall(r"`(\w+)`", wrap[1])) == fields("Wrap", source("db.ts"))


def test_the_facts_of_a_phone_are_all_named():
    facts = source("facts.ts")

    assert clear()["meta"] >= {"device", "server"} | fields("Device", facts) | fields("ServerFacts", facts)
    assert all("all" in line for line in PAGE.splitlines() if re.match(rf"\| `({'|'.join(WHOLE)})`", line))


def test_the_settings_of_a_phone_are_all_named():
    settings = (ROOT / "client/src/app/settings.ts").read_text(encoding="utf-8")
    row = re.search(r"^\| settings \| (.*?) \|", PAGE, re.MULTILINE)

    assert row and set(re.findall(r"`(\w+)`", row[1])) == fields("Settings", settings)


def test_how_long_guessing_takes_is_calculated_from_the_rounds():
    rounds = number("PIN_ITERATIONS", source("keys.ts"))
    computer, card = re.search(
        r"some ([\d,]+) million rounds a second, a graphics card\s+for players some ([\d,]+) million", PAGE
    ).groups()
    rates = [int(one.replace(",", "")) * 1_000_000 for one in (computer, card)]
    rows = re.findall(r"^\| (\d+) \| ([\d,]+) \| ([\d.]+) (\w+) \| ([\d.]+) (\w+) \|$", PAGE, re.MULTILINE)

    assert f"{rounds:,} rounds" in PAGE
    assert [int(row[0]) for row in rows] == [4, 6, 8, 10, 12]
    for digits, pins, *times in rows:
        assert int(pins.replace(",", "")) == 10 ** int(digits)
        for rate, amount, unit in zip(rates, times[::2], times[1::2], strict=True):
            assert float(amount) * IN_SECONDS[unit] == pytest.approx(
                10 ** int(digits) * rounds / rate, rel=0.05
            )


def test_how_long_a_code_holds_is_calculated_too():
    keys = source("keys.ts")
    letters = re.search(r'LETTERS = "(\w+)"', keys)[1]
    years = (
        len(letters) ** number("CODE_LENGTH", keys)
        * number("CODE_ITERATIONS", keys)
        / 9e9
        / IN_SECONDS["years"]
    )
    every, first = (
        int(one.replace(",", ""))
        for one in re.search(r"are ([\d,]+) years of one card for all, and ([\d,]+) until", PAGE).groups()
    )

    assert f"out of {len(letters)} at {number('CODE_ITERATIONS', keys):,} rounds" in PAGE
    assert every == pytest.approx(years, rel=0.05)
    assert first == pytest.approx(years / number("CODES", keys), rel=0.05)


def test_the_limits_of_guessing_are_those_of_the_code():
    guesses = source("guesses.ts")
    most = number("MOST_WRONG_PINS", guesses)
    waits = [product_of(one) for one in re.search(r"WAITS = \[(.*?)\]", guesses)[1].split(",")]
    waited = sum(waits[min(wrong, len(waits) - 1)] for wrong in range(1, most))

    assert f"after {most} no PIN opens" in PAGE
    assert f"take {round(waited / 60)} minutes" in PAGE
    assert f"one in {10**4 // most:,} PINs of four" in PAGE
    assert f"one in {10**6 // most:,} of six" in PAGE
    assert number("MOST_DIGITS", (ROOT / "client/src/ui/pin-pad.tsx").read_text(encoding="utf-8")) == 12


def product_of(text: str) -> int:
    """`5 * 60` as a number."""
    product = 1
    for factor in text.split("*"):
        product *= int(factor)
    return product


def test_what_is_sealed_or_hashed_on_the_server_is_a_column_there():
    models = (ROOT / "src/attune/server/people/models.py").read_text(encoding="utf-8")
    named = re.findall(r"`([A-Z]\w+)\.(\w+)`", section("### What is sealed or hashed on the server"))

    assert len(named) == 7
    for model, column in named:
        if (model, column) == ("Account", "password"):  # Django's own
            continue
        body = models.split(f"class {model}(")[1].split("\nclass ")[0]
        assert re.search(rf"^    {column} = ", body, re.MULTILINE), (model, column)
    # Nothing that is kept sealed or hashed was forgotten.
    assert {column for _, column in named} >= set(
        re.findall(r"^    (\w*hash|private|recovery_key|codes) = ", models, re.MULTILINE)
    )
