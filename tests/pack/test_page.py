"""The page of a served pack in a real browser: what gets into the command that learners copy."""

import re
from pathlib import Path

import pytest

from fashion_cnn.pack import install

pytestmark = pytest.mark.slow

PAGE = Path(install.__file__).with_name("page.html").read_text(encoding="utf-8")


@pytest.fixture
def lines(chromium):
    """A function that opens the page at an address and returns the lines of its commands."""
    page = chromium.new_page()
    page.route("**", lambda route: route.fulfill(body=PAGE, content_type="text/html"))

    def at(address):
        page.goto("about:blank")
        page.goto(address)
        return page.locator("pre").all_inner_texts()

    yield at
    page.close()


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("http://192.168.0.7:8000/", "http://192.168.0.7:8000"),
        ("http://laptop.local:8000/index.html", "http://laptop.local:8000"),
        ("http://laptop:8000/my-pack/index.html", "http://laptop:8000/my-pack"),
        (
            "http://laptop:8000/index.html#/';print(1);pack='http://laptop:8000/x",
            "http://laptop:8000",
        ),
        ("http://laptop:8000/index.html?x=/';print(1);pack='/x", "http://laptop:8000"),
        ("http://user:pass'word@laptop:8000/index.html", "http://laptop:8000"),
    ],
)
def test_the_address_of_the_laptop_is_in_the_command(lines, link, address):
    for line in lines(link):
        assert re.search("pack='(.*?)'; exec", line)[1] == address
        assert "print" not in line


UNUSUAL = ["';print(1);'/", "$(date)/", "a;b/", "a%0Ab/../';x/", "(x)/", "a//b/", "%x/"]


@pytest.mark.parametrize("path", UNUSUAL)
def test_a_path_that_a_shell_could_run_gives_no_command(lines, path):
    assert not any("exec" in line for line in lines(f"http://laptop:8000/{path}index.html"))


@pytest.mark.parametrize(
    ("path", "sent"), [('"x/', "%22x"), ("`x`/", "%60x%60"), ("a b/", "a%20b")]
)
def test_what_the_browser_encodes_stays_encoded(lines, path, sent):
    for line in lines(f"http://laptop:8000/{path}index.html"):
        assert f"pack='http://laptop:8000/{sent}';" in line
