"""What the pages take from the code itself: a line `% generated: NAME` in a page is replaced by the Markdown that `PARTS[NAME]` makes when the pages are built."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

import click
import msgspec
import typer

from bilat.cli import app as commands
from bilat.record.model import CommitmentState
from bilat.views.export.columns import Column
from bilat.views.export.dictionary import values
from bilat.views.export.facts import READING_TABLES
from bilat.views.export.record import RECORD_TABLES
from bilat.vocabulary import EVENT_CODES, FACT_KINDS, QUADS, Actor, Document, Fact, actor, cameo_codes, document, facts

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

MEANINGS = Path(__file__).with_name("meanings.tsv")
_QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}


def meanings() -> dict[tuple[str, str], str]:
    """Return what each value of each enumeration means, as `meanings.tsv` has it."""
    rows = (line.split("\t") for line in MEANINGS.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return {(enumeration, value): meaning for enumeration, value, meaning in rows}


def enumerations() -> dict[str, tuple[str, ...]]:
    """Return every enumeration of the vocabulary by its name, in the order of the code; that of a commitment's states stands in the record."""
    found = {name: get_args(kind) for module in (facts, actor, document) for name, kind in vars(module).items() if get_origin(kind) is Literal}
    return found | {"CommitmentState": get_args(CommitmentState)}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines)


def _prose(docstring: str | None) -> str:
    """A docstring as Markdown."""
    return inspect.cleandoc(docstring or "")


def _type(hint: Any) -> str:
    """A slot's type in words, with a link where it is an enumeration."""
    if get_origin(hint) is list:
        return f"list of {_type(get_args(hint)[0])}"
    name = next((name for name, allowed in enumerations().items() if get_origin(hint) is Literal and get_args(hint) == allowed), None)
    if name:
        return f"[{name}](#{name.lower()})"
    if get_origin(hint) is Literal:
        return "[EventCode](#plover-and-cameo)"
    if get_origin(hint) is tuple:
        return "span"
    parts = [part for part in get_args(hint) if part is not type(None)]
    if parts:
        return f"{_type(parts[0])} or null"
    return {str: "text", float: "number", int: "whole number", bool: "true or false"}.get(hint) or str(getattr(hint, "__name__", hint))


def _slots(cls: type[msgspec.Struct], of: str, further: dict[str, str], without: Sequence[str] = ()) -> str:
    """A type's slots; what they hold and mean stands in the columns of the table `of` that exports have for them, or in `further`."""
    columns = {column.name: column for column in next(spec.columns for spec in READING_TABLES if spec.name == of)}
    hints = get_type_hints(cls)
    rows = []
    for field in msgspec.structs.fields(cls):
        if field.encode_name not in without:
            told = further.get(field.encode_name) or columns[field.encode_name].told
            rows.append([f"`{field.encode_name}`", _held(field.encode_name, hints[field.name], columns), re.sub(r" (?:An id|Ids) of `actors`\.$", "", told)])
    return table(["slot", "type", "meaning"], rows)


def _held(name: str, hint: Any, columns: dict[str, Column]) -> str:
    said = _type(hint)
    column = columns.get(name)
    if column is not None and column.standard == "ISO 3166-1 alpha-3":
        return said.replace("text", "country")
    if column is not None and column.standard == "EDTF":
        return said.replace("text", "date")
    return said.replace("text", "actor") if f"{name}_name" in columns or f"{name}_names" in columns else said


def fact_kinds() -> str:
    """Return every fact kind with its slots."""
    shared = {"id": "Its id in the reading.", "evidence": "The words that it rests on, never empty."}
    out = ["### Every fact", _prose(Fact.__doc__), _slots(Fact, "visits", shared)]
    for kind, cls in FACT_KINDS.items():
        further = {"change": "How it moved: `direction` ([Direction](#direction)), `percent` and `bound`."}
        out += [f"### {kind}", _prose(cls.__doc__), _slots(cls, f"{kind}s", further, without=Fact.__struct_fields__)]
    return "\n\n".join(out)


def actors_and_documents() -> str:
    """Return what is said of an actor and of a document."""
    return "\n\n".join(part for name, cls in (("Actor", Actor), ("Document", Document))
                       for part in (f"### {name}", _prose(cls.__doc__), _slots(cls, f"{name.lower()}s", _FURTHER[name])))  # fmt: skip


_FURTHER = {
    "Actor": {"id": "Its id in the reading, to which the slots of facts refer.", "mentions": "Every place that names or refers to the actor."},
    "Document": {"text": "The text itself, unchanged."},
}


def enumerations_page() -> str:
    """Return every enumeration with what its values mean."""
    said = meanings()
    out = []
    for name, allowed in enumerations().items():
        out += [f"### {name}", table(["value", "meaning"], ([f"`{value}`", said[name, value]] for value in allowed))]
    return "\n\n".join(out)


def plover_events() -> str:
    """Return PLOVER's events, with their quad class, their modes, and the CAMEO codes that correspond to them."""
    rows = []
    for code in EVENT_CODES:
        of = {cameo: plover for cameo, plover in cameo_codes().items() if plover.code == code}
        modes = sorted({plover.mode for plover in of.values() if plover.mode})
        scores = [plover.score for plover in of.values()]
        rows.append([f"`{code}`", _QUADS[QUADS[code]], meanings()["EventCode", code], ", ".join(f"`{mode}`" for mode in modes) or "–", f"{min(scores):+g} to {max(scores):+g}"])
    return table(["code", "quad class", "meaning", "modes", "scores"], rows)


def cameo_table() -> str:
    """Return every CAMEO code with what it is in PLOVER's terms."""
    return table(["CAMEO", "code", "mode", "score", "contexts"], (
        [f"`{cameo}`", f"`{plover.code}`", f"`{plover.mode}`" if plover.mode else "–", f"{plover.score:+g}", ", ".join(plover.contexts) or "–"] for cameo, plover in cameo_codes().items()))  # fmt: skip


def record_tables() -> str:
    """Return the tables of a record as `bilat export` writes them."""
    out = []
    for spec in RECORD_TABLES:
        rows = ([f"`{c.name}`", f"list of {c.kind}s" if c.many else c.kind, values(c).replace("|", ","), c.told] for c in spec.columns)
        out += [f"### {spec.name}", f"One row: {spec.told[0].lower()}{spec.told[1:]}", table(["column", "type", "values", "meaning"], rows)]
    return "\n\n".join(out)


def every_command(group: Any = None, path: str = "bilat") -> Iterator[tuple[str, Any]]:
    """Yield every command with its name, those of groups too."""
    root: Any = group or typer.main.get_command(commands)
    for name, command in sorted(root.commands.items()):
        if hasattr(command, "commands"):
            yield from every_command(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def command_line() -> str:
    """Return every command with its arguments and options."""
    out = []
    for name, command in every_command():
        context = click.Context(command, info_name=name)
        usage = " ".join(part for part in command.collect_usage_pieces(context))
        out += [f"## {name}", _prose(command.help), f"```text\n{name} {usage}\n```"]
        rows = [[f"`{_usage_of(parameter)}`", parameter.help or ""] for parameter in command.params if parameter.name != "help"]
        if rows:
            out.append(table(["argument or option", "meaning"], rows))
    return "\n\n".join(out)


def _usage_of(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name)
    value = "" if parameter.is_flag else f" {parameter.metavar or parameter.name.upper()}"
    default = f" (default {parameter.default})" if not parameter.is_flag and parameter.default not in (None, "", ()) and not callable(parameter.default) else ""
    return f"{', '.join((*parameter.opts, *parameter.secondary_opts))}{value}{default}"


PARTS: dict[str, Callable[[], str]] = {
    "fact kinds": fact_kinds,
    "actors and documents": actors_and_documents,
    "enumerations": enumerations_page,
    "plover": plover_events,
    "cameo": cameo_table,
    "record tables": record_tables,
    "command line": command_line,
}


def fill(text: str) -> str:
    """Return a page with what it takes from the code; `KeyError` for a part that there is not."""
    return re.sub(r"^% generated: (.+)$", lambda match: PARTS[match[1]](), text, flags=re.MULTILINE)


def _filled(_: Sphinx, __: str, source: list[str]) -> None:
    source[0] = fill(source[0])


def _outdated(_: Sphinx, env: BuildEnvironment, *__: set[str]) -> list[str]:
    """The pages that are to be read anew at every build: the code may have changed since."""
    return [name for name in sorted(env.found_docs) if "% generated: " in Path(env.doc2path(name)).read_text("utf-8")]


def setup(app: Sphinx) -> dict[str, bool]:
    """Let Sphinx fill the pages when it reads them."""
    app.connect("source-read", _filled)
    app.connect("env-get-outdated", _outdated)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
