"""The store's state machine on both databases."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.contracts.store_databases import Databases
from tests.contracts.store_decisions import StoreMachine


def _run(databases: Databases, examples: int, steps: int, *, settled: bool) -> None:
    """`settled`: the same examples every time."""

    class Machine(StoreMachine):
        def __init__(self) -> None:
            super().__init__(databases.fresh)

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=settled,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
            phases=[Phase.generate],
        ),
    )


def test_whatever_happens_the_ledger_is_sound(databases: Databases) -> None:
    _run(databases, examples=8, steps=40, settled=True)


@pytest.mark.slow
@pytest.mark.parametrize("piece", range(20))  # four hundred in all
def test_whatever_happens_for_a_long_time(databases: Databases, piece: int) -> None:
    del piece
    _run(databases, examples=20, steps=80, settled=False)
