import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.warc.http import Head, dechunk, parse_head, split


class TestSplit:
    @pytest.mark.parametrize(
        ("message", "head", "body"),
        [
            (b"A\r\nB: c\r\n\r\nbody", b"A\r\nB: c\r\n\r\n", b"body"),
            (b"A\nB: c\n\nbody", b"A\nB: c\n\n", b"body"),
            (b"A\r\n\r\n\r\n\r\nbody", b"A\r\n\r\n", b"\r\n\r\nbody"),
            (b"A\r\nB: c\r\n", b"A\r\nB: c\r\n", b""),
            # Each of the two line ends may lack its carriage return, whatever the body has.
            (b"A\nB: c\n\n<p>\r\n\r\n</p>", b"A\nB: c\n\n", b"<p>\r\n\r\n</p>"),
            (b"A\nB: c\n\r\nbody\n\n", b"A\nB: c\n\r\n", b"body\n\n"),
            (b"A\r\nB: c\r\n\nbody\r\n\r\n", b"A\r\nB: c\r\n\n", b"body\r\n\r\n"),
            (b"A\r\n\r\nbody\n\n", b"A\r\n\r\n", b"body\n\n"),
            (b"", b"", b""),
        ],
    )
    def test_ends_the_head_at_the_first_empty_line(self, message, head, body):
        assert split(message) == (head, body)

    @given(st.binary(max_size=200))
    def test_loses_nothing(self, message):
        head, body = split(message)
        assert head + body == message


class TestParseHead:
    @pytest.mark.parametrize(
        ("line", "status"),
        [
            (b"HTTP/1.1 200 OK", 200),
            (b"HTTP/1.0 404", 404),
            (b"HTTP/2 301 ", 301),
            (b"HTTP/1.1 200", 200),
            (b"HTTP/1.1  204 No Content", 204),
            (b"http/1.1\t200\tok", 200),
            (b"ICY 200 OK", None),
            (b"HTTP/1.1 OK", None),
            (b"HTTP/1.1 2000 OK", None),
            (b"", None),
        ],
    )
    def test_reads_the_status(self, line, status):
        assert parse_head(line + b"\r\n\r\n").status == status

    def test_keeps_repeated_fields_in_order(self):
        head = parse_head(b"HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nX: 1\r\nset-cookie: b\r\n\r\n")
        assert head.fields == (("set-cookie", "a"), ("x", "1"), ("set-cookie", "b"))

    def test_joins_folded_lines(self):
        assert parse_head(b"HTTP/1.1 200 OK\r\nX: a\r\n  b\r\n\r\n").get("x") == "a b"

    def test_reads_latin_1(self):
        assert parse_head(b"HTTP/1.1 200 OK\r\nX: caf\xe9\r\n\r\n").get("x") == "café"

    def test_leaves_out_lines_without_a_colon(self):
        assert parse_head(b"HTTP/1.1 200 OK\r\nnonsense\r\nX: 1\r\n\r\n").fields == (("x", "1"),)

    @given(st.binary(max_size=300))
    def test_never_raises(self, head):
        assert isinstance(parse_head(head), Head)


class TestHead:
    @pytest.mark.parametrize(
        ("value", "mime", "charset"),
        [
            ("text/html", "text/html", None),
            ("Text/HTML; Charset=UTF-8", "text/html", "utf-8"),
            ('text/html;charset="windows-1253"', "text/html", "windows-1253"),
            ("text/html; charset='iso-8859-7'; x=y", "text/html", "iso-8859-7"),
            ("text/html; charset=", "text/html", None),
            ("", None, None),
            ("text/html\0\xff ; x", "text/html", None),
            ("text / html", "text/html", None),
            (";charset=utf-8", None, "utf-8"),
        ],
    )
    def test_reads_media_type_and_charset(self, value, mime, charset):
        head = Head(200, (("content-type", value),))
        assert (head.mime, head.charset) == (mime, charset)

    def test_has_no_media_type_without_the_field(self):
        assert Head(200, ()).mime is None

    def test_splits_lists_over_fields_and_commas(self):
        head = Head(200, (("content-encoding", "GZIP, br"), ("content-encoding", " ,zstd")))
        assert head.values("content-encoding") == ["gzip", "br", "zstd"]


class TestDechunk:
    @pytest.mark.parametrize(
        ("body", "content"),
        [
            (b"5\r\nhello\r\n0\r\n\r\n", b"hello"),
            (b"3;name=value\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: x\r\n\r\n", b"hello"),
            (b"5\nhello\n0\n\n", b"hello"),
            (b"A\r\n0123456789\r\n0\r\n\r\n", b"0123456789"),
            (b" 5 \r\nhello\r\n0\r\n\r\n", b"hello"),
            # cut on its way
            (b"5\r\nhello\r\n5\r\nwo", b"hellowo"),
            (b"5\r\nhello\r\n", b"hello"),
            # breaks midway
            (b"5\r\nhello\r\nnonsense", b"hello"),
            # kept decoded under its old head
            (b"<html>hello</html>", b"<html>hello</html>"),
            (b"", b""),
            (b"0\r\n\r\n", b""),
        ],
    )
    def test_gives_what_the_chunks_hold(self, body, content):
        assert dechunk(body) == content

    @given(st.lists(st.binary(min_size=1, max_size=50)))
    def test_undoes_any_chunking(self, chunks):
        body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
        assert dechunk(body) == b"".join(chunks)

    @given(st.binary(max_size=200))
    def test_never_raises(self, body):
        assert len(dechunk(body)) <= len(body)
