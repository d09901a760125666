"""Plan lines, the steps of cards, follow-ups: who may do it, doses, medicines, days."""

from __future__ import annotations

from attune.pack.checks.questions import check_days
from attune.pack.checks.subject import Subject
from attune.pack.rules import option_codes
from attune.pack.shape import Item


def check_plan(subject: Subject) -> None:
    for named in subject.names.of("plan line", "card line"):
        _who(subject, named.item, named.id)
        _dose(subject, named.item, named.id)
        _medicine(subject, named.item, named.id)
    for named in subject.names.of("follow-up"):
        check_days(subject, named.item)


def _who(subject: Subject, item: Item, name: str) -> None:
    if item.get("who") == "prescriber" and not item.has("instead"):
        subject.findings.fault(
            "missing_key",
            item.place,
            f"{name} is for the prescriber and does not say what others do.",
            expected="the key instead",
        )
    if item.has("instead") and item.get("who", "any") == "any" and "who" not in item.bad:
        subject.findings.fault(
            "needless_key",
            item.at("instead"),
            f"{name} is for everyone, so instead never shows.",
            expected="who: prescriber",
        )


def _dose(subject: Subject, item: Item, name: str) -> None:
    if item.has("dose") and item.get("who", "any") != "prescriber" and "who" not in item.bad:
        subject.findings.fault(
            "dose_for_all", item.at("dose"), f"{name} gives a dose to everyone.", expected="who: prescriber"
        )
    if item.has("dose_sign_off") and not item.has("dose"):
        subject.findings.fault(
            "needless_key",
            item.at("dose_sign_off"),
            f"{name} has no dose to sign off.",
            expected="the key dose",
        )


def _medicine(subject: Subject, item: Item, name: str) -> None:
    if not item.has("medicine"):
        if item.has("not_here"):
            subject.findings.fault(
                "needless_key",
                item.at("not_here"),
                f"{name} names no medicine, so not_here never shows.",
                expected="the key medicine",
            )
        return
    if not item.has("not_here"):
        subject.findings.fault(
            "missing_key",
            item.place,
            f"{name} names a medicine and does not say what to do when it is not here.",
            expected="the key not_here",
        )
    stock = subject.fact("stock")
    codes = option_codes(stock, subject.content, subject.names) if stock is not None else None
    if codes is not None and "medicine" in item and item["medicine"] not in codes:
        subject.findings.fault(
            "unknown_medicine", item.at("medicine"), f"{item['medicine']} is no option of the fact stock.",
            expected=", ".join(codes), among=codes, word=item["medicine"],
        )  # fmt: skip
