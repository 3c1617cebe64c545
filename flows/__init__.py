"""Prefect flows, settings and the ``graphmill`` command. No logic of its own: it orchestrates the other rooms."""
