"""Generated queries, answered by the embedded store and by a Neo4j server, and their answers compared.

The parts: :mod:`sample_graph` is the graph that both hold, :mod:`queries` draws queries from a grammar over graphmill's schema,
:mod:`answers` compares two answers, :mod:`judging` asks both stores, and :mod:`shrinking` makes a query that differs short.
"""
