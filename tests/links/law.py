"""What `PathTemplate.fill()` promises, in the plainest words: no short cuts, and the whole path asked each time."""

import re
from collections.abc import Mapping

from yarl import URL

from resrouter.errors import PartsError, UrlError, ValueRefusedError
from resrouter.paths.encoding import is_encodable, plain_value, safe_literal, safe_value, safe_values
from resrouter.paths.language import traits
from resrouter.paths.syntax import CatchAll, Param, Static
from resrouter.paths.template import PathTemplate

_DOT_SEGMENT = re.compile(r"(?:^|/|%2F)\.\.?(?:$|/|%2F)")


def filled(template: PathTemplate, parts: Mapping[str, str]) -> str:
    """The raw path for these values; raises what `fill()` must raise."""
    names = tuple(piece.name for piece in template.pieces if not isinstance(piece, Static))
    if set(parts) != set(names):
        raise PartsError(given=sorted(map(str, parts)), required=names)
    for name, value in parts.items():
        if not is_encodable(value):
            raise ValueRefusedError(name, value, "is a lone surrogate, which no URL can carry")
    first: UrlError | None = None
    for keep_slashes in (True, False):
        path = "".join(
            piece.text
            if isinstance(piece, Static)
            else (safe_values if isinstance(piece, CatchAll) and keep_slashes else safe_value)(parts[piece.name])
            for piece in template.pieces
        )
        refusal = refused(template, path, parts)
        if refusal is None:
            quoted = URL.build(path=path).raw_path
            return quoted.replace("%25", "%") if "%" in path else quoted
        first = first or refusal
    assert first is not None
    raise first


def refused(template: PathTemplate, path: str, parts: Mapping[str, str]) -> UrlError | None:
    """Why a safe path is no link with these parts, or None when it is one."""
    if not path:
        return ValueRefusedError("", path, "is empty until its application starts or is mounted")
    if safe_literal(path) != path:
        return ValueRefusedError("", path, f"can match no request; write it {safe_literal(path)!r}")
    if lower := re.search("%(?:[a-f][0-9A-Fa-f]|[0-9][a-f]|[A-F][a-f])", path):
        return ValueRefusedError("", path, f"holds {lower[0]!r}, which clients write {lower[0].upper()!r}")
    if path.startswith("//"):
        return ValueRefusedError("", path, 'starts with "//", which a client reads as another host')
    if _DOT_SEGMENT.search(path):
        culprits = [name for name in template.names if _DOT_SEGMENT.search(safe_values(parts[name]))]
        part, shown = (culprits[0], parts[culprits[0]]) if culprits else ("", path)
        return ValueRefusedError(part, shown, 'has a "." or ".." segment, which clients remove')
    return _lost(template, path, parts)


def _lost(template: PathTemplate, path: str, parts: Mapping[str, str]) -> UrlError | None:
    """Why the path would not give the parts back, or None when it does."""
    match = template.pattern.fullmatch(path)
    found = None if match is None else {name: plain_value(text or "") for name, text in match.groupdict().items()}
    for piece in template.pieces:
        if isinstance(piece, Static) or (found is not None and found[piece.name] == parts[piece.name]):
            continue
        reason = _own_reason(piece, parts[piece.name])
        if reason is None and found is not None:
            reason = f"would come back as {found[piece.name]!r}"
        if reason is not None:
            return ValueRefusedError(piece.name, parts[piece.name], reason)
    return None if found is not None else ValueRefusedError("", path, f"does not fit {str(template)!r}")


def _own_reason(piece: Param | CatchAll, value: str) -> str | None:
    """Why a parameter refuses a value whatever stands around it, or None when it does not."""
    if piece.regex is None:
        if not value:
            return "is empty, and a parameter takes at least one character"
        return 'holds a brace, which "{name}" never takes' if {"{", "}"} & set(value) else None
    forms = {safe_value(value), safe_values(value)}
    if not traits(piece.regex).stands_alone or any(re.fullmatch(piece.regex, form) for form in forms):
        return None
    return f"does not match its pattern {piece.regex!r}"
