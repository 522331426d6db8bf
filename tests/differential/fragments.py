"""The building blocks of random paths, plainest first: what a template may hold, and what fits it."""

from collections.abc import Mapping

LITERALS = ("a", "b", "ab", "c", "users", "x1")
ODD_LITERALS = (
    "a.b",
    "a-b",
    "",
    "é",
    "É",
    "日本",
    "a b",
    "%20",
    "a%20b",
    "%2F",
    "%2f",
    "a%2Fb",
    "%25",
    "%252F",
    "%C3%A9",
    "%c3%a9",
    "%ff",
    "%FF",
    "%C3",
    "%",
    "100%",
    "%%32F",
    "%2%46",
    "%zz",
    "%61",
    "%7Bp%7D",
    "%00",
    "a+b",
    "a?b",
    "a#b",
    ";v=1",
    "@:",
    "~",
    "(a|b)",
    "[a]",
    "a*",
    "$",
    "^a",
    "\\d",
    '"',
    ".",
    "..",
    "*",
    "a\nb",
    " ",
)

NAMES_OF_PARAMS = ("p", "q", "r", "s", "_t")

# Regexes that stay inside a segment, and texts that they take.
INNER: Mapping[str, tuple[str, ...]] = {
    r"\d+": ("1", "42", "007", "٣"),
    "[a-z]+": ("a", "ab", "users"),
    r"\d{2,4}": ("12", "1234", "12345", "1"),
    "[^/]+": ("a", "{a}", "%7B", "a%2Fb"),
    "a|ab": ("a", "ab"),
    "(a|b)+": ("a", "abba"),
    "(a)|b": ("a", "b"),
    "(?:a|ab)*": ("", "aab"),
    r"\d*": ("", "1"),
    "[a-z]?": ("", "a"),
    r"\w+": ("a_1", "é", "日本"),
    r"\w+?": ("a_1", "ab"),
    "[^/]*?": ("", "a-b"),
    "[A-Za-z0-9_.-]+": ("a.b-c", "A"),
    "(?i:ab)": ("AB", "aB"),
    "a++": ("aa", "a"),
    "(?>a|ab)": ("a", "ab"),
    "[a-z]{1,3}": ("abc", "abcd"),
    "[^%/]+": ("a", "100%", "a b"),
    "%2F": ("%2F", "%2f"),
    "[%2F]+": ("%2F", "%252F"),
    r"\d+%": ("100%", "100%25"),
    "é+": ("é", "%C3%A9%C3%A9"),
    r"[^\W\d]+": ("a", "é"),
    "-?[0-9]+": ("-1", "5"),
}

# Regexes that may take slashes.
CROSSING: Mapping[str, tuple[str, ...]] = {
    ".*": ("", "a", "a/b", "a/b/", "/", "a//b"),
    ".+": ("a", "a/b", "/a", "a%2Fb/c"),
    ".*?": ("", "a/b"),
    "[^a]+": ("b/b", "b"),
    r"\D+": ("a/b", "a"),
    r"\S+": ("a/b", "a"),
    r"\W+": ("/", "-"),
    "a/b": ("a/b",),
    "(?:[a-z]+/)*": ("", "a/", "a/b/"),
    "(?s:.*)": ("a/%0Ab", "%0A"),
    "(?:/[a-z]+)*": ("", "/a/b"),
    ".{1,3}": ("a/b", "a"),
    "[^{}]+": ("a/b", "a"),
    "a|.*": ("a", "a/b"),
    "[!-~]+": ("a/b", "a"),
}

# Regexes that look past their own text.
LOOKING: Mapping[str, tuple[str, ...]] = {
    "(?=a).*": ("a", "a/b"),
    "(?!a).+": ("b", "b/a"),
    "(?<=/)b": ("b",),
    "(?<!a)b": ("b",),
    r"\ba\b": ("a",),
    "^a": ("a",),
    "a$": ("a",),
    "$": ("",),
    r"\Aa\Z": ("a",),
    "(?P<i>a)": ("a",),
    "(?P<i>a)?b": ("b", "ab"),
    "(?P<i>a)|b": ("b", "a"),
    "(?P<i>[ab])(?P=i)": ("aa", "bb"),
    r"(a|b)\1": ("aa", "ab"),
    "(?P=p)": ("a", "b"),
    r"\1": ("a", "b"),
    "(?(1)a|b)": ("a", "b"),
    "(?P<i>a)?(?(i)b|c)": ("ab", "c"),
}

# Regexes that break out of their parameter, and still compile.
BREAKING: Mapping[str, tuple[str, ...]] = {
    "a)(b": ("ab",),
    "a)|(b": ("a", "b"),
    "a)(?P<j>b": ("ab",),
    "a)?/(b": ("a/b", "/b"),
    "a)|(.*": ("a", "b"),
    "a)|(/a|/b|/a/b|/users": ("a", "b"),
}

BAD_REGEXES = (
    "(",
    "[",
    "*",
    "+",
    "a)",
    "a{2,1}",
    "(?P<1>a)",
    "(?P<p>a)",
    "(?i)a",
    "(?P=nobody)",
    r"\9",
    "(?<=a*)b",
    "a\nb",
    "a{4294967296}",
)

BAD_PATHS: tuple[object, ...] = (
    "a",
    "{p}",
    "/{",
    "/}",
    "/{p",
    "/p}",
    "/}{",
    "/{}",
    "/{1p}",
    "/{p:}",
    "/{p q}",
    "/{p-q}",
    "/{é}",
    "/{{p}}",
    "/{p}}",
    "/{p}/{p}",
    "/{p:a{2{3}}}",
    "/a/{p}{",
    "*",
    "http://a/b",
    None,
    5,
    b"/a",
)

NAMES: tuple[str | None, ...] = (None, None, None, "n1", "n2", "user.edit", "user:list-all", "é")
BAD_NAMES: tuple[object, ...] = ("if", "a.class", "1a", "a b", "", "a..b", "a.", 5, b"a")

METHODS = ("GET", "POST", "PUT", "DELETE", "*", "HEAD", "OPTIONS", "PATCH", "PROPFIND")
ODD_METHODS: tuple[object, ...] = ("get", "Post", "pRoPfInD", "M-SEARCH")
BAD_METHODS: tuple[object, ...] = ("GE T", "", "G,T", "É", "GET/", None, 5)

# Texts for plain parameters, as they stand in a request line.
VALUES = (
    "a",
    "b",
    "ab",
    "1",
    "a-b",
    "a.b",
    "abab",
    "v1.2",
    "a%2Fb",
    "%2f",
    "%2F",
    "%25",
    "%252F",
    "%20",
    "%C3%A9",
    "é",
    "%ff",
    "%",
    "100%",
    "%%32F",
    "%%325",
    "%2%46",
    "%25%32F",
    "%7Bp%7D",
    "{",
    "a}",
    "..",
    ".",
    "%2e%2e",
    "%0A",
    "a+b",
    "~",
    "A",
    "_",
    "",
    "\udcff",
    "%00",
)

PREFIXES = ("/a", "/b", "/ab", "/a/b", "/a/", "/users", "/a.b", "/a//b", "//a")
ODD_PREFIXES = ("/é", "/a b", "/%20", "/a%2Fb", "/a%2fb", "/%25", "/100%", "/(a)", "/{p}", "/a/{p}", "/..")
BAD_PREFIXES: tuple[object, ...] = ("", "/", "a", "//", None, b"/a")

DOMAINS = ("a.example", "*.example", "A.Example", "a.example:8080", "*.example:8080", "b*.example", "*")
BAD_DOMAINS: tuple[object, ...] = ("", "http://a.example", "-a", "a b", 5, None, "a..b")
HOSTS = (
    None,
    "a.example",
    "A.EXAMPLE",
    "b.example",
    "a.example:8080",
    "b.example:8080",
    "a.example:80",
    "b.a.example",
    "localhost",
    "",
)
