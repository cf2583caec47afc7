"""The documents leave nothing out: no command, option, setting, error, route or public name."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]
INTERNAL = {
    "/static/<path:filename>",
    "/static/<string(length=8):version>/<path:filename>",
}  # the page's own files


def documented(page: str) -> str:
    """Return the text of a page of the documentation."""
    return (DOCS / page).read_text(encoding="utf-8")


def sections(text: str) -> dict[str, str]:
    """Return what stands under each heading of ``text``, up to the next heading of any level."""
    parts = re.split(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def commands(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    """Yield ``command`` and all commands below it, each with the words that one types for it."""
    yield " ".join(words), command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None, name
            yield from commands(found, (*words, name))


def all_commands() -> dict[str, click.Command]:
    """Return every command by the words that one types for it."""
    from inkdigits.cli import main

    return dict(commands(main, ("inkdigits",)))


def test_every_command_and_every_option_is_documented():
    """docs/cli.md has a section for each command, and in it each of its options."""
    told = sections(documented("cli.md"))
    missing = []
    for words, command in all_commands().items():
        missing += [words] if words not in told else []
        options = [option for option in command.params if isinstance(option, click.Option)]
        names = [name for option in options for name in (*option.opts, *option.secondary_opts)]
        missing += [f"{words} {name}" for name in names if not documents(told.get(words, ""), name)]
    assert missing == []


def test_no_option_is_documented_that_is_not_there():
    """Each option in a table of docs/cli.md is one of the command's."""
    told, every = sections(documented("cli.md")), all_commands()
    unknown = []
    for words in told.keys() & every.keys():
        known = {name for option in every[words].params for name in option.opts + option.secondary_opts}
        known |= {"--help", "-h"}
        rows = re.findall(r"^\| (`-[^|]*) \|", told[words], re.MULTILINE)
        named = {name for row in rows for name in re.findall(r"(?<![\w-])--?[a-z][\w-]*", row)}
        unknown += [f"{words} {name}" for name in named - known]
    assert unknown == []


def documents(text: str, option: str) -> bool:
    """Tell whether ``text`` names ``option``, as code."""
    return re.search(rf"`[^`\n]*(?<![\w-]){re.escape(option)}(?![\w-])", text) is not None


def test_every_command_shows_an_example_in_its_help():
    """`--help` of whatever one runs ends with a line that one can copy."""
    leaves = {words: c for words, c in all_commands().items() if not isinstance(c, click.Group)}
    helps = {words: c.get_help(click.Context(c, info_name=words)) for words, c in leaves.items()}
    assert [
        words for words, text in helps.items() if not re.search(r"^ .*inkdigits ", text, re.MULTILINE)
    ] == []


def test_every_setting_is_documented():
    """docs/deploy.md has a row for each environment variable that the source reads."""
    from inkdigits.web.settings import PREFIX, Settings

    served = {PREFIX + setting.name.upper() for setting in dataclasses.fields(Settings)}
    sources = (ROOT / "src").rglob("*.py")
    read = {
        name for path in sources for name in re.findall(r"INKDIGITS_[A-Z_]+[A-Z]", path.read_text("utf-8"))
    }
    rows = set(re.findall(r"^\| `(INKDIGITS_[A-Z_]+)` ", documented("deploy.md"), re.MULTILINE))
    assert rows == served | read


def test_every_error_is_documented():
    """docs/api.md names each error class and each code that the API answers with."""
    from inkdigits import errors
    from inkdigits.web import problems

    text = documented("api.md")
    tree = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    kinds = [kind for kind in vars(problems).values() if isinstance(kind, type)]
    labels = {kind.label for kind in kinds if isinstance(getattr(kind, "label", None), str)}
    names = {kind.__name__ for kind in tree} | {kind.code for kind in tree}
    assert sorted(n for n in names | set(problems.CODES.values()) | labels if f"`{n}`" not in text) == []


def test_every_route_is_documented(recognizer):
    """docs/api.md names each route with its method, as `POST /api/v1/readings`."""
    from inkdigits.web.app import create_app
    from inkdigits.web.settings import Settings

    text = documented("api.md")
    rules = create_app(Settings(), recognizer=recognizer).url_map.iter_rules()
    methods = [(method, str(rule)) for rule in rules for method in rule.methods - {"HEAD", "OPTIONS"}]
    missing = [f"{m} {rule}" for m, rule in methods if rule not in INTERNAL and f"`{m} {rule}`" not in text]
    assert sorted(missing) == []


def test_the_presets_are_as_long_as_is_documented():
    """docs/cli.md tells how many epochs `--quick` takes, and how many the default."""
    from inkdigits.training.plan import DEFAULT, QUICK

    promised = f"{QUICK.epochs} epochs instead of {DEFAULT.epochs}"
    assert promised in sections(documented("cli.md"))["inkdigits train"]


def test_every_program_that_measures_is_documented():
    """CONTRIBUTING.md names what writes the figures and the pictures, as one types it."""
    programs = {
        f"{path.parent.name}/{path.name}"
        for folder in ("benchmarks", "docs")
        for path in (ROOT / folder).glob("*.py")
        if "__main__" in path.read_text(encoding="utf-8")
    }
    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert programs == set(re.findall(r"`python ((?:benchmarks|docs)/\w+\.py)", told))


def test_every_public_name_is_documented():
    """docs/api.md names whatever `import inkdigits` offers, and every method and field of it."""
    import inkdigits

    text = documented("api.md")
    public = {name: getattr(inkdigits, name) for name in inkdigits.__all__}
    ours = [
        kind for kind in public.values() if isinstance(kind, type) and kind.__module__.startswith("inkdigits")
    ]
    members = {name for kind in ours if not issubclass(kind, Exception) for name in members_of(kind)}
    told = set(
        re.findall(
            r"\w+", " ".join(re.findall(r"`[^`]+`|^```python$.*?^```$", text, re.DOTALL | re.MULTILINE))
        )
    )
    assert sorted((set(public) | members) - told - {"__version__"}) == []


def members_of(kind: type) -> set[str]:
    """Return the public methods and fields of a class, without those that scikit-learn adds to it."""
    own = {name for name, value in vars(kind).items() if not type(value).__module__.startswith("sklearn")}
    return {name for name in own | {*vars(kind).get("__annotations__", {})} if not name.startswith("_")}


def test_every_extra_is_documented():
    """The guide tells what each extra brings."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = documented("guide.md")
    assert [extra for extra in project["optional-dependencies"] if f"`{extra}`" not in text] == []


def test_every_page_is_reached_from_the_index():
    """docs/index.md links each page of the documentation."""
    linked = set(re.findall(r"\]\(([\w-]+\.md)\)", documented("index.md")))
    assert linked == {page.name for page in DOCS.glob("*.md")} - {"index.md"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_link_leads_nowhere(page):
    """Each relative link and picture of a page names a file, and each anchor a heading in it."""
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", outside_code(page.read_text(encoding="utf-8"))):
        if re.match(r"https?://|mailto:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name) if name else page
        if not file.exists() or (anchor and anchor not in anchors(file.read_text(encoding="utf-8"))):
            broken.append(target)
    assert broken == []


def anchors(text: str) -> set[str]:
    """Return the anchors that a page's headings make."""
    headings = re.findall(r"^#+ (.+)$", outside_code(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def outside_code(text: str) -> str:
    """Return ``text`` without its blocks of code, whose # are comments and whose brackets are code."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


def test_a_figure_is_the_same_wherever_it_stands():
    """Pages repeat docs/results.md word for word between markers; nobody types a figure."""
    block = re.compile(r"<!-- figures: (\w+) -->\n(.*?)<!-- end of figures -->", re.DOTALL)
    pages = [ROOT / "README.md", ROOT / "MODEL_CARD.md", DOCS / "results.md"]
    found = [figure for page in pages for figure in block.findall(page.read_text(encoding="utf-8"))]
    assert {"accuracy_in_short", "speed_in_short", "accuracy", "speed"} <= {name for name, _ in found}
    assert len(set(found)) == len({name for name, _ in found})


def test_every_figure_was_measured():
    """No block of figures still waits for the command that fills it."""
    pages = [ROOT / "README.md", ROOT / "MODEL_CARD.md", DOCS / "results.md"]
    assert [page.name for page in pages if "ot measured yet" in page.read_text(encoding="utf-8")] == []
