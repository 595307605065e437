"""Requests: limits obeyed, failures tried again, sizes limited, and the token to its own host alone."""

import email.utils
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_tone3000 import refusal
from starlette.responses import RedirectResponse, Response
from tone3000_cases import Service, fake_service

from reamp.errors import RateLimitError, Tone3000Error
from reamp.tone3000.events import CallDeprecated, Waiting, WaitReason
from reamp.tone3000.http import Http
from reamp.tone3000.tokens import Secret


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with fake_service(tmp_path) as running:
        yield running


@pytest.fixture
def http(service: Service) -> Iterator[Http]:
    with service.http() as running:
        yield running


@pytest.fixture
def token(service: Service) -> Secret:
    return service.sign_in().access


def user(service: Service) -> str:
    return service.settings().address("/user")


def test_without_a_token_there_is_nothing(service: Service, http: Http) -> None:
    answer = http.get(user(service))
    assert answer.status == 401
    assert answer.error_words == "Missing or invalid Authorization header"
    assert "authorization" not in service.fake.seen[0].headers
    assert service.fake.seen[0].headers["user-agent"].startswith("reamp/")


@pytest.mark.parametrize(("header", "asked_s"), [({"Retry-After": "7"}, 7.0), ({}, 0.0)])
def test_too_many_requests_are_waited_for(
    service: Service, http: Http, token: Secret, header: dict[str, str], asked_s: float
) -> None:
    service.fake.next_answers["/user"] += [refusal(429, header), refusal(429, header)]
    assert http.get(user(service), token=token).status == 200
    first_s, second_s = service.clock.slept_s
    assert asked_s + 0.25 <= first_s <= asked_s + 0.5
    assert asked_s + 0.5 <= second_s <= asked_s + 1.0
    assert [each.reason for each in service.events if isinstance(each, Waiting)] == [WaitReason.ASKED_TO] * 2


def test_a_date_to_come_back_at_is_waited_for(service: Service, http: Http, token: Secret) -> None:
    date = email.utils.formatdate(time.time() + 20.0, usegmt=True)
    service.fake.next_answers["/user"].append(refusal(429, {"Retry-After": date}))
    assert http.get(user(service), token=token).status == 200
    assert 15.0 <= service.clock.slept_s[0] <= 21.0


def test_who_would_wait_for_long_is_told(service: Service, http: Http, token: Secret) -> None:
    service.fake.next_answers["/user"].append(refusal(429, {"Retry-After": "61"}))
    with pytest.raises(RateLimitError, match="no more requests for now; try again in 61 s") as caught:
        http.get(user(service), token=token)
    assert (caught.value.retry_after_s, caught.value.status, service.clock.slept_s) == (61.0, 429, [])


def test_a_service_that_is_away_for_long_says_so(service: Service, http: Http, token: Secret) -> None:
    service.fake.next_answers["/user"].append(refusal(503, {"Retry-After": "3600"}))
    with pytest.raises(Tone3000Error, match=r"does not work for now \(503\); try again in 3600 s") as caught:
        http.get(user(service), token=token)
    assert not isinstance(caught.value, RateLimitError)


def test_a_limit_that_stays_is_an_error(service: Service, http: Http, token: Secret) -> None:
    service.fake.next_answers["/user"] += [refusal(429) for _ in range(4)]
    with pytest.raises(RateLimitError, match="try again in a minute") as caught:
        http.get(user(service), token=token)
    assert caught.value.retry_after_s is None
    assert len(service.fake.seen) == 4


def test_a_failure_that_passes_is_tried_again(service: Service, http: Http, token: Secret) -> None:
    service.fake.next_answers["/user"] += [refusal(502), refusal(503, {"Retry-After": "3"}), refusal(500)]
    assert http.get(user(service), token=token).status == 200
    assert [each.reason for each in service.events if isinstance(each, Waiting)] == [WaitReason.FAILED] * 3
    assert service.clock.slept_s[1] >= 3.5


@pytest.mark.parametrize("status", [400, 403, 404, 410])
def test_a_refusal_is_not_tried_again(service: Service, http: Http, token: Secret, status: int) -> None:
    service.fake.next_answers["/user"].append(refusal(status, error="no"))
    assert http.get(user(service), token=token).status == status
    assert len(service.fake.seen) == 1


def test_our_own_limit_is_kept(service: Service, http: Http, token: Secret) -> None:
    for _ in range(32):
        http.get(user(service), token=token)
    assert service.clock.now_s == pytest.approx(12 * 60.0 / 80.0)
    assert {each.reason for each in service.events if isinstance(each, Waiting)} == {WaitReason.OWN_LIMIT}


def test_nobody_there(service: Service, http: Http) -> None:
    with pytest.raises(Tone3000Error, match="TONE3000 cannot be reached; is this machine online") as caught:
        http.get("http://127.0.0.1:9/api/v1/user")
    assert caught.value.status is None
    assert len(service.clock.slept_s) == 3


def test_too_much_is_not_read_to_its_end(service: Service, http: Http, token: Secret) -> None:
    service.fake.next_answers["/user"].append(Response(b" " * 3_000_000))
    with pytest.raises(Tone3000Error, match="is larger than 1 MB; it is not kept"):
        http.get(user(service), token=token, max_bytes=2**20)
    assert len(service.fake.seen) == 1


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"data": ', b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_an_error(service: Service, http: Http, token: Secret, body: bytes) -> None:
    service.fake.next_answers["/user"].append(Response(body))
    answer = http.get(user(service), token=token)
    with pytest.raises(Tone3000Error, match="something else than JSON"):
        answer.json()
    assert (answer.error_code, answer.error_words) == ("", "")


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ({"error": "invalid_grant"}, "invalid_grant", "invalid_grant"),
        ({"error": "invalid_grant", "error_description": "Old\ncode"}, "invalid_grant", "Old code"),
        ({"code": 400, "error_code": "not_found", "msg": "Not here"}, "not_found", "Not here"),
        ({"error": "Tone not found"}, "", "Tone not found"),
        ({"error": {"deep": 1}}, "", ""),
        ({"message": "x" * 500}, "", "x" * 200),
    ],
)
def test_both_shapes_of_errors_are_read(
    service: Service, http: Http, fields: dict[str, object], code: str, words: str
) -> None:
    service.fake.next_answers["/user"].append(refusal(400, **fields))
    answer = http.get(user(service))
    assert (answer.error_code, answer.error_words) == (code, words)


def test_the_token_goes_to_no_other_host(service: Service, http: Http, token: Secret) -> None:
    url = f"{service.fake.other_url}/api/v1/models/72/download/72.nam"
    answer = http.get(url, token=token)
    assert (answer.status, answer.saw_token) == (200, False)
    assert "authorization" not in service.other.seen[0].headers


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_takes_the_token_to_no_other_host(
    service: Service, http: Http, token: Secret, status: int
) -> None:
    url = f"{service.fake.other_url}/api/v1/models/72/download/72.nam"
    service.fake.next_answers["/user"].append(RedirectResponse(url, status))
    assert http.get(user(service), token=token).status == 200
    assert service.fake.seen[0].headers["authorization"] == f"Bearer {token.reveal()}"
    assert "authorization" not in service.other.seen[0].headers


def test_a_redirect_on_its_own_host_keeps_the_token(service: Service, http: Http, token: Secret) -> None:
    service.fake.next_answers["/tones/latest"].append(RedirectResponse("/api/v1/user", 302))
    assert http.get(service.settings().address("/tones/latest"), token=token).status == 200


def test_another_host_cannot_send_the_token_back(service: Service, http: Http, token: Secret) -> None:
    service.other.location = user(service)
    answer = http.get(f"{service.fake.other_url}/x", token=token)
    assert (answer.status, answer.saw_token) == (401, False)
    assert "authorization" not in service.fake.seen[0].headers


def test_redirects_end(service: Service, http: Http, token: Secret) -> None:
    service.other.location = f"{service.fake.other_url}/again"
    with pytest.raises(Tone3000Error, match="from address to address without end"):
        http.get(f"{service.fake.other_url}/x", token=token)
    assert len(service.other.seen) == 6


def test_no_address_without_encryption_is_opened(service: Service) -> None:
    settings = type(service.settings())(client_id="t3k_pub_a")  # the real address, which is encrypted
    with Http(settings) as http, pytest.raises(Tone3000Error, match="not encrypted; it is not opened"):
        http.get(f"{service.fake.other_url}/api/v1/models/72/download/72.nam", token=Secret("at-1"))
    assert service.other.seen == []


@pytest.mark.parametrize(
    "url", ["", "no address", "file:///etc/passwd", "data:,x", "https://[x", "http://\0", "https://a.com:x"]
)
def test_what_is_no_address_is_an_error_at_once(service: Service, http: Http, url: str) -> None:
    with pytest.raises(Tone3000Error, match="address"):
        http.get(url, token=Secret("at-1"))
    if ":" in url and "\0" not in url:  # else it is the end of an address, or no header
        service.fake.next_answers["/user"].append(RedirectResponse(url))
        with pytest.raises(Tone3000Error, match="address"):
            http.get(user(service), token=Secret("at-1"))
    assert service.clock.slept_s == []


@pytest.mark.parametrize("status", [302, 307, 308])
def test_a_form_is_sent_nowhere_else(service: Service, http: Http, status: int) -> None:
    service.fake.next_answers["/oauth/token"].append(RedirectResponse(service.fake.other_url, status))
    assert http.post_form("/oauth/token", {"refresh_token": "rt-1"}).status == status
    assert service.other.seen == []
    assert len(service.fake.seen) == 1


def test_a_form_waits_for_its_turn(service: Service, http: Http) -> None:
    service.fake.next_answers["/oauth/token"].append(refusal(429, {"Retry-After": "5"}))
    answer = http.post_form("/oauth/token", {"client_id": "t3k_pub_test", "grant_type": "x"})
    assert answer.error_code == "unsupported_grant_type"
    assert service.clock.slept_s[0] >= 5.0
    service.fake.next_answers["/oauth/token"] += [refusal(429) for _ in range(4)]
    with pytest.raises(RateLimitError):
        http.post_form("/oauth/token", {})


def test_a_form_that_may_have_arrived_is_not_sent_again(service: Service, http: Http) -> None:
    service.fake.next_answers["/oauth/token"].append(refusal(500))
    assert http.post_form("/oauth/token", {}).status == 500
    assert len(service.fake.seen) == 1


def test_a_form_gets_no_endless_answer(service: Service, http: Http) -> None:
    service.fake.next_answers["/oauth/token"].append(Response(b" " * 9_000_000))
    with pytest.raises(Tone3000Error, match="larger than 8 MB"):
        http.post_form("/oauth/token", {})


def test_a_call_that_will_end_is_told(service: Service, http: Http, token: Secret) -> None:
    service.fake.deprecated = True
    http.get(user(service), token=token)
    assert service.events == [
        CallDeprecated(
            call="/api/v1/user",
            link=f"{service.fake.url}/api/changes",
            notes="platform is format now",
        )
    ]
