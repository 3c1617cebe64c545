"""While collection is paused, the interpreter looks for no cycles; afterwards all is as it was."""

from __future__ import annotations

import gc

import pytest

from linking.across_documents.resolution import collection_paused


def test_collection_is_paused_and_goes_on_afterwards():
    with collection_paused():
        assert not gc.isenabled()
        with collection_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_collection_goes_on_after_an_error():
    with pytest.raises(ValueError, match="spoilt"), collection_paused():
        raise ValueError("spoilt")
    assert gc.isenabled()


def test_who_switched_collection_off_finds_it_off():
    gc.disable()
    try:
        with collection_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
