"""Queries drawn from a grammar, and whether two stores answer them alike.

The parts: :mod:`sample_graph` is the graph that both stores hold, :mod:`queries` draws queries from a grammar over graphmill's schema,
:mod:`answers` compares two answers, :mod:`judging` asks both stores, :mod:`shrinking` makes a query that differs short, and
:mod:`differences` tells what it shows.
"""
