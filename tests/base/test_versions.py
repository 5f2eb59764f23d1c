"""Versions: ranges mean what they mean to pip, and requirements.txt is read as pip reads it."""

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from fashion_cnn.base import versions
from fashion_cnn.base.paths import KIT


@pytest.mark.parametrize(
    "wanted", [">=3.15.1,<3.16", ">=2,<3", ">=2.0", "<=3.15", "==3.15.1", ">= 3.11, < 3.14"]
)
def test_ranges_mean_what_they_mean_to_pip(wanted):
    for version in ("1.9", "2", "2.0.0", "2.10", "3", "3.2", "3.13.7", "3.15", "3.15.1", "3.16.0"):
        assert versions.fits(version, wanted) == SpecifierSet(wanted).contains(version), version


@pytest.mark.parametrize("version", ["2.21.0rc1", "2.21.0+cpu", "2.21.0.dev20260101", "2.21"])
def test_what_follows_the_numbers_of_a_version_does_not_count(version):
    assert versions.fits(version, ">=2.21,<2.22")


def test_it_reads_every_line_of_requirements_txt():
    lines = (KIT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [Requirement(line) for line in lines if line and line[0] not in "#-"]
    found = versions.requirements()
    assert list(found) == [requirement.name for requirement in wanted]
    for requirement in wanted:
        assert SpecifierSet(found[requirement.name]) == requirement.specifier
