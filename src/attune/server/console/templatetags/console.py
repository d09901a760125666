"""Tags of the console's templates: words, days, icons, addresses of files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from attune.server.console.files import address
from attune.server.console.icons import PATHS, TURNS
from attune.server.console.words import words_of

register = template.Library()


def _request(context: Any) -> HttpRequest:
    request: HttpRequest = context["request"]
    return request


@register.simple_tag(takes_context=True)
def t(context: Any, key: str, **params: Any) -> str:
    """`{% t "unit.workers" n=3 %}`; what is put in is escaped like anything else."""
    return conditional_escape(words_of(_request(context)).t(key, **params))


@register.simple_tag(takes_context=True)
def t_of(context: Any, stem: str, code: Any, **params: Any) -> str:
    """The words of a code: `{% t_of "cadre" role.cadre %}`; the code itself where it has none."""
    words = words_of(_request(context))
    key = f"{stem}.{code}"
    return conditional_escape(words.t(key, **params) if words.knows(key) else str(code))


@register.simple_tag(takes_context=True)
def day(context: Any, value: date | str | None) -> str:
    """`Tue 24 Nov, in 6 days`; a day as text (2026-11-24) is read first."""
    return (
        ""
        if value is None
        else conditional_escape(words_of(_request(context)).say_day(_day(value), context["today"]))
    )


@register.simple_tag(takes_context=True)
def short_day(context: Any, value: date | str | None) -> str:
    return (
        ""
        if value is None
        else conditional_escape(words_of(_request(context)).day(_day(value), context["today"]))
    )


@register.simple_tag(takes_context=True)
def ago(context: Any, moment: datetime | None) -> SafeString | str:
    """`4 hours ago`, with the moment itself for who points at it."""
    if moment is None:
        return ""
    words = words_of(_request(context))
    return format_html(
        '<time datetime="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        words.ago(moment, context["now"]),
    )


@register.filter
def of(table: Mapping[str, str], key: str) -> str:
    """The value of `key`; nothing where there is none."""
    return table.get(key, "")


@register.simple_tag
def icon(name: str) -> SafeString:
    turns = " icon-turns" if name in TURNS else ""
    return mark_safe(
        f'<svg class="icon{turns}" viewBox="0 0 24 24" aria-hidden="true"><path d="{PATHS[name]}"/></svg>'
    )


@register.simple_tag
def file(name: str) -> str:
    """The address of a style sheet or script, which changes with its content."""
    return address(name)


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
