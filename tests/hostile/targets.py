"""Random request targets: bytes, most of them made of pieces that routers and file systems stumble over."""

from hypothesis import strategies as st

PIECES = [
    *(b"/", b"//", b"%2F", b"%2f", b"%252F", b"%%32F", b"%5C", b"\\", b".", b"..", b"%2e%2e", b";", b"%3B"),
    *(b"%", b"%%", b"%2", b"%zz", b"%00", b"%0A", b"%0D%0A", b"%FF", b"%C0%AF", b"%C3%A9", b"%ED%A0%80"),
    *(b"?", b"#", b":", b"@", b"*", b"{", b"}", b"%7B", b"-", b"-" * 300, b"ab", b"ab" * 300, b"+", b"~", b"|"),
    *(b"plain", b"users", b"new", b"posts", b"7", b"glued", b"again", b"files", b"deep", b"end", b"two", b"v1.2"),
    *(b"static", b"linked", b"shared", b"docs", b"site.css", b"secret.txt", b"public", b"way-out", b"loop", b"pipe"),
    *(b"sub", b"stock", b"go", b"api", b"part-7-x.json", b"n" * 256, b"\xc3\xa9", b"\xff", b"http://localhost"),
]


def targets() -> st.SearchStrategy[bytes]:
    """Targets without the bytes that would end the request line."""
    made = st.lists(st.sampled_from(PIECES), max_size=14).map(b"".join)
    rooted = made.map(lambda target: b"/" + target)
    noise = st.binary(max_size=60).map(lambda noise: b"/" + bytes(byte for byte in noise if byte not in b" \r\n"))
    return st.one_of(rooted, rooted, made, noise)
