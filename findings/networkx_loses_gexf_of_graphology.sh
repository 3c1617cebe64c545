#!/usr/bin/env bash
# Finding: networkx reads the GEXF that graphology writes without places, colours and sizes, or not at all.
#
# Versions: graphology 0.26.0, graphology-gexf 0.13.2, networkx 3.6.1; Node 20, Python 3.11.
# Source:   graphology-gexf/common/writer.js: the 1.2 file declares xmlns:viz="http:///www.gexf.net/1.1draft/viz", a namespace of 1.1 with
#           a slash too many; the 1.3 file gives a colour that is written "#rrggbb" as the attribute hex alone, which GEXF 1.3 allows.
#           networkx/readwrite/gexf.py, GEXFReader.add_viz: viz elements are looked for in the namespace of the
#           file's own version, and r, g and b of a colour are taken as numbers without a look whether they are there.
#
# Behaviour: written as 1.2, the default, the nodes come with their labels alone, without a word: "viz" is missing. Written as 1.3 with
# colours as "#rrggbb", reading ends with TypeError. Written as 1.3 with colours as "rgb(r, g, b)", all of it is read.
# Remedy: write version 1.3, and colours as rgb().
#
# Exit code: 0 when this is what happens, 1 when any of it has changed, another when the trial itself cannot be made.
#
# Output seen:
#   1.2, #56b4e9: {'label': 'Ada'}
#   1.3, #56b4e9: TypeError
#   1.3, rgb(86, 180, 233): {'viz': {'color': {'r': 86, 'g': 180, 'b': 233, 'a': 1.0}, 'size': 3.0, 'position': {'x': 1.0, 'y': 2.0, 'z': 0.0}}, 'label': 'Ada'}
#   as described
set -euo pipefail

PYTHON=${PYTHON:-python3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$PYTHON" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "networkx==3.6.1"
cd "$folder"
echo '{"private": true}' >package.json
npm install --silent --no-fund --no-audit --ignore-scripts graphology@0.26.0 graphology-gexf@0.13.2 >npm.log

cat >write.cjs <<'JAVASCRIPT'
const Graph = require("graphology");
const gexf = require("graphology-gexf");
const [version, color] = process.argv.slice(2);
const graph = new Graph({ type: "undirected" });
graph.addNode("a", { label: "Ada", x: 1, y: 2, size: 3, color });
process.stdout.write(gexf.write(graph, { version }));
JAVASCRIPT

cat >read.py <<'PYTHON'
import io
import subprocess
import sys

import networkx

seen = []
for version, colour in (("1.2", "#56b4e9"), ("1.3", "#56b4e9"), ("1.3", "rgb(86, 180, 233)")):
    written = subprocess.run(["node", "write.cjs", version, colour], check=True, capture_output=True).stdout
    try:
        seen.append(str(networkx.read_gexf(io.BytesIO(written)).nodes["a"]))
    except TypeError:
        seen.append("TypeError")
    print(f"{version}, {colour}: {seen[-1]}")
as_described = seen[0] == "{'label': 'Ada'}" and seen[1] == "TypeError" and "'position'" in seen[2] and "'color'" in seen[2]
print("as described" if as_described else "changed")
sys.exit(0 if as_described else 1)
PYTHON
"$folder/venv/bin/python" read.py
