"""Messages that files have in English, and people in their own language."""

import json

from fashion_cnn.base.errors import KitError
from fashion_cnn.base.language import current, speak
from fashion_cnn.base.recorded import Recorded, spoken


def test_a_file_gets_english_and_a_person_the_language_spoken():
    speak("ko")
    source = Recorded("read from {place}", place="data")
    assert json.dumps([source]) == '["read from data"]'
    assert spoken(source) == "data에서 읽음"
    assert current() == "ko"
    speak("en")
    assert spoken(source) == source


def test_an_error_in_it_is_in_the_same_language():
    speak("ko")
    error = KitError("the Keras cache cannot be used: {reason}", reason=KitError("no connection."))
    said = Recorded("{error} It cannot be replaced there ({reason}).", error=error, reason="x")
    assert said.startswith("the Keras cache cannot be used: no connection. It cannot be")
    assert spoken(said).startswith("Keras 캐시를 쓸 수 없습니다: 연결할 수 없습니다. ")


def test_a_text_from_a_file_is_looked_up():
    speak("ko")
    assert spoken("scikit-learn's digits, enlarged (not MNIST)").startswith("scikit-learn의 숫자")
    assert spoken("made") == "made"
