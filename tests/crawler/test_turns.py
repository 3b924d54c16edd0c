"""Turns at one address."""

from __future__ import annotations

import asyncio

import pytest

from crawler.polite.turns import Turns


def run(turns: Turns, visits: list[str], broken: int = -1) -> tuple[dict[str, int], list[str]]:
    """All visits at once: how many were inside each address at most, and the order in which they came in."""
    inside: dict[str, int] = {}
    most: dict[str, int] = {}
    order: list[str] = []

    async def visit(number: int, address: str) -> None:
        async with turns.at(address):
            order.append(f"{address}{number}")
            inside[address] = inside.get(address, 0) + 1
            most[address] = max(most.get(address, 0), inside[address])
            await asyncio.sleep(0.001)
            inside[address] -= 1
            if number == broken:
                raise ValueError(number)

    async def main() -> None:
        await asyncio.gather(*(visit(*one) for one in enumerate(visits)), return_exceptions=True)

    asyncio.run(main())
    return most, order


@pytest.mark.parametrize("most", [1, 2, 4])
def test_only_so_many_are_at_one_address_at_a_time(most: int) -> None:
    found, order = run(Turns(most), ["a"] * 9)
    assert found == {"a": most}
    assert order == [f"a{number}" for number in range(9)]


def test_one_address_does_not_wait_for_another() -> None:
    found, order = run(Turns(1), ["a", "a", "a", "b"])
    assert found == {"a": 1, "b": 1}
    assert order.index("b3") == 1


def test_a_visit_that_fails_ends_its_turn() -> None:
    assert len(run(Turns(1), ["a"] * 3, broken=0)[1]) == 3


def test_nothing_is_remembered_of_those_that_left() -> None:
    turns = Turns(2)
    run(turns, [f"{number}" for number in range(20)])
    assert (turns._gates, dict(turns._inside)) == ({}, {})
