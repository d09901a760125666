"""How a worker comes in on a phone, and what the phone hands over of its stores: the routes of docs/reference/sync.md."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from attune.journal.bodies import Uuid7
from attune.server.people import enrolment, sign_in, stores
from attune.server.people.admission import Arriving
from attune.server.wire import problems

router = Router(tags=["people"])


PublicKey = Annotated[str, StringConstraints(pattern=r"^B[A-Za-z0-9+/]{86}=$")]  # 65 bytes that begin with 4
SecretKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")]  # 32 bytes
_ID = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


class ThisPhone(Schema):
    """What a phone says of itself when somebody comes in."""

    device: Uuid7
    signing_key: PublicKey
    app: Annotated[str, StringConstraints(pattern=r"^[ -~]{1,40}$")]
    unsent: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0

    def arriving(self) -> Arriving:
        return Arriving(UUID(self.device), self.signing_key, self.app, self.unsent)


class EnrolIn(ThisPhone):
    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z -]{16,24}$")]


class SignInIn(ThisPhone):
    username: Annotated[str, StringConstraints(pattern=r"^[^\x00-\x20\x7f]{1,60}$")]
    password: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    otp: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] | None


class WorkerOut(Schema):
    id: str
    name: str
    picture: str | None
    language: str
    cadre: str | None
    works_here: bool


class UnitOut(Schema):
    id: str
    name: str
    above: list[str]


class ServerOut(Schema):
    epoch: str
    now: str
    key: str


class RecoveryOut(Schema):
    store: str
    recovery_key: str


class AdmissionOut(Schema):
    """Everything that a phone needs to begin with this worker."""

    worker: WorkerOut
    unit: UnitOut
    device: str
    token: str
    server: ServerOut
    stores: list[RecoveryOut]


class PrivateStoreIn(Schema):
    """The worker's own store. Its codes open what the worker's PIN opens."""

    store: Annotated[str, StringConstraints(pattern=rf"^private:{_ID}$")]
    recovery_key: SecretKey
    codes: Annotated[
        list[Annotated[str, StringConstraints(pattern=r"^[A-Z]{12}$")]], Field(min_length=10, max_length=10)
    ]


class CareStoreIn(Schema):
    """The unit's store, which has no codes of its own."""

    store: Annotated[str, StringConstraints(pattern=rf"^care:{_ID}$")]
    recovery_key: SecretKey
    codes: Annotated[list[str], Field(max_length=0)]


class StoresIn(Schema):
    stores: Annotated[list[PrivateStoreIn | CareStoreIn], Field(min_length=1, max_length=10)]


class Nothing(Schema):
    """An empty object."""


@router.post("/enrol", auth=None, response={200: AdmissionOut, **problems(403, 409, 429)})
def enrol(request: HttpRequest, said: EnrolIn) -> Any:
    """A one-time code puts its worker on this phone."""
    return enrolment.use_code(said.code, said.arriving(), now=timezone.now())


@router.post(
    "/sign-in", auth=None, url_name="sign_in", response={200: AdmissionOut, **problems(403, 409, 429)}
)
def sign_in_on_phone(request: HttpRequest, said: SignInIn) -> Any:
    """Name and password, and the second factor where there is one, put a worker on this phone."""
    return sign_in.sign_in(
        request,
        username=said.username,
        password=said.password,
        otp=said.otp,
        arriving=said.arriving(),
        now=timezone.now(),
    )


@router.post("/stores", url_name="stores", response={200: Nothing, **problems(401, 403, 429)})
def keep_stores(request: HttpRequest, said: StoresIn) -> Any:
    """What the server keeps of the stores that this phone has made for its worker and its unit."""
    made = [stores.MadeStore(one.store, one.recovery_key, tuple(one.codes)) for one in said.stores]
    stores.keep_stores(request.auth, made, now=timezone.now())
    return {}
