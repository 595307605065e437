"""No token, code or verifier is in what is printed, logged, raised or sent to another host."""

import contextlib
import logging
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_tone3000 import refusal
from starlette.responses import RedirectResponse, Response
from tone3000_cases import Service, click, fake_service

from reamp.errors import Tone3000Error
from reamp.json_values import json_text
from reamp.tone3000.download import download_models
from reamp.tone3000.oauth import HostedPage


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with fake_service(tmp_path) as running:
        yield running


def test_nothing_secret_is_shown_anywhere(
    service: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(1)
    shown: list[str] = []

    @contextlib.contextmanager
    def failing() -> Iterator[None]:
        with pytest.raises(Tone3000Error) as caught:
            yield
        error = caught.value
        shown.extend(traceback.format_exception(error))
        shown.append(f"{error} {error!r} {error.args} {vars(error)}")
        shown.append(f"{error.__cause__!r} {error.__context__!r}")

    fake = service.fake
    with service.client() as client:
        client.sign_in(open_url=click)
        done = client.select(HostedPage(), open_url=click)
        client.sign_in_by_code()
        tone = client.tone(done.tone_id or 0)
        arrived = list(download_models(client, tone, client.models(tone), tmp_path / "models"))
        fake.access.clear()  # a token is rejected, and renewed
        client.user()
        for failure in (refusal(400, error="no"), Response(b"<html>"), RedirectResponse(fake.other_url)):
            fake.next_answers["/user"].append(failure)
            with failing():
                client.user()
        for status in (400, 500):
            for errors_are_new in (False, True):
                fake.access.clear()
                fake.refresh.clear()
                fake.errors_are_new = errors_are_new
                if status == 500:
                    fake.next_answers["/oauth/token"].append(refusal(500, error=" ".join(fake.secrets)))
                with failing():
                    client.user()
                service.sign_in()
        fake.cut_off_downloads = 4
        with failing():
            client.file(client.models(tone)[0])
        shown += [repr(client), repr(vars(client)), repr(service.store), repr(service.events)]
        shown += [json_text(service.events), json_text(arrived), repr(client.findings)]
    shown += [record.getMessage() + str(record.args) for record in caplog.records]
    shown += [*capfd.readouterr(), caplog.text]
    shown += [path.read_text(errors="replace") for path in tmp_path.rglob("*") if path.is_file()]
    assert any(record.name.startswith("httpx2") for record in caplog.records)  # they are looked at
    assert len(fake.secrets) >= 12
    for text in shown:
        for secret in fake.secrets:
            assert secret not in text
    assert [each.headers.get("authorization") for each in service.other.seen] == [None] * 2
    assert all(secret not in str(service.other.seen) for secret in fake.secrets)


def test_the_check_sees_a_secret_that_is_logged(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    service.sign_in()
    caplog.set_level(1)
    logging.getLogger("x").debug("a token: %s", next(iter(service.fake.secrets)))
    assert any(secret in caplog.text for secret in service.fake.secrets)
