"""Which paths a template fits, and with which parameters. Paths are in safe form: `%2F` and `%25` kept."""

from collections.abc import Mapping
from typing import NamedTuple


class Fit(NamedTuple):
    """A template, a safe path, and the parameters' values; None where the path does not fit."""

    template: str
    path: str
    params: Mapping[str, str] | None


FITS = [
    # plain
    Fit("/", "/", {}),
    Fit("/", "", None),
    Fit("", "", {}),
    Fit("/users", "/users", {}),
    Fit("/users", "/users/", None),
    Fit("/users/", "/users/", {}),
    Fit("/a//b", "/a//b", {}),
    Fit("/a//b", "/a/b", None),
    # one parameter takes one segment, not empty, without braces
    Fit("/users/{name}", "/users/ada", {"name": "ada"}),
    Fit("/users/{name}", "/users/", None),
    Fit("/users/{name}", "/users/a/b", None),
    Fit("/users/{name}", "/users/a%2Fb", {"name": "a/b"}),
    Fit("/users/{name}", "/users/a%252Fb", {"name": "a%2Fb"}),
    Fit("/users/{name}", "/users/100%25", {"name": "100%"}),
    Fit("/users/{name}", "/users/{x", None),
    Fit("/users/{name}", "/users/a\nb", {"name": "a\nb"}),
    Fit("/users/{name}", "/users/é ü", {"name": "é ü"}),
    Fit("/users/{_name}/", "/users/ada/", {"_name": "ada"}),
    Fit("/users/{_name}/", "/users/ada", None),
    Fit("/{a}/{b}", "/1/2", {"a": "1", "b": "2"}),
    Fit("/{a}/x/{b}", "/1/x/2", {"a": "1", "b": "2"}),
    Fit("/{a}/x/{b}", "/1/y/2", None),
    # parameters and literals in one segment: greedy, as a regex is
    Fit("/v-{n}", "/v-1", {"n": "1"}),
    Fit("/v-{n}", "/v-", None),
    Fit("/{file}.{ext}", "/a.tar.gz", {"file": "a.tar", "ext": "gz"}),
    Fit("/{file}.{ext}", "/a.", None),
    Fit("/{file}.{ext}", "/.a", None),
    Fit("/{a}{b}", "/xyz", {"a": "xy", "b": "z"}),
    Fit("/{a}{b}", "/x", None),
    Fit("/{a}-{b}-{c}", "/1-2-3", {"a": "1", "b": "2", "c": "3"}),
    Fit("/{a}-{b}-{c}", "/1-2-3-4", {"a": "1-2", "b": "3", "c": "4"}),
    Fit("/{a}-{b}-{c}", "/-----", {"a": "-", "b": "-", "c": "-"}),
    Fit("/{a}-{b}-{c}", "/----", None),
    Fit("/{a}--{b}", "/1---2", {"a": "1-", "b": "2"}),
    Fit("/<{a}>", "/<x>", {"a": "x"}),
    Fit("/x{a}x", "/xx", None),
    Fit("/x{a}x", "/xxx", {"a": "x"}),
    Fit("/{a}-{b}", "/{-1", None),
    # regexes inside a segment
    Fit(r"/{n:\d+}", "/42", {"n": "42"}),
    Fit(r"/{n:\d+}", "/4a", None),
    Fit(r"/{n:\d{2,4}}/x", "/123/x", {"n": "123"}),
    Fit(r"/{n:\d{2,4}}/x", "/1/x", None),
    Fit(r"/{n:\d*}", "/", {"n": ""}),
    Fit(r"/p{a:\d+}-{b}", "/p1-2-3", {"a": "1", "b": "2-3"}),
    Fit(r"/{a:[a-z]+}{b:\d+}", "/ab12", {"a": "ab", "b": "12"}),
    Fit(r"/{a:x|y}/z", "/y/z", {"a": "y"}),
    Fit(r"/{a:(x)(y)?}/z", "/xy/z", {"a": "xy"}),
    Fit(r"/{a:[^/]+}", "/{}", {"a": "{}"}),
    Fit(r"/{a:%2F}", "/%2F", {"a": "/"}),
    # regexes that may cross a slash
    Fit("/files/{rest:.*}", "/files/a/b/c", {"rest": "a/b/c"}),
    Fit("/files/{rest:.*}", "/files/", {"rest": ""}),
    Fit("/files/{rest:.*}", "/files", None),
    Fit("/files/{rest:.+}/edit", "/files/a/b/edit", {"rest": "a/b"}),
    Fit("/files/{rest:.+}/edit", "/files//edit", None),
    Fit("/f{rest:.*}", "/f", {"rest": ""}),
    Fit("/f{rest:.*}", "/foo/bar", {"rest": "oo/bar"}),
    Fit("/{t}/f{rest:.*}.txt", "/acme/f/a/b.txt", {"t": "acme", "rest": "/a/b"}),
    Fit(r"/{a:\S+}/{b}", "/1/2/3", {"a": "1/2", "b": "3"}),
    Fit("/{a}-{b}/{rest:.*}", "/1-2-3/x/y", {"a": "1-2", "b": "3", "rest": "x/y"}),
    # regexes that look around are matched with the whole path
    Fit(r"/{n:\d+$}", "/42", {"n": "42"}),
    Fit(r"/{n:^\d+}", "/42", None),
    Fit(r"/{a:(?=x)\w+}/b", "/xy/b", {"a": "xy"}),
    Fit(r"/{a:(x)}/{b:\2}", "/x/x", {"a": "x", "b": "x"}),
    Fit(r"/{a:(x)}/{b:\2}", "/x/y", None),
    Fit(r"/{a:(?P<inner>x)y}", "/xy", {"a": "xy", "inner": "x"}),
    Fit(r"/{a:(?P<inner>x)?y}", "/y", {"a": "y"}),
    # literals are compared decoded, however they were written
    Fit("/é/{x}", "/é/1", {"x": "1"}),
    Fit("/%C3%A9/{x}", "/é/1", {"x": "1"}),
    Fit("/a%20b", "/a b", {}),
    Fit("/a%2Fb", "/a%2Fb", {}),
    Fit("/a%20b/{x}", "/a b/1", {"x": "1"}),
    Fit("/a b/{x}", "/a b/1", {"x": "1"}),
    Fit("/a%2fb/{x}", "/a%2Fb/1", {"x": "1"}),
    Fit("/100%", "/100%25", {}),
    Fit("/a%7Bb/{x}", "/a{b/1", {"x": "1"}),
    Fit("/q?r/{x}", "/q?r/1", {"x": "1"}),
    Fit("/a.b/{x}", "/aXb/1", None),
]
