"""How much hypothesis tries: "ci" unless --hypothesis-profile says otherwise."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci",
    max_examples=200,
    deadline=None,  # a shared machine's pauses are not slowness; pytest-timeout catches what hangs
    derandomize=False,  # each run looks elsewhere; the printed blob brings a failure back
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],  # large tables take long to draw, on purpose
)
settings.register_profile("quick", settings.get_profile("ci"), max_examples=20)
settings.load_profile("ci")
