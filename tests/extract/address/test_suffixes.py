"""The part of a host name that its owner registered, by the rules of the Public Suffix List."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tldextract import TLDExtract

from extract.address.suffixes import registrable

# A name, and what of it was registered; None: nobody can register it.
CASES = [
    # One label under a suffix of one.
    ("example.com", "example.com"),
    ("www.example.com", "example.com"),
    ("a.b.example.com", "example.com"),
    ("com", None),
    # Suffixes of several labels: the longest rule wins.
    ("bbc.co.uk", "bbc.co.uk"),
    ("news.bbc.co.uk", "bbc.co.uk"),
    ("co.uk", None),
    ("uk", None),
    ("example.uk", "example.uk"),
    ("www.city.gov.gr", "city.gov.gr"),
    ("asahi.or.jp", "asahi.or.jp"),
    # Suffixes of providers: two customers are two sites.
    ("one.blogspot.com", "one.blogspot.com"),
    ("www.one.blogspot.com", "one.blogspot.com"),
    ("blogspot.com", None),
    ("me.github.io", "me.github.io"),
    # A wildcard stands for one label, and an exception takes a name out of it.
    ("ck", None),
    ("any.ck", None),
    ("b.any.ck", "b.any.ck"),
    ("c.b.any.ck", "b.any.ck"),
    ("www.ck", "www.ck"),
    ("www.www.ck", "www.ck"),
    ("city.kobe.jp", "city.kobe.jp"),
    ("www.city.kobe.jp", "city.kobe.jp"),
    ("any.kobe.jp", None),
    ("b.any.kobe.jp", "b.any.kobe.jp"),
    # A wildcard below a wildcard: the name between them is a suffix by the upper one.
    ("oci.customer-oci.com", None),
    # Names in other scripts are found however they are written, and come back as they came.
    ("новости.рф", "новости.рф"),
    ("xn--b1amarcd.xn--p1ai", "xn--b1amarcd.xn--p1ai"),
    ("www.xn--b1amarcd.xn--p1ai", "xn--b1amarcd.xn--p1ai"),
    ("xn--p1ai", None),
    ("shop.xn--55qx5d.cn", "shop.xn--55qx5d.cn"),
    ("xn--55qx5d.cn", None),
    # What no rule covers.
    ("localhost", None),
    ("printer.localdomain", None),
    ("", None),
    # What is no name.
    (".com", None),
    ("a..com", None),
    ("com.", None),
    ("xn--", None),
    ("xn--\x7f.com", "xn--\x7f.com"),
]


@pytest.mark.parametrize(("name", "wanted"), CASES)
def test_the_longest_rule_says_what_was_registered(name, wanted):
    assert registrable(name) == wanted


# Here that reader takes the rule of the label between for none.
BELOW_A_WILDCARD = {"oci.customer-oci.com"}


@pytest.mark.parametrize("name", [name for name, _ in CASES if name not in BELOW_A_WILDCARD])
def test_another_reader_of_the_list_says_the_same(name, other_reader):
    assert (registrable(name) or "") == other_reader(name).top_domain_under_public_suffix


@pytest.fixture(scope="module")
def other_reader():
    return TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)


def test_a_name_of_a_million_labels_is_read_like_any_other():
    assert registrable("a." * 1_000_000 + "bbc.co.uk") == "bbc.co.uk"
    assert registrable("." * 1_000_000) is None


def test_no_rule_of_the_list_has_more_labels_than_are_looked_at(other_reader):
    # The longest have seven; what a wildcard stands for is one more, and the name itself another.
    longest = max(suffix.count(".") + 1 for suffix in other_reader.tlds)
    name = ".".join("abcdefghijklmnop"[: 12 - longest]) + ".example.co.uk"
    assert longest <= 7
    assert registrable(name) == "example.co.uk"


def test_an_address_is_read_without_a_library_for_the_network():
    code = (
        "import sys; from extract.urls import site; print(site('https://news.bbc.co.uk/1'), 'requests' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
    assert said.split() == ["bbc.co.uk", "False"]
