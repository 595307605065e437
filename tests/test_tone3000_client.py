"""The calls of the free tier, and what the service answers instead of what was asked for."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from fake_tone3000 import refusal
from starlette.responses import JSONResponse, RedirectResponse, Response
from tone3000_cases import Service, click, fake_service

from reamp.errors import ConfigError, SearchRefusedError, SignedOutError, SignInError, Tone3000Error
from reamp.findings import Check, Severity
from reamp.tone3000.client import MAX_FILE_BYTES, OnlineSearch, SignedIn, Tone3000Client
from reamp.tone3000.events import CallDeprecated, Waiting, WaitReason
from reamp.tone3000.oauth import HostedPage
from reamp.tone3000.token_store import TokenPlace
from reamp.tone3000.values import OnlineModel, OnlineTone


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with fake_service(tmp_path) as running:
        yield running


@pytest.fixture
def client(service: Service) -> Iterator[Tone3000Client]:
    with service.signed_in() as running:
        yield running


def test_sign_in_and_out(service: Service) -> None:
    with service.client() as client:
        assert not client.is_signed_in
        assert client.sign_in(open_url=click) == SignedIn(place=TokenPlace.MEMORY)
        assert client.is_signed_in
        assert client.user().name == "tester"
        assert (client.sign_out(), client.sign_out(), client.is_signed_in) == (True, False, False)
        with pytest.raises(SignedOutError, match="sign in first"):
            client.user()
        assert client.sign_in_by_code() == SignedIn(place=TokenPlace.MEMORY)
        assert client.user().name == "tester"


def test_select(service: Service) -> None:
    with service.client() as client:
        done = client.select(HostedPage(), open_url=click)
        assert done == SignedIn(place=TokenPlace.MEMORY, tone_id=7)
        service.fake.user_does = "cancel signed in"
        assert client.select(HostedPage(), open_url=click) == SignedIn(place=TokenPlace.MEMORY)
        assert client.is_signed_in


def test_a_sign_in_of_an_application_with_pages_of_its_own(service: Service) -> None:
    with service.client() as client:
        pending = client.begin_sign_in(redirect_uri="http://127.0.0.1:5/back", page=HostedPage())
        back = httpx2.get(pending.url).headers["location"]
        assert back.startswith("http://127.0.0.1:5/back?")
        params = dict(parse_qsl(urlsplit(back).query))
        with pytest.raises(SignInError, match="belongs to another sign-in"):
            client.finish_sign_in(pending, params | {"state": "forged"})
        assert client.finish_sign_in(pending, params).tone_id == 7
        assert client.user().name == "tester"


def test_a_sign_in_that_is_cancelled_leaves_the_one_before(service: Service, client: Tone3000Client) -> None:
    service.fake.user_does = "cancel"
    assert client.select(HostedPage(), open_url=click) == SignedIn(place=None)
    assert client.user().name == "tester"


def test_a_token_that_is_rejected_is_renewed_once_and_the_call_repeated(
    service: Service, client: Tone3000Client
) -> None:
    old = service.store.load()
    service.fake.access.clear()
    assert client.user().name == "tester"
    assert [each.path for each in service.fake.seen] == [
        "/api/v1/user",
        "/api/v1/oauth/token",
        "/api/v1/user",
    ]
    assert service.store.load() != old
    service.fake.next_answers["/user"] += [refusal(401), refusal(401)]
    with pytest.raises(SignedOutError, match="does not accept the sign-in; sign in again"):
        client.user()
    assert service.fake.refreshes == 2
    assert service.store.load() is not None  # a new one may still be good


def test_own_lists(service: Service, client: Tone3000Client) -> None:
    page = client.favorites(page=2, page_size=3)
    assert (len(page.items), page.page, page.total, page.total_pages, page.has_more) == (3, 2, 8, 3, True)
    assert all(tone.license is None for tone in page.items)  # lists do not tell it
    assert [tone.id for tone in client.downloaded(query="plexi", gear="amp").items] == [7]
    call = service.fake.calls("/tones/downloaded")[0]
    assert call.params == {"page": "1", "page_size": "25", "gear": "amp", "query": "plexi"}


def test_an_empty_list_has_no_pages(client: Tone3000Client) -> None:
    page = client.created()
    assert (page.items, page.total, page.total_pages, page.has_more) == ((), 0, 0, False)


def test_what_is_new_and_what_many_take(service: Service, client: Tone3000Client) -> None:
    assert len(client.latest().items) == 8
    assert [tone.id for tone in client.trending(gear="cab").items] == [8]
    assert service.fake.calls("/tones/trending")[0].params == {"gear": "cab"}
    assert not client.trending().has_more


@pytest.mark.parametrize(("page", "page_size"), [(0, 10), (1, 0), (1, 101)])
def test_pages_have_limits(client: Tone3000Client, page: int, page_size: int) -> None:
    with pytest.raises(ConfigError, match="pages from 1 of 1 to 100"):
        client.favorites(page=page, page_size=page_size)


def test_a_tone_has_its_licence(client: Tone3000Client) -> None:
    tone = client.tone(7)
    assert (tone.title, tone.license, tone.is_public) == ("Plexi 51", "cc-by-nc", True)


def test_a_tone_with_nulls_and_new_words(client: Tone3000Client) -> None:
    tone = client.tone(11)
    assert (tone.gear, tone.makes, tone.creator) == ("theremin", (), None)
    assert [model.id for model in client.models(tone)] == [111]


@pytest.mark.parametrize(
    ("tone_id", "status", "words"),
    [(9, 403, "does not show you tone 9: it is private"), (10, 404, "does not have tone 10, or no longer")],
)
def test_a_private_and_a_deleted_tone(client: Tone3000Client, tone_id: int, status: int, words: str) -> None:
    with pytest.raises(Tone3000Error, match=words) as caught:
        client.tone(tone_id)
    assert caught.value.status == status


def test_models_of_all_architectures(service: Service, client: Tone3000Client) -> None:
    """Without an architecture the service hides A2: what it has is asked for one by one."""
    models = client.models(client.tone(7))
    assert [(model.id, model.architecture) for model in models] == [(71, "1"), (72, "1"), (73, "2")]
    assert [call.params["architecture"] for call in service.fake.calls("/models")] == ["1", "2"]
    assert [model.id for model in client._models_of(7, None)] == [71, 72]


def test_impulse_responses_have_no_architecture(service: Service, client: Tone3000Client) -> None:
    (model,) = client.models(client.tone(8))
    assert (model.id, model.architecture, model.size) == (81, None, None)
    assert "architecture" not in service.fake.calls("/models")[0].params


def test_many_models_are_several_pages(service: Service, client: Tone3000Client) -> None:
    assert len(client.models(client.tone(14))) == 120
    assert [call.params["page"] for call in service.fake.calls("/models")] == ["1", "2"]


def test_a_list_that_never_ends_is_left(service: Service, client: Tone3000Client) -> None:
    endless = {"data": [{"id": 1}], "page": 1, "total_pages": 10**9}
    service.fake.next_answers["/models"] += [JSONResponse(endless) for _ in range(60)]
    tone = OnlineTone(id=7, title="x", a1_models_count=1, a2_models_count=0, custom_models_count=0)
    assert len(client.models(tone)) == 1
    assert len(service.fake.calls("/models")) == 50


def test_a_search_needs_the_users_own_key(service: Service, client: Tone3000Client) -> None:
    with pytest.raises(SearchRefusedError, match="only by agreement"):
        client.search(OnlineSearch(query="plexi"))
    assert service.fake.seen == []


def test_a_search_that_the_service_refuses(service: Service) -> None:
    service.sign_in()
    with service.client(may_search=True) as client:
        with pytest.raises(SearchRefusedError, match="does not let this key search") as caught:
            client.search(OnlineSearch(query="plexi"))
        assert caught.value.status == 403
        service.fake.may_search = True
        wanted = OnlineSearch(query="plexi", gears=("amp", "pedal"), creators=("ann", "bob"), calibrated=True)
        assert [tone.id for tone in client.search(wanted).items] == [7]
    assert service.fake.calls("/tones/search")[-1].params == {
        "query": "plexi",
        "gears": "amp_pedal",
        "creators": "ann,bob",
        "calibrated": "true",
        "page": "1",
        "page_size": "10",
    }


def test_searches_are_few(service: Service) -> None:
    service.sign_in()
    service.fake.may_search = True
    with service.client(may_search=True) as client:
        for _ in range(12):
            client.search(OnlineSearch())
    assert service.clock.now_s == pytest.approx(10 * 60.0 / 8.0)
    with pytest.raises(ConfigError, match="pages of 1 to 25"):
        OnlineSearch(page_size=26)


def test_the_limits_of_the_service_are_never_met(service: Service) -> None:
    service.sign_in()
    service.fake.may_search, service.fake.clock = True, service.clock
    with service.client(may_search=True) as client:
        for number in range(240):
            if number % 10:
                client.user()
            else:
                client.search(OnlineSearch())
    assert service.clock.now_s > 120.0
    reasons = {each.reason for each in service.events if isinstance(each, Waiting)}
    assert reasons == {WaitReason.OWN_LIMIT}


def test_a_limit_that_another_program_has_used_up_is_waited_for(
    service: Service, client: Tone3000Client
) -> None:
    service.fake.clock = service.clock
    service.fake.times_s = [0.0] * 50 + [10.0] * 50
    service.clock.now_s = 20.0
    assert client.user().name == "tester"
    assert 60.0 <= service.clock.now_s <= 61.0
    (event,) = service.events
    assert isinstance(event, Waiting)
    assert event.reason is WaitReason.ASKED_TO


def test_a_file_elsewhere_comes_without_the_token(service: Service, client: Tone3000Client) -> None:
    model = next(model for model in client.models(client.tone(7)) if model.id == 72)
    assert model.download_url is not None
    assert model.download_url.startswith(service.other.url.replace("127.0.0.1", "localhost"))
    assert client.file(model).startswith(b"{")
    assert [each.headers.get("authorization") for each in service.other.seen] == [None]


def test_another_host_that_wants_a_sign_in_gets_none(service: Service, client: Tone3000Client) -> None:
    model = client.models(client.tone(7))[1]
    service.other.location = service.settings().address("/user")
    with pytest.raises(Tone3000Error, match="does not give the file of 'bright' \\(401") as caught:
        client.file(model)
    assert not isinstance(caught.value, SignedOutError)
    assert service.fake.refreshes == 0
    assert "authorization" not in service.fake.seen[-1].headers


def test_a_file_that_is_redirected(service: Service, client: Tone3000Client) -> None:
    model = client.models(client.tone(7))[0]
    path = "/models/71/download/71.nam"
    where = f"{service.fake.other_url}/api/v1{path}"
    service.fake.next_answers[path].append(RedirectResponse(where, 302))
    assert client.file(model).startswith(b"{")
    assert "authorization" not in service.other.seen[0].headers


def test_a_file_that_is_cut_off_comes_again(service: Service, client: Tone3000Client) -> None:
    whole = client.file(client.models(client.tone(7))[0])
    seen: list[tuple[int, int | None]] = []
    service.fake.cut_off_downloads = 3
    model = client.models(client.tone(7))[0]
    assert client.file(model, on_bytes=lambda done, total: seen.append((done, total))) == whole
    assert seen[-1] == (len(whole), len(whole))
    service.fake.cut_off_downloads = 4
    with pytest.raises(Tone3000Error, match="broke before all had arrived; try again"):
        client.file(model)


def test_a_file_has_a_largest_size(service: Service, client: Tone3000Client) -> None:
    model = client.models(client.tone(7))[0]
    large = Response(b"x" * (MAX_FILE_BYTES + 1))
    service.fake.next_answers["/models/71/download/71.nam"].append(large)
    with pytest.raises(Tone3000Error, match="larger than 64 MB; it is not kept"):
        client.file(model)


def test_a_model_without_a_file(client: Tone3000Client) -> None:
    with pytest.raises(Tone3000Error, match="'lead' has no file at TONE3000"):
        client.file(OnlineModel(id=1, name="lead"))


@pytest.mark.parametrize("body", [{}, {"id": None}, []])
def test_what_is_no_tone_is_an_error(service: Service, client: Tone3000Client, body: object) -> None:
    service.fake.next_answers["/tones/7"].append(JSONResponse(body))
    with pytest.raises(Tone3000Error, match="something else than tone 7"):
        client.tone(7)


def test_another_refusal_repeats_what_the_service_says(service: Service, client: Tone3000Client) -> None:
    service.fake.next_answers["/tones/7"].append(refusal(422, error="Bad\nnumber"))
    with pytest.raises(Tone3000Error, match=r"does not give tone 7 \(422, Bad number\); try again later"):
        client.tone(7)


def test_calls_that_will_end_are_findings_once_each(service: Service, client: Tone3000Client) -> None:
    service.fake.deprecated = True
    client.latest()
    client.latest()
    client.user()
    assert [each.call for each in service.events if isinstance(each, CallDeprecated)] == [
        "/api/v1/tones/latest",
        "/api/v1/user",
    ]
    first, _ = client.findings
    assert (first.check, first.severity) == (Check.SERVICE_DEPRECATED, Severity.NOTE)
    assert first.subject == "/api/v1/tones/latest"
    assert "platform is format now" in first.message
    assert service.fake.url in first.message
