"""What other installed packages add to graphmill, found by the entry points that they declare."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Generic, TypeVar

Thing = TypeVar("Thing")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plugin(Generic[Thing]):
    """A thing that an installed package adds: the name of its entry point, the package, and the thing itself."""

    name: str
    package: str
    thing: Thing


@dataclass(frozen=True, slots=True)
class PluginFault:
    """An entry point of an installed package that cannot be used, and why."""

    group: str
    name: str
    package: str
    reason: str

    def __str__(self) -> str:
        return (
            f"The plug-in {self.name!r} of the package {self.package} ({self.group}) is left out: {self.reason}. "
            "Upgrade the package, or uninstall it."
        )


def plugins(group: str, kind: type[Thing]) -> Iterator[Plugin[Thing] | PluginFault]:
    """Yield, for every entry point of ``group`` in the order of their names, the ``kind`` it leads to, or what is wrong with it.

    A plug-in that cannot be imported costs nothing but itself.
    """
    for point in sorted(entry_points(group=group), key=lambda point: (point.name, point.value)):
        try:
            thing = point.load()
        except Exception as error:  # noqa: BLE001 - whatever another package raises is that package's fault
            said = " ".join(str(error).split())[:200]
            yield _fault(point, f"{point.value} cannot be imported ({type(error).__name__}: {said})")
            continue
        if isinstance(thing, kind):
            yield Plugin(point.name, _package_of(point), thing)
        else:
            yield _fault(point, f"{point.value} is no {kind.__name__}")


def add_plugins(
    group: str, kind: type[Thing], *, add: Callable[[Thing], None], why_not: Callable[[Thing], str]
) -> tuple[PluginFault, ...]:
    """Hand every plug-in of ``group`` that can be used to ``add``, and return those that were left out, which the log names.

    ``why_not`` says of a plug-in why it cannot stand beside what is there already, as that its name is taken; nothing where it can.
    """
    left_out: list[PluginFault] = []
    for found in plugins(group, kind):
        if isinstance(found, PluginFault):
            left_out.append(found)
        elif reason := why_not(found.thing):
            left_out.append(PluginFault(group, found.name, found.package, reason))
        else:
            add(found.thing)
    for fault in left_out:
        logger.warning("%s", fault)
    return tuple(left_out)


def _fault(point: EntryPoint, reason: str) -> PluginFault:
    return PluginFault(point.group, point.name, _package_of(point), reason)


def _package_of(point: EntryPoint) -> str:
    return point.dist.name if point.dist else "unknown"
