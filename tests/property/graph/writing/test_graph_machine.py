"""Any history that the state machine can think of, with one to eight writers and failures anywhere, leaves an exact graph."""

from __future__ import annotations

from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from graph.stores.settings import StoreSettings
from tests.support.histories.machine import GraphMachine
from tests.support.histories.places import EmbeddedPlace, Neo4jPlace, Place
from tests.support.histories.statistics import Statistics


def machine_at(where: Place) -> type[GraphMachine]:
    class Machine(GraphMachine):
        place: ClassVar[Place] = where
        counted: ClassVar[Statistics] = Statistics()

    return Machine


def test_histories_on_the_embedded_store() -> None:
    machine = machine_at(EmbeddedPlace())
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert machine.counted.histories >= 1
    assert machine.counted.audit_differences == 0


@pytest.mark.neo4j
def test_histories_on_a_server(empty_neo4j: StoreSettings) -> None:
    place = Neo4jPlace(empty_neo4j)
    machine = machine_at(place)
    try:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=4, stateful_step_count=5, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
    finally:
        place.close()
    assert machine.counted.histories >= 1
    assert machine.counted.audit_differences == 0
