"""The page on this machine takes one answer, its own, and shows or logs nothing of a request."""

import http.client
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from tone3000_cases import visit

from reamp.errors import SignInError
from reamp.tone3000.redirect import RedirectListener

refusals: list[None] = []


@pytest.fixture
def listener() -> Iterator[RedirectListener]:
    refusals.clear()
    with RedirectListener(on_refused=lambda: refusals.append(None)) as running:
        running.accept(lambda params: params.get("state") == "right")
        yield running


def address(listener: RedirectListener) -> tuple[str, int]:
    parts = urlsplit(listener.redirect_uri)
    assert parts.hostname is not None
    assert parts.port is not None
    return parts.hostname, parts.port


def test_it_listens_on_this_machine_alone_on_a_free_port(listener: RedirectListener) -> None:
    host, port = address(listener)
    assert host == "127.0.0.1"
    with RedirectListener(on_refused=lambda: None) as other:
        assert address(other)[1] != port
    machine = socket.gethostbyname(socket.gethostname())
    if machine != "127.0.0.1":
        with pytest.raises(OSError, match="refused"):
            socket.create_connection((machine, port), timeout=2.0)


def test_the_answer_is_returned_once(listener: RedirectListener) -> None:
    status, page = visit(f"{listener.redirect_uri}?state=right&code=one")
    assert (status, "This page can be closed" in page) == (200, True)
    status, page = visit(f"{listener.redirect_uri}?state=right&code=two")
    assert (status, "belongs to another sign-in" in page) == (400, True)
    assert listener.wait(5.0) == {"state": "right", "code": "one"}
    with pytest.raises(SignInError, match="was not finished"):
        listener.wait(0.0)
    assert refusals == []


def test_forged_answers_are_refused_and_the_right_one_still_comes(listener: RedirectListener) -> None:
    for query in ("state=wrong&code=x", "code=x", "", "state=right&state=right&code=x"):
        assert visit(f"{listener.redirect_uri}?{query}")[0] == 400
    assert len(refusals) == 3  # the last is none of ours either, and nobody's sign-in
    visit(f"{listener.redirect_uri}?state=right&code=y&empty=")
    assert listener.wait(5.0) == {"state": "right", "code": "y", "empty": ""}


def test_before_anything_is_expected_nothing_is_accepted() -> None:
    with RedirectListener(on_refused=lambda: None) as listener:
        assert visit(f"{listener.redirect_uri}?state=right")[0] == 400


def test_other_pages_do_not_exist(listener: RedirectListener) -> None:
    host, port = address(listener)
    for path in ("/", "/favicon.ico", "/callback/x", "/callbac"):
        assert visit(f"http://{host}:{port}{path}?state=right&code=x")[0] == 404
    with pytest.raises(SignInError):
        listener.wait(0.0)


@pytest.mark.parametrize("name", ["evil.org", "localhost", ""])
def test_another_name_for_this_machine_is_refused(listener: RedirectListener, name: str) -> None:
    connection = http.client.HTTPConnection(*address(listener), timeout=300.0)
    connection.request("GET", "/callback?state=right&code=x", headers={"Host": name})
    assert connection.getresponse().status == 404
    connection.close()


@pytest.mark.parametrize("method", ["POST", "PUT", "HEAD", "OPTIONS"])
def test_other_methods_are_refused(listener: RedirectListener, method: str) -> None:
    connection = http.client.HTTPConnection(*address(listener), timeout=300.0)
    connection.request(method, "/callback?state=right&code=x")
    assert connection.getresponse().status == 501
    connection.close()


def test_a_page_says_nothing_of_the_request_and_is_kept_nowhere(listener: RedirectListener) -> None:
    connection = http.client.HTTPConnection(*address(listener), timeout=300.0)
    connection.request("GET", "/callback?state=right&code=<script>s3cret</script>")
    response = connection.getresponse()
    headers = dict(response.getheaders())
    assert b"s3cret" not in response.read()
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    connection.close()


def test_nothing_is_printed(listener: RedirectListener, capfd: pytest.CaptureFixture[str]) -> None:
    for query in ("state=right&code=s3cret", "state=wrong&code=s3cret"):
        visit(f"{listener.redirect_uri}?{query}")
    with socket.create_connection(address(listener)) as connection:
        connection.sendall(b"nonsense s3cret\r\n\r\n")
        connection.recv(1000)
    assert capfd.readouterr() == ("", "")


def test_a_connection_that_says_nothing_holds_nobody_up(listener: RedirectListener) -> None:
    with socket.create_connection(address(listener)), socket.create_connection(address(listener)):
        visit(f"{listener.redirect_uri}?state=right&code=x")
        assert listener.wait(5.0)["code"] == "x"


def test_who_waits_in_vain_is_told(listener: RedirectListener) -> None:
    with pytest.raises(SignInError, match=r"within 0\.005 minutes; try again") as caught:
        listener.wait(0.3)
    assert caught.value.code == "timeout"


def test_afterwards_the_port_is_closed() -> None:
    before = threading.active_count()
    with RedirectListener(on_refused=lambda: None) as listener:
        place = address(listener)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(place, timeout=2.0)
    assert threading.active_count() == before
