"""Finding an interface: typos are forgiven, a product that was not named is never taken."""

from collections.abc import Sequence
from random import Random
from types import ModuleType

import plain_search
import pytest

from reamp.errors import InterfaceError
from reamp.interfaces import search as core_search
from reamp.interfaces.search import answers_to, find_interface, name_key, name_words, search
from reamp.interfaces.table import Confidence, InputKind, Interface, interfaces


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("scarlet 2i2 4 gen", "Focusrite Scarlett 2i2 4th Gen"),
        ("Scarlett 2i2 4th", "Focusrite Scarlett 2i2 4th Gen"),
        ("scarlett2i2 gen 3", "Focusrite Scarlett 2i2 3rd Gen"),
        ("apolo twin", "Universal Audio Apollo Twin X"),
        ("ssl 2+", "Solid State Logic SSL 2+"),
        ("SSL 2 plus mk ii", "Solid State Logic SSL 2+ MKII"),
        ("ssl 2", "Solid State Logic SSL 2"),
        ("ur22", "Steinberg UR22C"),
        ("babyface", "RME Babyface Pro"),
        ("hx stomp", "Line 6 Helix / HX Stomp"),
        ("umc202", "Behringer UMC202HD"),
    ],
)
def test_search_puts_the_meant_interface_first(query, best):
    assert search(query)[0].interface.name == best


def test_search_is_sorted_limited_and_puts_the_guitar_input_first():
    matches = search("scarlett", limit=7)
    assert len(matches) == 7
    assert [m.score for m in matches] == sorted((m.score for m in matches), reverse=True)
    assert search("fireface 400", limit=1)[0].interface.kind is InputKind.INSTRUMENT


def test_search_finds_conflicts_and_nothing_for_nonsense():
    assert search("umc22")[0].interface.confidence is Confidence.CONFLICT
    assert search("qqqqqq") == []
    assert search(" ") == []


def test_every_instrument_row_is_found_by_its_own_name():
    for row in interfaces():
        if row.kind is InputKind.INSTRUMENT:
            assert find_interface(row.name) is row


@pytest.mark.parametrize(
    ("name", "max_input_dbu"),
    [
        ("SSL 2+", 15.0),
        ("scarlet 2i2 4 gen", 12.0),
        ("uad apollo twin x", 12.2),
        ("AXE I/O One", 10.5),
        ("ultralite mk5", 18.0),
        ("iD4", 12.0),  # mkI and mkII agree
        ("layla3g", 18.0),
    ],
)
def test_find(name, max_input_dbu):
    assert find_interface(name).max_input_dbu == max_input_dbu


def test_ssl_2_is_not_ssl_2_plus():
    assert find_interface("SSL 2").model == "SSL 2"
    assert find_interface("SSL 2+").model == "SSL 2+"
    assert find_interface("ssl2 plus").model == "SSL 2+"


def test_generations_that_differ_must_be_named():
    with pytest.raises(InterfaceError, match="is not one interface") as caught:
        find_interface("Scarlett 2i2")
    names = {f"Focusrite Scarlett 2i2 {generation} Gen" for generation in ("2nd", "3rd", "4th")}
    assert set(caught.value.suggestions) == names
    assert all(str(caught.value).count(name) == 1 for name in names)


def test_a_part_of_several_names_is_reported_as_ambiguous():
    for name, count in (("ssl", 6), ("2i2", 3), ("focusrite", 22)):
        with pytest.raises(InterfaceError, match="is not one interface; did you mean") as caught:
            find_interface(name)
        assert (len(caught.value.suggestions), caught.value.is_unknown) == (count, False)
    assert "... (22 in all)?" in str(caught.value)


def test_an_input_can_be_searched_for():
    assert search("MOTU M4 line")[0].interface.kind is InputKind.LINE


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("Apollo Twin", "Universal Audio Apollo Twin X"),  # an older product
        ("UR22", "Steinberg UR22C"),
        ("Fireface UFX", "RME Fireface UFX III"),
        ("Scarlett 2i2 5th Gen", "Focusrite Scarlett 2i2 4th Gen"),
        ("Scarlett 8Pre", "Focusrite Clarett 8Pre"),
        ("Babyface Pro SE", "RME Babyface Pro"),
    ],
)
def test_another_product_is_suggested_and_not_taken(name, suggestion):
    with pytest.raises(InterfaceError, match="not in the table") as caught:
        find_interface(name)
    assert suggestion in caught.value.suggestions


@pytest.mark.parametrize("name", ["", "+", "qqqqqq"])
def test_no_name_is_an_error(name):
    with pytest.raises(InterfaceError, match=r"not in the table|no letter or digit"):
        find_interface(name)


def test_the_input_can_be_named():
    assert find_interface("Scarlett 2i2 4th Gen", input="line").max_input_dbu == 22.0
    assert find_interface("Scarlett 2i2 4th Gen", input="MIC").max_input_dbu == 16.0
    assert find_interface("Fireface 400").max_input_dbu == 4.2
    assert find_interface("Fireface 400", input="inst + pad").max_input_dbu == 8.0
    assert find_interface("Fireface 800", input="output").max_output_dbu == 19.0


def test_an_input_the_table_lacks_is_an_error():
    with pytest.raises(
        InterfaceError, match=r"no instrument input in the table, only: front mic XLR \(XMAX\)"
    ):
        find_interface("Studio 192")
    with pytest.raises(InterfaceError, match="no phono input"):
        find_interface("MOTU M4", input="phono")
    with pytest.raises(InterfaceError, match=r"has several such inputs: inst/line 3-4: Inst 4\.2 dBu"):
        find_interface("Fireface 400", input="inst/line 3-4")


def test_a_conflict_is_found_and_flagged():
    found = find_interface("Behringer UMC22")
    assert found.confidence is Confidence.CONFLICT
    assert found.max_input_dbu == 2.0
    assert found.applied_dbu is None


def test_spellings_of_one_name():
    keys = {name_key(n) for n in ("Scarlett 2i2 4th Gen", "scarlett-2i2 gen4", "SCARLETT 2i2 (4 generation)")}
    assert keys == {"scarlett2i2gen4"}
    assert answers_to(find_interface("iD4 mkII"), "audient id4 mk 2")
    assert not answers_to(find_interface("iD4 mkII"), "iD4")


def test_another_product_is_not_suggested_as_a_spelling() -> None:
    for name in ("komplete audio 2", "Presonus Audiobox USB 96", "apollo solo"):
        with pytest.raises(InterfaceError, match="is not in the table") as caught:
            find_interface(name)
        assert caught.value.suggestions == ()
        assert not any(match.is_named for match in search(name))
    with pytest.raises(InterfaceError, match="did you mean Universal Audio Apollo x8"):
        find_interface("Apollo 8x")


def test_a_last_digit_is_the_generation() -> None:
    assert find_interface("scarlett 2i2 4").name == "Focusrite Scarlett 2i2 4th Gen"
    assert {match.interface.name for match in search("scarlett 2i2 4")} == {"Focusrite Scarlett 2i2 4th Gen"}


def spellings(count: int) -> list[str]:
    """Return names as people type them: other cases and orders, words left out, letters wrong."""
    random = Random(500)
    letters = "abcdefghijklmnopqrstuvwxyz0123456789 +-/"

    def typo(text: str) -> str:
        at, kind = random.randrange(len(text)), random.randrange(4)
        if kind == 0:
            return text[:at] + text[at + 1 :]
        if kind == 1:
            return text[:at] + random.choice(letters) + text[at:]
        if kind == 2:
            return text[:at] + random.choice(letters) + text[at + 1 :]
        return text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]

    def shuffled(text: str) -> str:
        words = text.split()
        return " ".join(random.sample(words, len(words)))

    def typed() -> str:
        row = random.choice(interfaces())
        name = random.choice(
            (
                row.name,
                f"{row.model} {row.generation}",
                row.model,
                f"{row.manufacturer} {row.model}",
                f"{row.name} {row.input}",
                f"{row.model} {row.generation.removesuffix(' Gen')}",
                row.model.split("/")[-1],
            )
        )
        for _ in range(random.randrange(3)):
            changes = (str.lower, str.upper, shuffled, typo, typo, lambda text: text.replace(" ", ""))
            name = random.choice(changes)(name) or "x"
        return name

    odd = [
        "",
        " ",
        "+",
        "2",
        "4th gen",
        "gen",
        "mk ii",
        "Höfner",
        "Ünïted",
        "scarlett 2i2 4",
        "ssl 2 mk\u00a0II",
    ]
    return [*odd, *(typed() for _ in range(count - len(odd)))]


def found(name: str, search_in: ModuleType, table: Sequence[Interface] | None = None) -> object:
    try:
        return search_in.find_interface(name, table=table)
    except InterfaceError as error:
        return str(error), error.suggestions, error.is_unknown


@pytest.mark.parametrize("name", spellings(500))
def test_the_core_finds_what_the_plain_search_finds(name):
    assert found(name, core_search) == found(name, plain_search)
    assert name_words(name) == plain_search.name_words(name)
    matches, plain = search(name), plain_search.search(name)
    assert [match.interface for match in matches] == [match.interface for match in plain]
    assert [match.is_named for match in matches] == [match.is_named for match in plain]
    assert [match.score for match in matches] == pytest.approx([match.score for match in plain], abs=1e-9)


def test_a_name_that_is_no_text_is_in_no_table():
    with pytest.raises(InterfaceError, match="has no letter or digit"):
        find_interface("\udcff")
    assert search("\udcff ssl 2+")[0].interface.model == "SSL 2+"


def test_the_core_searches_a_table_of_ones_own_as_its_own():
    table = [*interfaces()]
    for name in spellings(40):
        assert found(name, core_search, table) == found(name, core_search)
        assert search(name, table=table) == search(name)


def test_the_plain_search_can_tell_a_difference():
    answers = [found(name, plain_search) for name in spellings(500)]
    assert len({row.name for row in answers if isinstance(row, Interface)}) > 50
    assert sum(isinstance(row, tuple) for row in answers) > 50
