"""Plans of Neo4j, as the tests of plans and the benchmarks read them."""

from __future__ import annotations

from tests.support.query_plans import operator_of


def test_a_plan_is_told_as_a_tree() -> None:
    seek = {
        "operatorType": "NodeUniqueIndexSeek@neo4j",
        "args": {"DbHits": 4, "Rows": 2, "Details": "e:\n Entity"},
    }
    plan = {"operatorType": "ProduceResults@neo4j", "args": {"DbHits": 1, "Rows": 2}, "children": [seek]}
    found = operator_of(plan)
    assert [each.name for each in found.all()] == ["ProduceResults", "NodeUniqueIndexSeek"]
    assert found.hits == 5
    assert "e: Entity" in list(found.lines())[1]
