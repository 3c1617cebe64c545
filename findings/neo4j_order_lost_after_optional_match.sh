#!/usr/bin/env bash
# Finding: with ORDER BY … LIMIT, Neo4j may leave out the first rows where OPTIONAL MATCH found nothing.
#
# Versions: Neo4j 5.26.31 Community with Java 17, 2026.09.0 with Java 25; both alike.
# Source:   the server's own plan, whose operators this script prints.
#
# Behaviour: rows are ordered by an expression that has a value where its variable is null: COUNT {…}, EXISTS {…},
# coalesce(e.n, ''), e.n IS NOT NULL. Where the planner makes the OPTIONAL MATCH a NodeLeftOuterHashJoin, it sorts below the
# join, on the side on which there are no rows without e yet, and takes the whole for sorted: nothing sorts above the join.
# LIMIT then takes the rows that come first out of the join, and those with the least value may not be among them.
# The planner comes to this by itself on graphs of some hundred nodes; here USING JOIN, which must not change an answer, asks
# for it on two nodes and one relationship. A relative with DISTINCT is neo4j/neo4j#13859.
# Remedy: WITH DISTINCT a, e between the OPTIONAL MATCH and the RETURN that orders; it keeps the planner from sorting early.
#
# Exit code: 0 when this is what happens, 1 when any of it has changed, another when the trial itself cannot be made.
# Needs Java and Maven. Another release:  NEO4J=2026.09.0 JAVA_HOME=… bash neo4j_order_lost_after_optional_match.sh
#
# Output seen:
#   Neo4j 5.26.31, two nodes and a relationship from one to the other:
#   first, as planned: 0
#   first, by a join: 1
#   least, by a join: 0
#   first, by a join and with the remedy: 0
#   plan: ProduceResults Apply Limit NodeLeftOuterHashJoin (NodeByLabelScan, Sort)
#   as described: the row that comes first is left out
set -euo pipefail

NEO4J=${NEO4J:-5.26.31}
JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >pom.xml <<XML
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.example</groupId>
  <artifactId>trial</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>$NEO4J</version></dependency>
  </dependencies>
</project>
XML

cat >Trial.java <<'JAVA'
import java.nio.file.Path;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.graphdb.GraphDatabaseService;

class Trial {
    static final String MATCH = "MATCH (a:P) OPTIONAL MATCH (a)<-[:R]-(e:P) ";
    static final String COUNT = "RETURN COUNT { (e)-[:R]-(:P) } AS k ";

    public static void main(String[] arguments) {
        var service = new DatabaseManagementServiceBuilder(Path.of(arguments[0])).build();
        GraphDatabaseService graph = service.database("neo4j");
        graph.executeTransactionally("CREATE (:P {n: 'x'})-[:R]->(:P {n: 'y'})");
        System.out.println("first, as planned: " + first(graph, MATCH + COUNT));
        System.out.println("first, by a join: " + first(graph, MATCH + "USING JOIN ON a " + COUNT));
        System.out.println("least, by a join: " + ask(graph, MATCH + "USING JOIN ON a "
                + COUNT.replace("COUNT", "min(COUNT").replace("} AS", "}) AS")));
        System.out.println("first, by a join and with the remedy: "
                + first(graph, MATCH + "USING JOIN ON a WITH DISTINCT a, e " + COUNT));
        try (var transaction = graph.beginTx()) {
            var result = transaction.execute("EXPLAIN " + MATCH + "USING JOIN ON a " + COUNT + "ORDER BY k LIMIT 1");
            var text = new StringBuilder();
            for (var plan = result.getExecutionPlanDescription(); ; plan = plan.getChildren().get(0)) {
                text.append(plan.getName()).append(' ');
                if (plan.getName().startsWith("NodeLeftOuterHashJoin")) {
                    System.out.println("plan: " + text + "(" + plan.getChildren().get(0).getName() + ", "
                            + plan.getChildren().get(1).getName() + ")");
                    break;
                }
            }
        }
        service.shutdown();
    }

    static Object first(GraphDatabaseService graph, String query) {
        return ask(graph, query + "ORDER BY k LIMIT 1");
    }

    static Object ask(GraphDatabaseService graph, String query) {
        return graph.executeTransactionally(query, java.util.Map.of(), result -> result.next().get("k"));
    }
}
JAVA

mvn -B -q dependency:copy-dependencies -DoutputDirectory=lib >errors || { cat errors >&2; exit 2; }
"$JAVA" --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED -cp 'lib/*' Trial.java "$folder/home" \
    >found 2>errors || { cat errors >&2; exit 2; }
echo "Neo4j $NEO4J, two nodes and a relationship from one to the other:"
cat found

if grep -q "as planned: 0" found && grep -q "first, by a join: 1" found && grep -q "least, by a join: 0" found; then
    echo "as described: the row that comes first is left out"
else
    echo "changed: not as described" >&2
    exit 1
fi
