"""Each attack on the server of the application is refused: by other pages, other names, other programs."""

import asyncio
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from app_cases import Client, app_client
from websockets.exceptions import InvalidStatus

from reamp.app.access import AccessGuard, security_headers


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REAMP_CONFIG_DIR", str(tmp_path_factory.mktemp("config")))
        with app_client() as client:
            yield client.address


@pytest.fixture
def client(served: str) -> Client:
    client = Client(served)
    client.enter()
    return client


@pytest.fixture
def stranger(served: str) -> Client:
    return Client(served)


def refused(client: Client, **how: str | None) -> bool:
    try:
        with client.socket(**how):  # type: ignore[arg-type]
            return False
    except InvalidStatus as error:
        return error.response.status_code in (400, 403)


def test_the_token_becomes_a_cookie_that_scripts_and_other_sites_never_see(stranger: Client) -> None:
    status, body, headers = stranger.request("GET", "/?token=" + stranger.address.rpartition("=")[2])
    cookie = SimpleCookie(headers["set-cookie"])
    (morsel,) = cookie.values()
    assert (status, morsel["httponly"], morsel["samesite"], morsel["path"]) == (200, True, "Strict", "/")
    assert b"token" not in body
    assert morsel.value != stranger.address.rpartition("=")[2]
    assert morsel.key == "reamp-" + stranger.host.partition(":")[2]


@pytest.mark.parametrize(
    "path", ["/", "/static/main.js", "/favicon.ico", "/?token=", "/?token=guess", "/drop"]
)
def test_who_has_neither_token_nor_cookie_gets_nothing(stranger: Client, path: str) -> None:
    status, body, headers = stranger.request("GET", path)
    assert status == 403
    assert body.startswith(b"Open the address that reamp app has printed")
    assert "set-cookie" not in headers


def test_a_wrong_cookie_opens_nothing(client: Client, stranger: Client) -> None:
    stranger.cookie = client.cookie[:-1] + ("a" if client.cookie[-1] != "a" else "b")
    assert stranger.request("GET", "/")[0] == 403
    assert refused(stranger)
    stranger.cookie = client.cookie.split("=", 1)[0] + "=\u00e9"
    assert stranger.request("GET", "/")[0] == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8410", "127.0.0.1", "127.0.0.1:1", "[::1]:1", ""]
)
def test_another_name_for_this_machine_is_refused(client: Client, host: str) -> None:
    """DNS rebinding: the page of evil.example reaches 127.0.0.1, but under its own name."""
    assert client.request("GET", "/", host=host)[0] in (400, 403)
    assert client.request("GET", "/?token=" + client.address.rpartition("=")[2], host=host)[0] in (400, 403)


def test_a_socket_of_another_name_is_refused(client: Client) -> None:
    assert refused(client, origin="http://evil.example", Host="evil.example")


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:1", None])
def test_a_socket_from_another_page_is_refused(client: Client, origin: str | None) -> None:
    assert refused(client, origin=origin)
    assert refused(client, path="/sound", origin=origin)


def test_a_page_on_another_port_is_refused(client: Client) -> None:
    name, _, port = client.host.partition(":")
    assert refused(client, origin=f"http://{name}:{int(port) + 1}")


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_a_form_of_another_page_changes_nothing(client: Client, origin: str) -> None:
    assert client.request("POST", "/drop?name=a.nam", body=b"{}", origin=origin)[0] == 403
    assert client.request("POST", "/drop?name=a.nam", body=b"{}")[0] == 403  # no browser leaves it out
    assert client.request("GET", "/", origin=origin)[0] == 403


def test_our_own_page_is_let_in(client: Client) -> None:
    assert client.request("GET", "/")[0] == 200
    with client.socket() as socket:
        assert b"hello" in str(socket.recv()).encode()


@pytest.mark.parametrize("path", ["/", "/static/main.js", "/nothing"])
def test_every_answer_has_a_strict_policy(client: Client, path: str) -> None:
    _, _, headers = client.request("GET", path)
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_a_refusal_has_the_policy_too_and_no_header_of_the_attacker(stranger: Client) -> None:
    _, _, headers = stranger.request("GET", "/", host="evil.example;script-src *")
    assert "evil" not in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../../../etc/passwd",
        "/static/%2e%2e%2fserver.py",
        "/static/..%2f..%2fserver.py",
        "/static//etc/passwd",
        "/static/main.js/",
        "/static/",
        "/static/nothing.js",
        "/etc/passwd",
    ],
)
def test_only_our_own_files_are_served(client: Client, path: str) -> None:
    assert client.request("GET", path)[0] == 404


def test_the_server_is_reached_from_this_machine_only(served: str) -> None:
    assert served.startswith("http://127.0.0.1:")
    listening = Path("/proc/net/tcp")
    if not listening.exists():
        pytest.skip("no list of sockets here")
    port = int(served.partition("?")[0].rstrip("/").rpartition(":")[2])
    addresses = {
        line.split()[1] for line in listening.read_text().splitlines()[1:] if line.split()[3] == "0A"
    }
    assert {each for each in addresses if each.endswith(f":{port:04X}")} == {f"0100007F:{port:04X}"}


def test_the_policy_names_the_socket_of_this_server() -> None:
    headers = dict(security_headers("127.0.0.1:8410"))
    assert b"connect-src 'self' ws://127.0.0.1:8410;" in headers[b"content-security-policy"]


@pytest.mark.parametrize(("port", "status"), [(80, 200), (8000, 403)])
def test_only_port_80_is_left_out_of_the_host(port: int, status: int) -> None:
    guard = AccessGuard(None, port=port, names=("amp.local",))
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"AMP.local")]}
    asyncio.run(guard({**scope, "query_string": f"token={guard.token}".encode()}, None, send))
    assert sent[0]["status"] == status
