"""Plain words: short lines, short sentences, no word that turns a person into a case. All of these are warnings."""

from __future__ import annotations

import re

from attune.pack.checks.subject import Subject
from attune.pack.readability import sentences, words
from attune.pack.texts import texts_of

LINE_WORDS = 12
SENTENCE_WORDS = 20
_PATIENT = re.compile(r"\b(the|a|your|every|each|this) patient\b|\bpatients\b", re.IGNORECASE)
_LINES = ("plan line", "card line")


def check_wording(subject: Subject) -> None:
    for text in texts_of(subject.content, subject.names):
        count = len(words(text.words))
        if text.kind in _LINES and text.field == "text" and count > LINE_WORDS:
            subject.findings.warn(
                "long_line", text.place, f"{text.id} has {count} words; a line has at most {LINE_WORDS}."
            )
            continue
        longest = max((len(words(sentence)) for sentence in sentences(text.words)), default=0)
        if longest > SENTENCE_WORDS:
            subject.findings.warn(
                "long_sentence",
                text.place,
                f"A sentence has {longest} words; at most {SENTENCE_WORDS} read well.",
            )
        if _PATIENT.search(text.words):
            subject.findings.warn("word_patient", text.place, "Write of the person, not of the patient.")
