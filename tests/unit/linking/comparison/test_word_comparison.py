"""Two words of names: the same word in another writing, with a slip of the pen, or another word."""

from __future__ import annotations

import pytest

from linking.comparison.words import word_relation


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("v", "vladimir", "initial"),
        ("sergei", "sergey", "sound"),
        ("apple", "appel", "sound"),
        ("putin", "pudin", "typo"),
        ("gates", "cates", "slip"),
        ("nuristani", "nooristani", "consonants"),
        ("путин", "пулин", "typo"),
        ("barack", "барак", "sound"),
        ("obama", "ομπαμα", ""),
        ("obama", "օբամա", "sound"),
        ("fernando", "فرناندو", "consonants"),
        ("perez", "بيريز", "consonants"),
    ],
)
def test_one_word_in_two_writings(one, other, relation):
    assert word_relation(one, other) == relation
    assert word_relation(other, one) == relation


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("abc", "cba"),
        ("mario", "rossi"),
        ("asr1603", "asr1605"),
        ("ii", "iii"),
        ("lee", "lea"),
        ("高石早苗", "高市早苗"),
        ("이재형", "이재명"),
    ],
)
def test_two_words_are_two(one, other):
    assert word_relation(one, other) == ""
