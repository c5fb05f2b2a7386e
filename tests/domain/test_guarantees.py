"""Guarantee circles against a worked example (W13): A→B→C→A, D⇄E, F→G, C→D, and H who stands alone."""

import pytest

from schema.domain.guarantees import GuaranteesItself, circles, contagion, groups, places

A, B, C, D, E, F, G, H = range(1, 9)
EDGES = [(A, B), (B, C), (C, A), (D, E), (E, D), (F, G), (C, D)]


def test_circles_are_strong_components_of_more_than_one() -> None:
    assert circles(EDGES) == [frozenset({A, B, C}), frozenset({D, E})]


def test_groups_are_weak_components() -> None:
    """A client nobody guarantees and who guarantees nobody is in none."""
    assert groups(EDGES) == [frozenset({A, B, C, D, E}), frozenset({F, G})]


def test_who_is_called_when_a_client_fails() -> None:
    """E fails: D stands in for it, C stands in for D; B would be the third."""
    assert contagion(EDGES, [E]) == {E: (0, E), D: (1, E), C: (2, E)}


def test_whom_the_failed_client_guarantees_is_not_called() -> None:
    assert contagion(EDGES, [F]) == {F: (0, F)}
    assert contagion(EDGES, [G]) == {G: (0, G), F: (1, G)}


def test_the_nearest_of_several_counts() -> None:
    """A and E both fail: C is one hop from A and two from E."""
    reached = contagion(EDGES, [A, E])
    assert (reached[C], reached[D], reached[B]) == ((1, A), (1, E), (2, A))


def test_places() -> None:
    found = {each.client: each for each in places(EDGES, [E, H])}
    assert sorted(found) == [A, B, C, D, E, F, G]
    assert {client: (each.group_no, each.group_size) for client, each in found.items()} == {
        **dict.fromkeys((A, B, C, D, E), (1, 5)),
        **dict.fromkeys((F, G), (2, 2)),
    }
    assert {client: each.circle_no for client, each in found.items()} == {
        A: 1, B: 1, C: 1, D: 2, E: 2, F: None, G: None,
    }  # fmt: skip
    assert [(each.client, each.hops, each.source) for each in found.values() if each.hops is not None] == [
        (C, 2, E), (D, 1, E), (E, 0, E),
    ]  # fmt: skip


def test_nobody_guarantees_anybody() -> None:
    assert places([], [A]) == []


def test_a_guarantee_of_oneself_is_refused() -> None:
    with pytest.raises(GuaranteesItself):
        places([(A, A)], [])
