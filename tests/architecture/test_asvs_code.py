"""What no line of the portal's own code does, whatever page asks for it."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("protocol_portal", "concerns", "protocols", "councils")
OURS = [
    path
    for app in APPS
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
]
# What stands around the portal on a developer's machine is no part of a server.
SERVING = [path for path in OURS if "house" not in path.parts]
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))

# Made of the names of our own models, settings and roles; values are arguments still.
MAKES_STATEMENTS = {
    "councils/kernel/guards.py",
    "councils/kernel/isolation.py",
    "councils/kernel/scopes.py",
    "councils/management/commands/database_roles.py",
}
# What each of them marks is made by protocols.page_body, which escapes every word.
MARKS_AS_HTML = {"protocols/services/showing.py", "protocols/views/editing/page.py"}


def short(path):
    return str(path.relative_to(ROOT))


@cache
def nodes(path):
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


def calls(paths):
    """Give where each call stands, what it calls, and the call."""
    for path in paths:
        for node in nodes(path):
            if isinstance(node, ast.Call):
                yield short(path), ast.unparse(node.func), node


def imports(paths):
    """Give where each import stands, and what it imports."""
    for path in paths:
        for node in nodes(path):
            if isinstance(node, ast.Import):
                yield from ((short(path), alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield short(path), str(node.module)
                for alias in node.names:
                    yield short(path), f"{node.module}.{alias.name}"


def in_scripts(*words):
    return [
        (path.name, word)
        for path in SCRIPTS
        for word in words
        if word in path.read_text("utf-8")
    ]


def test_there_is_something_to_look_at():
    assert len(SERVING) > 100
    assert {path.name for path in SCRIPTS} >= {"portal.js", "editor.js"}
    assert len(TEMPLATES) > 80
    assert ("protocol_portal/celery.py", "celery.Celery") in set(imports(SERVING))


def test_no_statement_is_made_of_what_people_type():
    made = [
        (where, ast.unparse(call))
        for where, name, call in calls(OURS)
        if where not in MAKES_STATEMENTS
        and (
            name.rpartition(".")[2] in {"raw", "extra", "RawSQL", "executescript"}
            or (name.endswith(".execute") and not is_fixed(call.args[0]))
        )
    ]

    assert made == []


def is_fixed(words):
    """Say whether an argument is written out, here or as a constant of its module."""
    named = isinstance(words, ast.Name) and words.id.isupper()
    return named or isinstance(words, ast.Constant)


def test_no_words_become_code_or_a_command():
    made = {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}

    assert [
        (where, name)
        for where, name, call in calls(SERVING)
        if name in made or "shell" in {word.arg for word in call.keywords}
    ] == []


def test_nothing_is_read_back_that_can_carry_code():
    carriers = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "yaml"}

    assert [
        found for found in imports(SERVING) if found[1].partition(".")[0] in carriers
    ] == []


def test_no_template_is_made_of_what_people_type():
    making = {"Template", "from_string", "Environment"}

    assert [
        (where, name)
        for where, name, _ in calls(SERVING)
        if name.rpartition(".")[2] in making
    ] == []


def test_words_are_marked_as_html_in_two_places_only():
    assert {
        where for where, name, _ in calls(OURS) if name.endswith("mark_safe")
    } == MARKS_AS_HTML


def test_no_template_shows_words_unescaped():
    unescaped = {
        short(path)
        for path in TEMPLATES
        if re.search(r"\|\s*safe\b|autoescape off|safeseq", path.read_text("utf-8"))
    }

    # Mails are plain text; the printed body is made by protocols.page_body.
    assert {name for name in unescaped if not name.endswith(".txt")} == {
        "templates/protocols/pdf/protocol.html"
    }


def test_chance_and_digests_are_none_that_can_be_guessed():
    weak = {"hashlib.md5", "hashlib.sha1", "uuid.uuid1", "uuid.uuid3", "random"}

    assert [found for found in imports(SERVING) if found[1] in weak] == []
    assert [name for _, name, _ in calls(SERVING) if name in weak] == []


def test_nothing_fetches_an_address():
    fetching = ("urllib.request", "http.client", "requests", "httpx", "aiohttp")

    assert [found for found in imports(SERVING) if found[1].startswith(fetching)] == []


def test_no_page_is_kept_in_a_cache_that_others_read():
    keeping = "django.views.decorators.cache.cache_page"

    assert [found for found in imports(SERVING) if found[1] == keeping] == []


def test_a_script_of_ours_writes_words_and_no_html():
    assert (
        in_scripts(
            *("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"),
            *("eval(", "new Function", "srcdoc"),
        )
        == []
    )


def test_a_script_of_ours_keeps_nothing_in_the_browser():
    assert (
        in_scripts(
            *("localStorage", "sessionStorage", "indexedDB", "document.cookie"),
            *("caches.", "serviceWorker"),
        )
        == []
    )


def test_a_script_of_ours_hears_no_other_page_and_changes_no_prototype():
    assert (
        in_scripts(
            *("postMessage", '"message"', "WebSocket", "EventSource"),
            *("__proto__", "prototype.", "Object.assign"),
        )
        == []
    )


def test_scripts_and_styles_come_from_the_portal_alone():
    foreign = re.compile(r"<(?:script|link|img|iframe|object|embed)[^>]*https?://")
    plugins = re.compile(r"<(?:applet|object|embed|iframe)\b")

    for path in TEMPLATES:
        text = path.read_text("utf-8")
        assert not foreign.search(text), path
        assert not plugins.search(text), path


def test_neither_history_nor_tests_nor_secrets_go_into_an_image():
    left_out = (ROOT / ".dockerignore").read_text("utf-8").split()

    assert {".git", ".env", "tests", "var"} <= set(left_out)
