"""Paths that cannot be read: the text, where the caret stands, and the reason."""

FAULTS = [
    ("/{a", 1, "Unbalanced '{'"),
    ("/a}", 2, "Unbalanced '}'"),
    ("/{a}}", 4, "Unbalanced '}'"),
    ("/{{a}}", 1, "Bad parameter"),
    ("/{1a}", 2, "Bad parameter name '1a'"),
    ("/x/{é}/y", 4, "Bad parameter name 'é'"),
    ("/{}", 1, "Bad parameter name ''"),
    ("/{a-b}", 2, "Bad parameter name 'a-b'"),
    ("/{a:}", 1, "Empty regex"),
    ("/{a}/{a}", 6, "Repeated parameter 'a'"),
    ("/{a}/{a:x}", 6, "Repeated parameter 'a'"),
    ("/{a:(}", 4, "Bad pattern"),
    ("/x/{a:[}", 6, "Bad pattern"),
    ("/{a:x}/{b:*}", 10, "Bad pattern"),
    (r"/{a:\9}", 5, "Bad pattern"),
    ("/{a:x}/{b:(?P<a>y)}", 0, "Bad pattern"),
]
