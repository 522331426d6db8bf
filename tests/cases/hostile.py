"""Requests that mean harm, and what becomes of each. The table they meet is `tests/hostile/world.py`.

What happens to `//`, dots, `%2F`, `%5C`, `;`, `%00` and a stray `%` is told in docs/paths.md; here it is proven.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

LOCAL = (b"Host: localhost",)


@dataclass(frozen=True, slots=True)
class Hostile:
    """A request as bytes, and its one right answer."""

    target: bytes
    status: int
    resource: str = ""  # with status 200: the name of what answered, "" for a file
    params: Mapping[str, str] = field(default_factory=dict)
    file: str = ""  # with status 200: the file that was served
    allow: str = ""
    location: str = ""
    method: bytes = b"GET"
    headers: tuple[bytes, ...] = LOCAL
    version: bytes = b"HTTP/1.1"
    # aiohttp's parser in Python, used where the one in C cannot be built, lets more through.
    needs_c_parser: bool = False

    def __str__(self) -> str:
        shown = self.target if len(self.target) <= 60 else self.target[:30] + b"..." + self.target[-10:]
        told = [] if self.headers == LOCAL else [repr(line[:40])[2:-1] for line in self.headers]
        return " ".join([self.method.decode(), repr(shown)[2:-1], *told])


def takes(target: bytes, resource: str, **params: str) -> Hostile:
    return Hostile(target, 200, resource, params)


def refuses(target: bytes, status: int = 404) -> Hostile:
    return Hostile(target, status)


def asks(method: bytes, target: bytes, status: int, allow: str = "") -> Hostile:
    return Hostile(target, status, allow=allow, method=method)


def serves(target: bytes, file: str) -> Hostile:
    return Hostile(target, 200, file=file)


def sends(target: bytes, location: str) -> Hostile:
    return Hostile(target, 303, location=location)


def hosted(resource: str, *headers: bytes, target: bytes = b"/plain", **params: str) -> Hostile:
    return Hostile(target, 200, resource, params, headers=headers)


# What a request line may hold in place of a path.
FORMS = [
    asks(b"OPTIONS", b"*", 404),
    refuses(b"*", 400),
    refuses(b"", 400),
    refuses(b"x", 400),
    refuses(b"plain", 400),
    refuses(b"..", 400),
    refuses(b"../plain", 400),
    refuses(b"%2Fplain", 400),
    refuses(b"\\plain", 400),
    refuses(b"?", 400),
    refuses(b"?/plain", 400),
    refuses(b"#", 400),
    refuses(b"localhost:80", 400),
    asks(b"CONNECT", b"localhost:80", 404),
    asks(b"CONNECT", b"/plain", 404),
    takes(b"http://localhost/plain", "plain"),
    takes(b"HTTP://LOCALHOST/plain", "plain"),
    takes(b"https://localhost/plain", "plain"),
    takes(b"ftp://localhost/plain", "plain"),
    takes(b"javascript://x/plain", "plain"),
    takes(b"http://evil.test/plain", "plain"),
    takes(b"http://user:pw@localhost/plain", "plain"),
    takes(b"http://localhost/", "root"),
    takes(b"http://localhost/users/a%2Fb", "user", name="a/b"),
    refuses(b"http://localhost"),
    refuses(b"http://localhost?x"),
    refuses(b"http://localhost//plain"),
    refuses(b"http://localhost/../secret.txt"),
    refuses(b"http:///plain", 400),
    refuses(b"http:/plain", 400),
    refuses(b"http://[::1/plain", 400),
    refuses(b"http://localhost:99999/plain", 400),
    asks(b"OPTIONS", b"http://localhost/plain", 405, "GET"),
    takes(b"/?", "root"),
    takes(b"/#", "root"),
    takes(b"/plain?", "plain"),
    takes(b"/plain?a=/../b", "plain"),
    takes(b"/plain?%00%0D%0A", "plain"),
    takes(b"/plain#x", "plain"),
    takes(b"/plain#/../x", "plain"),
    refuses(b"/plain%23x"),
    Hostile(b"/plain#x?y", 404, needs_c_parser=True),
]

# Slashes are never merged, added or dropped, and a folded letter is another letter.
SLASHES = [
    refuses(b"//"),
    refuses(b"///"),
    refuses(b"//plain"),
    refuses(b"//localhost/plain"),
    takes(b"/plain/", "plain.slash"),
    refuses(b"/plain//"),
    takes(b"/gap//plain", "gap"),
    refuses(b"/gap/plain"),
    refuses(b"/gap///plain"),
    refuses(b"/gap/%2Fplain"),
    refuses(b"/users/"),
    refuses(b"/users//"),
    refuses(b"/users//posts/7"),
    refuses(b"/users/ada/"),
    takes(b"/users/ada/posts/7", "post", name="ada", id="7"),
    refuses(b"/users/ada/posts/7/"),
    refuses(b"/users/ada/posts/7%2F"),
    refuses(b"/users/ada/posts/-7"),
    takes(b"/files/", "files", rest=""),
    refuses(b"/files"),
    takes(b"/files//", "files", rest="/"),
    takes(b"/files/a//b", "files", rest="a//b"),
    refuses(b"/deep//y/end"),
    refuses(b"/deep/x//end"),
    takes(b"/deep/x///end", "between", head="x", rest="/"),
    takes(b"/deep/x/y/end/end", "between", head="x", rest="y/end"),
    refuses(b"/%2Fplain"),
    refuses(b"/plain%2F"),
    refuses(b"/plain%2f"),
    refuses(b"/PLAIN"),
]

# Dots are text: no segment is removed, whatever it is.
DOTS = [
    refuses(b"/./plain"),
    refuses(b"/plain/."),
    refuses(b"/plain/.."),
    refuses(b"/x/../plain"),
    refuses(b"/%2e/plain"),
    refuses(b"/x/%2e%2e/plain"),
    refuses(b"/.."),
    takes(b"/users/.", "user", name="."),
    takes(b"/users/..", "user", name=".."),
    takes(b"/users/%2e%2e", "user", name=".."),
    takes(b"/users/%2E%2E%2Fplain", "user", name="../plain"),
    takes(b"/users/..;", "user", name="..;"),
    takes(b"/files/../plain", "files", rest="../plain"),
    takes(b"/files/%2e%2e/plain", "files", rest="../plain"),
    takes(b"/files/..%2Fplain", "files", rest="../plain"),
]

# Every escape is decoded once; "%2F" stays inside its segment.
ESCAPES = [
    takes(b"/%70lain", "plain"),
    takes(b"/pl%61in", "plain"),
    takes(b"/a%20b", "spaced"),
    refuses(b"/a+b"),
    refuses(b"/plain%20"),
    takes(b"/caf%C3%A9", "accent"),
    takes(b"/caf%c3%a9", "accent"),
    refuses(b"/cafe%CC%81"),
    refuses(b"/caf%E9"),
    takes(b"/100%25", "percent"),
    refuses(b"/100%2525"),
    takes(b"/users/%6Eew", "user.new"),
    takes(b"/users/n%65w", "user.new"),
    takes(b"/users/a%2Fb", "user", name="a/b"),
    takes(b"/users/a%2fb", "user", name="a/b"),
    takes(b"/users/%2F", "user", name="/"),
    takes(b"/users/a%252Fb", "user", name="a%2Fb"),
    takes(b"/users/a%25252Fb", "user", name="a%252Fb"),
    takes(b"/users/%252e%252e", "user", name="%2e%2e"),
    takes(b"/users/a%5Cb", "user", name="a\\b"),
    takes(b"/users/a\\b", "user", name="a\\b"),
    takes(b"/users/%5C..%5C", "user", name="\\..\\"),
    takes(b"/users/a;b=c", "user", name="a;b=c"),
    takes(b"/users/a%3Bb", "user", name="a;b"),
    takes(b"/users/;", "user", name=";"),
    refuses(b"/plain;v=1"),
    refuses(b"/plain%3Bv=1"),
    takes(b"/users/a+b", "user", name="a+b"),
    takes(b"/users/a%2Bb", "user", name="a+b"),
    takes(b"/users/a%3Fb", "user", name="a?b"),
    takes(b"/users/a%23b", "user", name="a#b"),
    takes(b"/users/%EF%BC%8F", "user", name="\uff0f"),
    takes(b"/users/%E2%80%AE", "user", name="\u202e"),
    takes(b"/users/a|b", "user", name="a|b"),
    takes(b"/users/a%3Cb%3E", "user", name="a<b>"),
    takes(b"/users/%22'<", "user", name="\"'<"),
    refuses(b"/users/{x}"),
    refuses(b"/users/%7Bx%7D"),
    takes(b"/v1%2E2/notes", "version", major="1", minor="2"),
    refuses(b"/users/ada/posts/%2B7"),
    # \d and its like read Unicode: [0-9] does not.
    refuses(b"/users/ada/posts/%D9%A3"),
]

# A "%" without two hex digits is a "%"; bytes that are no UTF-8 keep their escapes.
STRAY_PERCENTS = [
    takes(b"/100%", "percent"),
    refuses(b"/100%%"),
    takes(b"/users/%", "user", name="%"),
    takes(b"/users/%%", "user", name="%%"),
    takes(b"/users/%4", "user", name="%4"),
    takes(b"/users/%zz", "user", name="%zz"),
    takes(b"/users/%u0061", "user", name="%u0061"),
    takes(b"/users/%%32F", "user", name="%2F"),
    takes(b"/users/%2%46", "user", name="%2F"),
    takes(b"/users/%2%35", "user", name="%25"),
    takes(b"/users/%%%2F", "user", name="%%/"),
    takes(b"/users/%C0%AF", "user", name="%C0%AF"),
    takes(b"/users/%C0%AE%C0%AE", "user", name="%C0%AE%C0%AE"),
    takes(b"/users/%E0%80%AF", "user", name="%E0%80%AF"),
    takes(b"/users/%ED%A0%80", "user", name="%ED%A0%80"),
    takes(b"/users/%F4%90%80%80", "user", name="%F4%90%80%80"),
    takes(b"/users/%FF", "user", name="%FF"),
    takes(b"/users/%C3", "user", name="%C3"),
    takes(b"/users/%C3/posts/7", "post", name="%C3", id="7"),
]

# Controls arrive as escapes or not at all.
CONTROLS = [
    refuses(b"/plain%00"),
    takes(b"/users/%00", "user", name="\0"),
    takes(b"/users/a%00b", "user", name="a\0b"),
    takes(b"/users/%0A", "user", name="\n"),
    takes(b"/users/%7F", "user", name="\x7f"),
    takes(b"/users/a%0D%0AX-Injected:%201", "user", name="a\r\nX-Injected: 1"),
    takes(b"/files/%00", "files", rest="\0"),
    # "." takes no line feed, as in any regex.
    refuses(b"/files/%0A"),
    refuses(b"/users/a b", 400),
    refuses(b"/users/a\tb", 400),
    refuses(b"/users/a\0b", 400),
    refuses(b"/users/a\x7fb", 400),
    refuses(b"/users/a\rb", 400),
    Hostile(b"/caf\xc3\xa9", 400, needs_c_parser=True),
    Hostile(b"/caf\xe9", 400, needs_c_parser=True),
    Hostile(b"/users/a\xffb", 400, needs_c_parser=True),
    Hostile(b"/users/\xc0\xaf", 400, needs_c_parser=True),
]

# As long as a request line may be: 8,190 bytes, see aiohttp's max_line_size.
LONG = [
    takes(b"/users/" + b"a" * 8000, "user", name="a" * 8000),
    takes(b"/users/" + b"%41" * 2600, "user", name="A" * 2600),
    takes(b"/users/" + b"%2F" * 2600, "user", name="/" * 2600),
    takes(b"/users/" + b"%25" * 2600, "user", name="%" * 2600),
    takes(b"/users/" + b"%" * 8000, "user", name="%" * 8000),
    takes(b"/users/" + b"%FF" * 2600, "user", name="%FF" * 2600),
    refuses(b"/users/" + b"{" * 8000),
    refuses(b"/users/" + b"a" * 8200, 400),
    refuses(b"/" * 8000),
    refuses(b"/a" * 4000),
    refuses(b"/users/ada" + b"/" * 8000),
    refuses(b"/plain" + b"/.." * 2600),
    refuses(b"/plain" + b"/." * 4000),
    refuses(b"/users/ada/posts/" + b"7" * 8000 + b"x"),
    takes(b"/users/ada/posts/" + b"7" * 8000, "post", name="ada", id="7" * 8000),
    takes(b"/files/" + b"/" * 8000, "files", rest="/" * 8000),
    takes(b"/files/" + b"a/" * 4000, "files", rest="a/" * 4000),
    takes(b"/deep/x/" + b"a/" * 3990 + b"end", "between", head="x", rest=("a/" * 3990)[:-1]),
    refuses(b"/deep/x/" + b"a/" * 3990 + b"enx"),
    refuses(b"/deep/x/" + b"end/" * 1990),
    refuses(b"/deep" + b"/" * 8000),
    refuses(b"/api/7/k/" + b"part-7-" * 1100),
    refuses(b"/api/" + b"7" * 8000),
]

# A regex of several "[^{}/]+" in a row would try every way to share the dashes out, in cubic time.
GLUED = [
    takes(b"/glued/a-b-c", "glued", a="a", b="b", c="c"),
    takes(b"/glued/a-b-c-d-e", "glued", a="a-b-c", b="d", c="e"),
    takes(b"/glued/-----", "glued", a="-", b="-", c="-"),
    refuses(b"/glued/--"),
    refuses(b"/glued/a-b"),
    takes(b"/glued/a%2Fb-c-d", "glued", a="a/b", b="c", c="d"),
    takes(b"/glued/%25-%2F-%", "glued", a="%", b="/", c="%"),
    takes(b"/glued/" + b"-" * 8000, "glued", a="-" * 7996, b="-", c="-"),
    takes(b"/glued/" + b"a-" * 4000, "glued", a="a-" * 3997 + "a", b="a", c="a-"),
    refuses(b"/glued/" + b"-" * 8000 + b"{"),
    refuses(b"/glued/" + b"-" * 8000 + b"/x"),
    refuses(b"/glued/" + b"a" * 8000),
    takes(b"/again/1ab2ab3ab4", "again", a="1", b="2", c="3", d="4"),
    takes(b"/again/" + b"ab" * 4000, "again", a="ab" * 3994, b="ab", c="ab", d="ab"),
    takes(b"/again/" + b"aab" * 2600, "again", a="aab" * 2596 + "a", b="a", c="a", d="aab"),
    refuses(b"/again/" + b"a" * 8000),
    refuses(b"/again/" + b"ab" * 4000 + b"}"),
    refuses(b"/again/" + b"aab" * 2600 + b"/"),
    takes(b"/v1.2/notes", "version", major="1", minor="2"),
    takes(b"/v1.2.3/notes", "version", major="1.2", minor="3"),
    refuses(b"/v./notes"),
    takes(b"/v" + b"." * 8000 + b"/notes", "version", major="." * 7998, minor="."),
    refuses(b"/v" + b"." * 8000 + b"/note"),
    takes(b"/api/299/k/part-299-x.json", "api", key="k", tail="x"),
    refuses(b"/api/none/k/part-none-x.json"),
    refuses(b"/api/7/k/part-7-.json"),
]

# Outside the directory all is 404, and inside each file has one path.
FILES = [
    serves(b"/static/site.css", "site.css"),
    serves(b"/static/site.css?v=../../secret.txt", "site.css"),
    serves(b"/static/site.css#../secret.txt", "site.css"),
    serves(b"/static/docs/guide.txt", "docs/guide.txt"),
    serves(b"/static/docs%2Fguide.txt", "docs/guide.txt"),
    serves(b"/static/alias.css", "site.css"),
    serves(b"/static/a%20b.txt", "a b.txt"),
    serves(b"/static/caf%C3%A9.txt", "café.txt"),
    serves(b"/static/100%25.txt", "100%.txt"),
    serves(b"/static/100%.txt", "100%.txt"),
    serves(b"/static/a%252Fb.txt", "a%2Fb.txt"),
    serves(b"/static/a%%32Fb.txt", "a%2Fb.txt"),
    serves(b"/static/a%5Cb.txt", "a\\b.txt"),
    serves(b"/static/" + b"n" * 255, "n" * 255),
    refuses(b"/static", 403),
    refuses(b"/static/", 403),
    refuses(b"/static/docs", 403),
    refuses(b"/static/docs/", 403),
    refuses(b"/static/pipe", 403),
    refuses(b"/static//"),
    refuses(b"/static//site.css"),
    refuses(b"/static/./site.css"),
    refuses(b"/static/docs//guide.txt"),
    refuses(b"/static/docs/../site.css"),
    refuses(b"/static/docs/%2e%2e/site.css"),
    refuses(b"/static/docs/..%2Fsite.css"),
    refuses(b"/static/docs%5C..%5Csite.css"),
    refuses(b"/static/site.css/"),
    refuses(b"/static/site.css/x"),
    refuses(b"/static/site.css/."),
    refuses(b"/static/.."),
    refuses(b"/static/../"),
    refuses(b"/static/../secret.txt"),
    refuses(b"/static/%2e%2e/secret.txt"),
    refuses(b"/static/..%2Fsecret.txt"),
    refuses(b"/static/..%2fsecret.txt"),
    refuses(b"/static/..%%32Fsecret.txt"),
    refuses(b"/static/..%252Fsecret.txt"),
    refuses(b"/static/%252e%252e/secret.txt"),
    refuses(b"/static/..\\secret.txt"),
    refuses(b"/static/..%5Csecret.txt"),
    refuses(b"/static/%C0%AE%C0%AE/secret.txt"),
    refuses(b"/static/%EF%BC%8E%EF%BC%8E/secret.txt"),
    refuses(b"/static/....//secret.txt"),
    refuses(b"/static/..;/secret.txt"),
    refuses(b"/static/..%00/secret.txt"),
    refuses(b"/static/docs/../../secret.txt"),
    refuses(b"/static/../public/site.css"),
    refuses(b"/static/../static/site.css"),
    refuses(b"/static/../publicity/secret.txt"),
    # Neither tells whether such a directory exists.
    refuses(b"/static/..%2Fpublic"),
    refuses(b"/static/..%2Fpublic%2Fsite.css"),
    refuses(b"/static/..%2Fpublicity"),
    refuses(b"/static/..%2Fnone"),
    refuses(b"/static%2Fsite.css"),
    refuses(b"/static%2F..%2Fsecret.txt"),
    refuses(b"/staticx"),
    refuses(b"/static.css"),
    refuses(b"/static/%2Fetc%2Fpasswd"),
    refuses(b"/static//etc/passwd"),
    refuses(b"/static/%2F%2Fhost%2Fshare"),
    refuses(b"/static/C:%5Cboot.ini"),
    refuses(b"/static/C:/boot.ini"),
    refuses(b"/static/NUL"),
    refuses(b"/static/~root"),
    refuses(b"/static/$HOME"),
    refuses(b"/static/*"),
    refuses(b"/static/%00"),
    refuses(b"/static/site.css%00"),
    refuses(b"/static/site.css%00.txt"),
    refuses(b"/static/site.css%0A"),
    refuses(b"/static/site.css%20"),
    refuses(b"/static/site.css."),
    refuses(b"/static/SITE.CSS"),
    refuses(b"/static/cafe%CC%81.txt"),
    refuses(b"/static/caf%E9.txt"),
    refuses(b"/static/a+b.txt"),
    refuses(b"/static/a%2Fb.txt"),
    refuses(b"/static/way-out.txt"),
    refuses(b"/static/way-out"),
    refuses(b"/static/way-out/secret.txt"),
    refuses(b"/static/loop"),
    refuses(b"/static/loop/x"),
    refuses(b"/static/" + b"n" * 256),
    refuses(b"/static/" + b"n" * 8000),
    refuses(b"/static/" + b"%C3%A9" * 128),
    refuses(b"/static/docs/" + b"n" * 256 + b"/x"),
    refuses(b"/static/" + b"docs/../" * 900 + b"site.css"),
    refuses(b"/static/" + b"../" * 2000 + b"etc/passwd"),
    refuses(b"/static/" + b"a/" * 4000),
    refuses(b"/static/" + b"/" * 8000 + b"site.css"),
    # The compressed sibling is a link to the secret.
    Hostile(b"/static/site.css", 200, file="site.css", headers=(*LOCAL, b"Accept-Encoding: gzip")),
    Hostile(b"/static/" + b"n" * 255, 200, file="n" * 255, headers=(*LOCAL, b"Accept-Encoding: gzip")),
    asks(b"POST", b"/static/site.css", 405, "GET,HEAD"),
    asks(b"POST", b"/static/../secret.txt", 404),
    asks(b"HEAD", b"/static/..%2Fsecret.txt", 404),
    # A prefix that no request shows as it is written.
    serves(b"/%C3%A0%20lire/site.css", "site.css"),
    serves(b"/%c3%a0%20lire/docs/guide.txt", "docs/guide.txt"),
    refuses(b"/%C3%A0%20lire/docs/../site.css"),
    refuses(b"/%C3%A0%20lire/../secret.txt"),
    refuses(b"/%C3%A0%20lire/..%2Fsecret.txt"),
    refuses(b"/%C3%A0+lire/site.css"),
    # A directory that may be left by symbolic links, and by nothing else.
    serves(b"/linked/inside.txt", "inside.txt"),
    serves(b"/linked/shared/shared.txt", "shared.txt"),
    refuses(b"/linked/shared", 403),
    refuses(b"/linked/shared/../inside.txt"),
    refuses(b"/linked/shared/../secret.txt"),
    refuses(b"/linked/shared/..%2Fsecret.txt"),
    refuses(b"/linked/../secret.txt"),
    refuses(b"/linked/..%2Fsecret.txt"),
    refuses(b"/linked/..%2Flinked"),
    refuses(b"/linked/loop"),
    refuses(b"/linked/%00"),
    refuses(b"/linked/" + b"n" * 256),
]

# An application below a prefix answers for whole segments; a stock one keeps aiohttp's second decoding.
SUB_APPLICATIONS = [
    takes(b"/sub/", "sub.root"),
    takes(b"/sub/x", "sub.item", item="x"),
    takes(b"/sub/a%2Fb", "sub.item", item="a/b"),
    takes(b"/sub/%%32F", "sub.item", item="%2F"),
    takes(b"/sub/..", "sub.item", item=".."),
    takes(b"/sub/%00", "sub.item", item="\0"),
    refuses(b"/sub"),
    refuses(b"/subx"),
    refuses(b"/sub//"),
    refuses(b"/sub//x"),
    refuses(b"/sub/x/"),
    refuses(b"/sub/../plain"),
    refuses(b"/sub%2Fx"),
    refuses(b"/sub/" + b"/" * 8000),
    takes(b"/s%C3%BCb/x", "accented.item", item="x"),
    refuses(b"/s%FCb/x"),
    takes(b"/stock/", "stock.root"),
    takes(b"/stock/a%2Fb", "stock.item", item="a/b"),
    takes(b"/stock/%%32F", "stock.item", item="/"),
    takes(b"/stock/" + b"-" * 8000, "stock.item", item="-" * 8000),
    refuses(b"/stock//x"),
]

# Only the Host header chooses a domain, and only as aiohttp's own rule reads it.
HOSTS = [
    hosted("admin.item", b"Host: admin.test", item="plain"),
    hosted("admin.item", b"Host: ADMIN.test", item="plain"),
    hosted("admin.item", b"Host: admin.test:8080", item="plain"),
    hosted("admin.item", b"Host: admin.test:80:90", item="plain"),
    hosted("admin.item", b"Host: admin.test:x", item="plain"),
    hosted("admin.root", b"Host: admin.test", target=b"/"),
    hosted("admin.item", b"Host: admin.test", target=b"/a%2Fb", item="a/b"),
    hosted("admin.item", b"Host: admin.test", target=b"http://localhost/plain", item="plain"),
    hosted("plain", b"Host: localhost", target=b"http://admin.test/plain"),
    hosted("plain", b"Host: admin.test."),
    hosted("plain", b"Host: xadmin.test"),
    hosted("plain", b"Host: admin.testx"),
    hosted("plain", b"Host: admin.test@evil.test"),
    hosted("plain", b"Host: evil.test@admin.test"),
    hosted("plain", b"Host: admin.test/x"),
    hosted("plain", b"Host: admin.test?x"),
    hosted("plain", b"Host: admin.test#x"),
    hosted("plain", b"Host: admin.test evil"),
    hosted("plain", b"Host: %61dmin.test"),
    hosted("plain", b"Host: admin\xe3\x80\x82test"),
    hosted("plain", b"Host: "),
    hosted("plain", b"Host:"),
    hosted("plain", b"Host: [::1"),
    hosted("plain", b"Host: localhost", b"X-Forwarded-Host: admin.test"),
    hosted("plain", b"Host: localhost", b"Forwarded: host=admin.test"),
    hosted("plain", b"Host: localhost", b"X-Original-URL: /users/new"),
    hosted("plain", b"Host: localhost", b"X-HTTP-Method-Override: DELETE"),
    hosted("wild.item", b"Host: a.wild.test", item="plain"),
    hosted("wild.item", b"Host: a.b.wild.test:8080", item="plain"),
    hosted("wild.item", b"Host: .wild.test", item="plain"),
    hosted("wild.item", b"Host: a/b.wild.test", item="plain"),
    hosted("wild.item", b"Host: " + b"a." * 3000 + b"wild.test", item="plain"),
    hosted("plain", b"Host: wild.test"),
    hosted("plain", b"Host: a.wild.test.evil.test"),
    hosted("plain", b"Host: " + b"a." * 3000 + b"wild.tes"),
    Hostile(b"/users/new", 404, headers=(b"Host: admin.test",)),
    Hostile(b"/plain", 400, headers=(b"Host: admin.test", b"Host: localhost")),
    Hostile(b"/plain", 400, headers=(b"Host: localhost", b"Host: admin.test")),
    Hostile(b"/plain", 400, headers=(b"Host: admin.test\0",)),
    Hostile(b"/plain", 400, headers=()),
    Hostile(b"/plain", 200, "plain", headers=(), version=b"HTTP/1.0"),
]

# A method is compared as it is written; 405 says what would do.
METHODS = [
    asks(b"POST", b"/plain", 405, "GET"),
    asks(b"HEAD", b"/plain", 405, "GET"),
    asks(b"OPTIONS", b"/", 405, "GET"),
    asks(b"TRACE", b"/plain", 405, "GET"),
    asks(b"PROPFIND", b"/users/a%0D%0Ab", 405, "GET"),
    asks(b"DELETE", b"/users/new", 405, "GET"),
    asks(b"POST", b"/glued/" + b"-" * 8000, 405, "GET"),
    asks(b"POST", b"/" * 8000, 404),
    Hostile(b"/plain", 400, method=b"get", needs_c_parser=True),
    Hostile(b"/plain", 400, method=b"BREW", needs_c_parser=True),
    Hostile(b"/plain", 400, method=b"*", needs_c_parser=True),
    asks(b"GE\tT", b"/plain", 400),
    Hostile(b"/nowhere", 417, headers=(*LOCAL, b"Expect: the unexpected")),
    Hostile(b"/plain", 417, headers=(*LOCAL, b"Expect: the unexpected")),
]

# A link made of what a request brought stays a path on this site, and one header line.
REDIRECTS = [
    sends(b"/go/ada", "/users/ada"),
    sends(b"/go/%2F%2Fevil.test", "/users/%2F%2Fevil.test"),
    sends(b"/go/%5C%5Cevil.test", "/users/%5C%5Cevil.test"),
    sends(b"/go/http:%2F%2Fevil.test", "/users/http:%2F%2Fevil.test"),
    sends(b"/go/a%0D%0AX-Injected:%201", "/users/a%0D%0AX-Injected:%201"),
    sends(b"/go/a%3Fb%23c", "/users/a%3Fb%23c"),
    sends(b"/go/%00", "/users/%00"),
    sends(b"/go/%C3%A9", "/users/%C3%A9"),
    sends(b"/go/%E2%80%A8", "/users/%E2%80%A8"),
    sends(b"/go/%FF", "/users/%25FF"),
    sends(b"/go/%", "/users/%25"),
    sends(b"/go/%252e%252e", "/users/%252e%252e"),
    refuses(b"/go/.", 400),
    refuses(b"/go/..", 400),
    refuses(b"/go/%2e%2e", 400),
    refuses(b"/go/..%2F..%2Fplain", 400),
    refuses(b"/go/new", 400),
]

GROUPS = {
    "forms": FORMS,
    "slashes": SLASHES,
    "dots": DOTS,
    "escapes": ESCAPES,
    "stray percents": STRAY_PERCENTS,
    "controls": CONTROLS,
    "long": LONG,
    "glued": GLUED,
    "files": FILES,
    "sub-applications": SUB_APPLICATIONS,
    "hosts": HOSTS,
    "methods": METHODS,
    "redirects": REDIRECTS,
}
ALL = [case for group in GROUPS.values() for case in group]
