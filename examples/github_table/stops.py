"""What the tour shows, as data: requests and links, each with its one right outcome."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Stop:
    """A request, what it shows, and its right answer."""

    method: str
    path: str
    point: str = ""
    operation: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    allow: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A call of `router.url()`, and the link it gives or the name of the error it raises."""

    name: str
    parts: Mapping[str, object]
    outcome: str
    query: Mapping[str, str | int] | tuple[tuple[str, str | int], ...] | None = None
    base: str | None = None


HELLO = "/repos/octocat/hello-world"
IN_HELLO = {"owner": "octocat", "repo": "hello-world"}


def _label(path: str, value: str, point: str) -> Stop:
    """A request for a label: GitHub lets its users put any text there."""
    return Stop("GET", f"{HELLO}/labels/{path}", point, "issues/get-label", {**IN_HELLO, "name": value})


REQUESTS: dict[str, tuple[Stop, ...]] = {
    "Literal paths": (
        Stop("GET", "/", "GitHub's own root", "meta/root"),
        Stop("GET", "/zen", "", "meta/get-zen"),
        Stop("POST", "/markdown", "", "markdown/render"),
        Stop("GET", "/search/repositories?q=router&sort=stars", "a query changes nothing", "search/repos"),
    ),
    "Parameters": (
        Stop("GET", "/users/octocat", "", "users/get-by-username", {"username": "octocat"}),
        Stop("GET", f"{HELLO}/issues/42", "", "issues/get", {**IN_HELLO, "issue_number": "42"}),
        Stop(
            "PATCH",
            f"{HELLO}/issues/42",
            "another method",
            "issues/update",
            {**IN_HELLO, "issue_number": "42"},
        ),
        Stop(
            "GET",
            "/repos/aio-libs/aiohttp/compare/v3.13...master",
            "dots are text",
            "repos/compare-commits",
            {"owner": "aio-libs", "repo": "aiohttp", "basehead": "v3.13...master"},
        ),
        Stop(
            "DELETE",
            f"{HELLO}/issues/42/labels/bug",
            "",
            "issues/remove-label",
            {**IN_HELLO, "issue_number": "42", "name": "bug"},
        ),
        Stop(
            "GET",
            "/repos/o/r/code-scanning/codeql/variant-analyses/7/repos/p/s",
            "ten segments deep",
            "code-scanning/get-variant-analysis-repo-task",
            {
                "owner": "o",
                "repo": "r",
                "codeql_variant_analysis_id": "7",
                "repo_owner": "p",
                "repo_name": "s",
            },
        ),
        Stop(
            "PUT",
            "/enterprises/acme/teams/core/memberships/ada",
            "",
            "enterprise-team-memberships/add",
            {"enterprise": "acme", "enterprise_team": "core", "username": "ada"},
        ),
    ),
    "Percent-encoding": (
        _label("good%20first%20issue", "good first issue", "a space"),
        _label("ui%2Fdark", "ui/dark", "a slash in a segment"),
        _label("100%25", "100%", "a percent sign"),
        _label("%252F", "%2F", "decoded once, not twice"),
        _label("c++;v=1", "c++;v=1", "a plus is a plus"),
        _label("%3Cb%3E%22%27%26", "<b>\"'&", "what HTML is afraid of"),
        _label("Gr%C3%B6%C3%9Fe", "Größe", "UTF-8"),
        _label("%E5%8D%B0%E5%88%B7%E6%89%80", "印刷所", "UTF-8, wide"),
    ),
    "Several segments in one parameter": (
        Stop(
            "GET",
            f"{HELLO}/contents/src/app/main.py",
            "{path:.+}",
            "repos/get-content",
            {**IN_HELLO, "path": "src/app/main.py"},
        ),
        Stop(
            "DELETE",
            f"{HELLO}/contents/notes/a%20b.md",
            "",
            "repos/delete-file",
            {**IN_HELLO, "path": "notes/a b.md"},
        ),
        Stop(
            "PATCH",
            f"{HELLO}/git/refs/heads/feature/login",
            "{ref:.+}",
            "git/update-ref",
            {**IN_HELLO, "ref": "heads/feature/login"},
        ),
    ),
    "Overlaps: two templates fit": (
        Stop(
            "GET",
            f"{HELLO}/issues/comments",
            "literal beats parameter",
            "issues/list-comments-for-repo",
            IN_HELLO,
        ),
        Stop(
            "PATCH",
            f"{HELLO}/issues/comments",
            "the literal lacks it",
            "issues/update",
            {**IN_HELLO, "issue_number": "comments"},
        ),
        Stop("GET", "/gists/a1/comments", "", "gists/list-comments", {"gist_id": "a1"}),
        Stop("GET", "/gists/a1/9f3c", "", "gists/get-revision", {"gist_id": "a1", "sha": "9f3c"}),
        Stop(
            "GET",
            "/users/ada/attestations/7",
            "one shape twice:",
            "users/list-attestations",
            {"username": "ada", "subject_digest": "7"},
        ),
        Stop(
            "DELETE",
            "/users/ada/attestations/7",
            "the method decides",
            "users/delete-attestations-by-id",
            {"username": "ada", "attestation_id": "7"},
        ),
    ),
    "HEAD, 405 and 404": (
        Stop("HEAD", HELLO, "as GET, no body", "repos/get"),
        Stop("DELETE", "/zen", "", status=405, allow="GET,HEAD"),
        Stop("OPTIONS", f"{HELLO}/issues/42", "no route for it", status=405, allow="GET,HEAD,PATCH"),
        Stop("PUT", f"{HELLO}/issues/comments", "of all that fit", status=405, allow="GET,HEAD,PATCH"),
        Stop("GET", "/nowhere", "", status=404),
        Stop("GET", "/users/octocat/", "a slash at the end", status=404),
        Stop("GET", f"{HELLO}/labels/", "an empty parameter", status=404),
    ),
}

LINKS: dict[str, tuple[Link, ...]] = {
    "Links": (
        Link("issues.get", {**IN_HELLO, "issue_number": 42}, f"{HELLO}/issues/42"),
        Link(
            "issues.list_for_repo",
            IN_HELLO,
            f"{HELLO}/issues?labels=bug&labels=ui&page=2",
            query=(("labels", "bug"), ("labels", "ui"), ("page", 2)),
        ),
        Link("issues.get_label", {**IN_HELLO, "name": "ui/dark 100%"}, f"{HELLO}/labels/ui%2Fdark%20100%25"),
        Link(
            "repos.get_content",
            {**IN_HELLO, "path": "src/app/main.py"},
            f"{HELLO}/contents/src/app/main.py?ref=v1.0",
            query={"ref": "v1.0"},
        ),
        Link(
            "users.get_by_username",
            {"username": "Zoë"},
            "https://api.github.com/users/Zo%C3%AB",
            base="https://api.github.com",
        ),
    ),
    "Links that would not come back, and so are refused": (
        Link("issues.get", {**IN_HELLO, "issue_nr": 42}, "PartsError"),
        Link("users.get_by_username", {"username": ".."}, "ValueRefusedError"),
        Link("gists.get_revision", {"gist_id": "a1", "sha": "comments"}, "ShadowedUrlError"),
        Link("issue.get", {}, "UnknownNameError"),
    ),
}
