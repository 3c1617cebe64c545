"""What a person decides on the page, as it is sent: read strictly, so that nothing is taken over which nobody meant."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from graph.explorer.limits import WrongRequestError

_Id = Annotated[str, Field(min_length=1, max_length=500)]
_Name = Annotated[str, Field(min_length=1, max_length=2_000)]
_Documents = Annotated[list[_Name], Field(max_length=20_000)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Act(_Strict):
    by: Annotated[str, Field(max_length=100)] = ""
    why: Annotated[str, Field(max_length=4_000)] = ""


class MergeAct(_Act):
    """Two entities, by id, are the same."""

    act: Literal["merge"]
    a: _Id
    b: _Id


class ApartAct(_Act):
    """Two entities, by id, are different."""

    act: Literal["apart"]
    a: _Id
    b: _Id


class SplitAct(_Act):
    """What some documents (ids) call an entity, or some of its names, are another one."""

    act: Literal["split"]
    a: _Id
    documents: _Documents = []
    names: Annotated[list[_Name], Field(max_length=1_000)] = []


class ValueAct(_Act):
    """What an entity is called, or of which type it is."""

    act: Literal["rename", "retype"]
    a: _Id
    value: _Name


class HideAct(_Act):
    """An entity is not to be shown in listings."""

    act: Literal["hide"]
    a: _Id


class HandleGiven(_Strict):
    """A name of a question of the review, as it was asked about."""

    name: _Name
    type: _Name
    documents: _Documents = []


class JudgeAct(_Act):
    """The answer to a question of the review."""

    act: Literal["judge"]
    verdict: Literal["same", "different", "unsure"]
    left: HandleGiven
    right: HandleGiven
    score: Annotated[float, Field(ge=0, le=1)]


class UndoAct(_Act):
    """Decisions, by id, no longer hold."""

    act: Literal["undo"]
    ids: Annotated[list[_Id], Field(min_length=1, max_length=1_000)]


Act = MergeAct | ApartAct | SplitAct | ValueAct | HideAct | JudgeAct | UndoAct
_ACTS: TypeAdapter[Act] = TypeAdapter(Annotated[Act, Field(discriminator="act")])


def read_act(given: Any) -> Act:
    """Return the act that the JSON value of a request says.

    Raises:
        WrongRequestError: It says none, or something beside it; the message names the first thing that is wrong.

    """
    try:
        act = _ACTS.validate_python(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(each) for each in first["loc"][1:]) or "the request"
        raise WrongRequestError(f"{place}: {first['msg']}.") from None
    if isinstance(act, SplitAct) and bool(act.documents) == bool(act.names):
        raise WrongRequestError("Say what is another entity, either by its documents or by its names.")
    if not act.by.isprintable():
        raise WrongRequestError("by: a person's name on one line, please.")
    return act
