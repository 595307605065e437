"""OAuth: PKCE as the standard says, answers to other sign-ins refused, the device flow at its pace."""

import base64
import dataclasses
import hashlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx2
import pytest
from fake_tone3000 import refusal
from starlette.responses import JSONResponse
from tone3000_cases import Service, fake_service

from reamp.errors import SignedOutError, SignInError, Tone3000Error
from reamp.tone3000.http import Http
from reamp.tone3000.oauth import (
    HostedPage,
    PendingSignIn,
    begin_device_sign_in,
    begin_sign_in,
    exchange_code,
    poll_device,
    read_callback,
    refresh_tokens,
)
from reamp.tone3000.tokens import Secret

REDIRECT = "http://127.0.0.1:5/callback"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with fake_service(tmp_path) as running:
        yield running


@pytest.fixture
def http(service: Service) -> Iterator[Http]:
    with service.http() as running:
        yield running


def begin(service: Service, page: HostedPage | None = None) -> PendingSignIn:
    return begin_sign_in(service.settings(), redirect_uri=REDIRECT, page=page)


def answered(pending: PendingSignIn) -> dict[str, str]:
    """Return the parameters that come back when the user has done what the service says."""
    back = httpx2.get(pending.url).headers["location"]
    assert back.startswith(f"{REDIRECT}?")
    return dict(parse_qsl(urlsplit(back).query))


def test_the_address_is_that_of_the_standard(service: Service) -> None:
    pending = begin(service)
    address, _, query = pending.url.partition("?")
    assert address == f"{service.fake.url}/api/v1/oauth/authorize"
    params = {key: value for key, (value,) in parse_qs(query).items()}
    verifier = pending.verifier.reveal()
    digest = hashlib.sha256(verifier.encode()).digest()
    assert params == {
        "client_id": "t3k_pub_test",
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
        "state": pending.state.reveal(),
    }
    assert 43 <= len(verifier) <= 128
    assert verifier not in pending.url


def test_no_two_sign_ins_are_alike(service: Service) -> None:
    one, other = begin(service), begin(service)
    assert one.state != other.state
    assert one.verifier != other.verifier
    for secret in (one.state, one.verifier):
        assert secret.reveal() not in repr(dataclasses.replace(one, url=""))


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        (HostedPage(), {"prompt": "select_tone", "format": "nam", "calibrated": "true"}),
        (
            HostedPage(gears=("amp", "pedal"), format=None, architecture="2", calibrated=False),
            {"prompt": "select_tone", "gears": "amp_pedal", "architecture": "2"},
        ),
    ],
)
def test_the_page_for_choosing(service: Service, page: HostedPage, wanted: dict[str, str]) -> None:
    params = dict(parse_qsl(urlsplit(begin(service, page).url).query))
    assert {key: params[key] for key in params if key in (*wanted, "format", "calibrated")} == wanted


def test_chosen(service: Service, http: Http) -> None:
    pending = begin(service, HostedPage())
    service.fake.chosen = {"tone_id": "8", "model_id": "81"}
    answer = read_callback(pending, answered(pending))
    assert (answer.tone_id, answer.model_id, answer.is_cancelled) == (8, 81, False)
    assert answer.code is not None
    assert exchange_code(http, pending, answer.code).access.reveal() in service.fake.access


def test_cancelled_with_a_code_is_signed_in(service: Service, http: Http) -> None:
    service.fake.user_does = "cancel signed in"
    pending = begin(service, HostedPage())
    answer = read_callback(pending, answered(pending))
    assert (answer.tone_id, answer.is_cancelled) == (None, True)
    assert answer.code is not None
    assert exchange_code(http, pending, answer.code).refresh is not None


@pytest.mark.parametrize("done", ["cancel", "deny"])
def test_cancelled_without_a_code(service: Service, done: str) -> None:
    service.fake.user_does = done
    pending = begin(service)
    answer = read_callback(pending, answered(pending))
    assert (answer.code, answer.is_cancelled) == (None, True)


@pytest.mark.parametrize("change", [{"state": "forged"}, {"state": ""}, {"state": "ü"}, None])
def test_an_answer_to_another_sign_in_is_refused(service: Service, change: dict[str, str] | None) -> None:
    pending = begin(service)
    params = answered(begin(service)) if change is None else answered(pending) | change
    with pytest.raises(SignInError, match="belongs to another sign-in; it is not used") as caught:
        read_callback(pending, params)
    assert caught.value.code == "state_mismatch"
    assert service.fake.calls("/oauth/token") == []


@pytest.mark.parametrize(
    ("extra", "code"),
    [({"error": "server_error"}, "server_error"), ({}, "no code"), ({"error": "<b>x</b>"}, "no code")],
)
def test_an_error_of_the_service_ends_the_sign_in(service: Service, extra: dict[str, str], code: str) -> None:
    pending = begin(service)
    with pytest.raises(SignInError, match=rf"TONE3000 ended the sign-in \({code}\)"):
        read_callback(pending, {"state": pending.state.reveal(), **extra})


def test_a_code_works_once_and_for_its_own_sign_in(service: Service, http: Http) -> None:
    pending, other = begin(service), begin(service)
    code, stolen = Secret(answered(pending)["code"]), Secret(answered(other)["code"])
    with pytest.raises(SignInError, match="invalid_grant"):
        exchange_code(http, pending, stolen)  # PKCE: the thief does not have its verifier
    assert exchange_code(http, pending, code)
    with pytest.raises(SignInError, match="invalid_grant") as caught:
        exchange_code(http, pending, code)
    assert (caught.value.status, caught.value.code) == (400, "invalid_grant")


def test_an_unknown_key_is_said(service: Service) -> None:
    settings = dataclasses.replace(service.settings(), client_id="t3k_pub_unknown")
    pending = begin(service)
    with (
        Http(settings) as http,
        pytest.raises(SignInError, match="does not know the key of this client; check client_id"),
    ):
        exchange_code(http, pending, Secret("code-1"))


def test_refresh_tokens_rotate(service: Service, http: Http) -> None:
    old = service.sign_in()
    new = refresh_tokens(http, old)
    assert new.refresh is not None
    assert new.refresh != old.refresh
    assert refresh_tokens(http, new).access.reveal() in service.fake.access
    with pytest.raises(SignedOutError):
        refresh_tokens(http, old)
    with pytest.raises(SignedOutError):
        refresh_tokens(http, dataclasses.replace(old, refresh=None))


def test_an_answer_without_tokens_is_an_error(service: Service, http: Http) -> None:
    service.fake.next_answers["/oauth/token"].append(JSONResponse({"access_token": None}))
    with pytest.raises(Tone3000Error, match="without a token that can be used"):
        refresh_tokens(http, service.sign_in())


def test_the_device_flow_goes_at_its_pace(service: Service, http: Http) -> None:
    service.fake.device_polls = ["authorization_pending", "slow_down", "authorization_pending"]
    device = begin_device_sign_in(http)
    assert (device.user_code, device.url) == ("BCDF-GHJK", f"{service.fake.url}/activate")
    assert device.direct_url == f"{service.fake.url}/activate?user_code=BCDF-GHJK"
    assert device.device_code.reveal() not in repr(device)
    assert poll_device(http, device).access.reveal() in service.fake.access
    assert service.clock.slept_s == [5.0, 5.0, 10.0, 10.0]


def test_a_service_that_stumbles_does_not_end_the_device_flow(service: Service, http: Http) -> None:
    device = begin_device_sign_in(http)
    service.fake.next_answers["/oauth/token"] += [refusal(500), refusal(503)]
    assert poll_device(http, device)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("access_denied", "was refused on TONE3000's page"),
        ("expired_token", "the code has expired"),
        ("strange", r"ended the sign-in \(strange\)"),
    ],
)
def test_the_device_flow_ends(service: Service, http: Http, error: str, words: str) -> None:
    service.fake.device_polls = ["authorization_pending", error]
    with pytest.raises(SignInError, match=words) as caught:
        poll_device(http, begin_device_sign_in(http))
    assert caught.value.code == error


def test_a_code_that_nobody_types_expires(service: Service, http: Http) -> None:
    service.fake.device_polls = ["authorization_pending"] * 1000
    with pytest.raises(SignInError, match="expired before it was typed"):
        poll_device(http, begin_device_sign_in(http))
    assert service.clock.now_s == pytest.approx(600.0, abs=10.0)


@pytest.mark.parametrize(
    "fields", [{}, {"device_code": "d", "user_code": "u"}, {"device_code": "d", "verification_uri": "x:y"}]
)
def test_a_device_answer_without_a_code_is_an_error(
    service: Service, http: Http, fields: dict[str, str]
) -> None:
    service.fake.next_answers["/oauth/device_authorization"].append(JSONResponse(fields))
    with pytest.raises(SignInError, match=r"ended the sign-in \(200\)"):
        begin_device_sign_in(http)


def test_a_service_without_the_device_flow_is_an_error(service: Service, http: Http) -> None:
    service.fake.next_answers["/oauth/device_authorization"].append(refusal(404, error="not_found"))
    with pytest.raises(SignInError, match=r"ended the sign-in \(not_found\)"):
        begin_device_sign_in(http)
