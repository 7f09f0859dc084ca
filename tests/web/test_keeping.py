"""What is kept of a record's answers: the same bytes for everyone, in no more room than was given."""

from __future__ import annotations

import gzip

from fastapi import Request, Response

from bilat.web import keeping
from bilat.web.keeping import Bodies


def _asked(encoding: str) -> Request:
    return Request({"type": "http", "method": "GET", "headers": [(b"accept-encoding", encoding.encode())]})


def test_a_kept_body_is_sent_as_it_was_made_with_its_headers_and_compressed_to_who_takes_it_so() -> None:
    bodies = Bodies()
    bodies.keep("/r", Response(b"railway " * 400, headers={"Link": '</r?cursor=x>; rel="next"', "ETag": 'W/"1"'}, media_type="application/json"))
    found = bodies.get("/r")
    assert found is not None
    plain, packed = found.response(_asked("identity")), found.response(_asked("br, gzip"))
    assert bytes(plain.body) == b"railway " * 400 == gzip.decompress(bytes(packed.body))
    assert packed.headers["content-encoding"] == "gzip" and packed.headers["content-length"] == str(len(packed.body)) and len(packed.body) < 100
    for answer in (plain, packed):
        assert (answer.headers["link"], answer.headers["etag"], answer.headers["content-type"]) == ('</r?cursor=x>; rel="next"', 'W/"1"', "application/json")


def test_what_was_longest_not_asked_for_makes_room() -> None:
    bodies, large = Bodies(), keeping.LARGEST - 100
    for n in range(8):
        bodies.keep(str(n), Response(bytes(large)), packed=False)
    bodies.get("0")
    bodies.keep("0", Response(bytes(large)), packed=False)  # takes its own place
    bodies.keep("8", Response(bytes(large)), packed=False)
    assert [n for n in range(9) if bodies.get(str(n)) is None] == [1]


def test_a_body_too_large_to_keep_is_still_sent() -> None:
    bodies = Bodies()
    made = bodies.keep("whole", Response(bytes(keeping.LARGEST + 1)), packed=False)
    assert len(made.response(_asked("identity")).body) == keeping.LARGEST + 1 and bodies.get("whole") is None
