"""What a client and its workers must share."""

from reamp.cluster.versions import difference, versions_here


def test_a_machine_has_the_versions_of_itself() -> None:
    here = versions_here(("torch",))
    assert difference(here, dict(here)) is None
    assert here["reamp"] is not None
    assert here["reamp"].startswith("0.")
    assert here["python"] is not None
    assert here["python"].count(".") == 1
    assert "+" not in (here["torch"] or "")


def test_a_library_that_is_nowhere_is_no_difference() -> None:
    here = versions_here(("no-such-library",))
    assert here["no-such-library"] is None
    assert difference(here, dict(here)) is None
    assert difference(here, {**here, "no-such-library": "1"}) == (
        "no-such-library is 1 there, here is not installed"
    )


def test_another_core_is_a_difference_on_the_same_platform_only() -> None:
    here = versions_here()
    core = "the compiled core of reamp"
    assert here[core] is not None
    assert difference(here, {**here, core: "0123abcd"}) == (
        f"{core} is 0123abcd there, here it is {here[core]}"
    )
    assert difference(here, {**here, core: "0123abcd", "platform": "macosx-14.0-arm64"}) is None
