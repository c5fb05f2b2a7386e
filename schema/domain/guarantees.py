"""Who stands in for whom: circles and groups of guarantees, and who is called when a client fails.

An edge goes from the guarantor to the borrower it stands in for. A circle is a strongly connected component of more
than one client: each stands in for the others, in the end for itself. A group is a weakly connected component.
Trouble travels from a borrower to its guarantors, who have to pay: against the edges.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import networkx

Edge: TypeAlias = tuple[int, int]
MOST_HOPS = 2


class GuaranteesItself(ValueError):
    """A client cannot stand in for itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a client stands. Groups and circles are numbered from 1, the largest first; `circle_no` None: in none.

    `hops` is the distance from the nearest failed client, 0 for a failed one itself, None beyond `MOST_HOPS` or when
    nobody fails; `source` is that failed client.
    """

    client: int
    group_no: int
    group_size: int
    circle_no: int | None
    circle_size: int | None
    hops: int | None
    source: int | None


def groups(edges: Collection[Edge]) -> list[frozenset[int]]:
    """Weakly connected components, the largest first, then by their smallest member."""
    return _groups(_graph(edges))


def circles(edges: Collection[Edge]) -> list[frozenset[int]]:
    """Strongly connected components of more than one client, the largest first, then by their smallest member."""
    return _circles(_graph(edges))


def contagion(edges: Collection[Edge], failed: Collection[int]) -> dict[int, tuple[int, int]]:
    """Distance from, and the nearest of the failed clients, for all within `MOST_HOPS`; of equal ones the smallest."""
    guarantors: dict[int, list[int]] = {}
    for guarantor, borrower in sorted(set(edges)):
        guarantors.setdefault(borrower, []).append(guarantor)
    reached = {client: (0, client) for client in sorted(failed)}
    waiting = deque(reached)
    while waiting:
        client = waiting.popleft()
        hops, source = reached[client]
        for guarantor in guarantors.get(client, []) if hops < MOST_HOPS else []:
            if guarantor not in reached:
                reached[guarantor] = (hops + 1, source)
                waiting.append(guarantor)
    return reached


def places(edges: Collection[Edge], failed: Collection[int]) -> list[Place]:
    """One place per client that gives or receives a guarantee, by client.

    Raises GuaranteesItself.
    """
    graph = _graph(edges)
    group_of, circle_of = _numbered(_groups(graph)), _numbered(_circles(graph))
    reached = contagion(edges, [client for client in failed if client in group_of])
    return [
        Place(
            client=client,
            group_no=number,
            group_size=size,
            circle_no=circle_of.get(client, (None, None))[0],
            circle_size=circle_of.get(client, (None, None))[1],
            hops=reached.get(client, (None, None))[0],
            source=reached.get(client, (None, None))[1],
        )
        for client, (number, size) in sorted(group_of.items())
    ]


def _graph(edges: Collection[Edge]) -> networkx.DiGraph:
    itself = next((guarantor for guarantor, borrower in edges if guarantor == borrower), None)
    if itself is not None:
        raise GuaranteesItself(f"client {itself} stands in for itself")
    return networkx.DiGraph(edges)


def _groups(graph: networkx.DiGraph) -> list[frozenset[int]]:
    return _ordered(networkx.weakly_connected_components(graph))


def _circles(graph: networkx.DiGraph) -> list[frozenset[int]]:
    found = networkx.strongly_connected_components(graph)
    return _ordered(each for each in found if len(each) > 1)


def _ordered(components: Iterable[Iterable[int]]) -> list[frozenset[int]]:
    return sorted(map(frozenset, components), key=lambda each: (-len(each), min(each)))


def _numbered(components: Iterable[frozenset[int]]) -> Mapping[int, tuple[int, int]]:
    return {client: (no, len(each)) for no, each in enumerate(components, start=1) for client in each}
