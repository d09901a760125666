"""What a phone does not have yet: the numbers of its channels after its cursors. What it costs is what is new."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from attune.server.sync.erasure import BLANK
from attune.server.sync.models import Channel, Delivery, Departure
from attune.server.sync.reading import canonical
from attune.server.sync.times import written

MOST_ITEMS = 500
MOST_BYTES = 256_000


@dataclass(frozen=True, slots=True)
class Pulled:
    """Items of one channel as JSON texts, in the order of their numbers; `last` is the channel's last number."""

    channel: str
    items: tuple[str, ...]
    last: int

    def as_json(self) -> str:
        return f'{{"channel":{canonical(self.channel)},"items":[{",".join(self.items)}],"last":{self.last}}}'


def pull(
    channels: Sequence[str],
    cursors: Mapping[str, int],
    *,
    brought: Collection[str] = (),
    most_items: int = MOST_ITEMS,
    most_bytes: int = MOST_BYTES,
) -> tuple[list[Pulled], bool]:
    """What comes after `cursors`, as much as one answer holds, and whether that is all.

    Of the entries that the phone has just `brought` it is told the numbers alone.
    """
    last = dict(Channel.objects.filter(name__in=channels).values_list("name", "last"))
    pulled: list[Pulled] = []
    complete = True
    for channel in channels:
        after = cursors.get(channel, 0)
        if last.get(channel, 0) <= after:
            continue
        if most_items < 1 or most_bytes < 1:
            return pulled, False
        items, reached = _items(channel, after, brought, most_items, most_bytes)
        pulled.append(Pulled(channel, tuple(items), last[channel]))
        complete = complete and reached >= last[channel]
        most_items -= len(items)
        most_bytes -= sum(map(len, items))
    return pulled, complete


def _items(
    channel: str, after: int, brought: Collection[str], most_items: int, most_bytes: int
) -> tuple[list[str], int]:
    rows = list(
        Delivery.objects.filter(channel=channel, number__gt=after)
        .order_by("number")
        .values_list(
            *("number", "forget", "entry_id", "entry__subject"),
            *("entry__envelope", "entry__body", "entry__received_at"),
        )[:most_items]
    )
    left = _departures(channel, {subject for _, _, _, subject, *_ in rows if subject is not None})
    items: list[str] = []
    reached = after
    for number, forget, id_, subject, envelope, body, received_at in rows:
        if most_bytes < 1:
            break
        if forget or number <= left.get(subject, 0):
            item = f'{{"forget":{canonical(forget or subject)},"number":{number}}}'
        elif body != BLANK and str(id_) in brought:
            item = f'{{"id":"{id_}","number":{number}}}'
        else:
            entry = f'{envelope[:-1]},"body":{body}}}'
            item = f'{{"entry":{entry},"number":{number},"received_at":"{written(received_at)}"}}'
        items.append(item)
        most_bytes -= len(item)
        reached = number
    return items, reached


def _departures(channel: str, subjects: Iterable[str]) -> dict[str, int]:
    """Up to which number the channel tells nothing of these people any more: another unit cares for them, or did for a while."""
    found = Departure.objects.filter(channel=channel, subject__in=list(subjects))
    return dict(found.values_list("subject", "number"))
