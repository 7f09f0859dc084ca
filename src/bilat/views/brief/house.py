"""A house style: a folder whose files take the place of the built-in ones, each where it is there, and Jinja2 in a sandbox over both."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import OptionError

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

FILES = ("sentences.tsv", "weights.tsv", "brief.md.j2", "brief.html.j2", "brief.css", "reference.docx", "logo.svg", "logo.png")
_BUILT_IN = files("bilat.views.brief") / "templates"
_TYPES = {"logo.svg": "image/svg+xml", "logo.png": "image/png"}


class House:
    """The files that briefs are written with: those of a house style where its folder has them, else the built-in ones.

    `OptionError` for a folder that is not there or that has none of the files, and for a language in which no sentences are written.
    """

    def __init__(self, template: str | os.PathLike[str] | None = None, language: str = "en") -> None:
        self.language = language
        self.folder = Path(template) if template is not None else None
        if self.folder is not None:
            if not self.folder.is_dir():
                raise OptionError(f"template: {template}: there is no such folder; give one that holds any of {', '.join(FILES)}")
            if not any((self.folder / name).is_file() for name in FILES):
                raise OptionError(f"template: {template}: none of the files of a house style is in it; they are {', '.join(FILES)}")
        if not (_BUILT_IN / language / "sentences.tsv").is_file():
            known = sorted(folder.name for folder in _BUILT_IN.iterdir() if (folder / "sentences.tsv").is_file())
            raise OptionError(f"language: {language!r} is none in which briefs are written; they are written in {', '.join(known)}")

    def own(self, name: str) -> Path | None:
        """Return a file of the house style; null where it has none of this name."""
        return self.folder / name if self.folder is not None and (self.folder / name).is_file() else None

    def rows(self, name: str) -> Iterator[list[str]]:
        """Yield the rows of a table, the built-in ones first, then those of the house style, which stand in their place."""
        built_in = _BUILT_IN / self.language / name if name == "sentences.tsv" else _BUILT_IN / name
        for text, where in ((built_in.read_text("utf-8"), name), (self._text(name), str(self.own(name)))):
            for number, line in enumerate((text or "").splitlines(), 1):
                if line.strip() and not line.startswith("#"):
                    cells = line.split("\t")
                    if len(cells) < 2:
                        raise OptionError(f"template: {where}, line {number}: a key and what it stands for are parted by a tab")
                    yield cells

    def text(self, name: str) -> str:
        """Return a file's text, the house style's or the built-in one."""
        own = self._text(name)
        return own if own is not None else (_BUILT_IN / name).read_text("utf-8")

    @property
    def logo(self) -> str | None:
        """Return the house's sign as an address that holds it whole; null where it has none."""
        found = next((path for name in _TYPES if (path := self.own(name)) is not None), None)
        return f"data:{_TYPES[found.name]};base64,{base64.b64encode(found.read_bytes()).decode()}" if found is not None else None

    def fill(self, name: str, values: Mapping[str, Any], *, escape: bool) -> str:
        """Return a page template filled in; `OptionError` with its line where it is wrong."""
        return self.filled(self.text(name), str(self.own(name) or name), values, escape=escape)

    def filled(self, source: str, name: str, values: Mapping[str, Any], *, escape: bool = False) -> str:
        """Return any template filled in, with the filters of this house."""
        from jinja2 import TemplateError

        try:
            filled: str = self._compiled(source, escape).render(values)
            return filled
        except TemplateError as error:
            line = getattr(error, "lineno", None)
            raise OptionError(f"template: {name}{f', line {line}' if line else ''}: {error.message or error}") from None
        except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
            raise OptionError(f"template: {name}: {error}") from None

    def _compiled(self, source: str, escape: bool) -> Any:
        key = (source, escape)
        if key not in self._templates:
            self._templates[key] = self._environments[escape].from_string(source)
        return self._templates[key]

    @cached_property
    def _templates(self) -> dict[tuple[str, bool], Any]:
        return {}

    @cached_property
    def _environments(self) -> dict[bool, ImmutableSandboxedEnvironment]:
        try:
            from jinja2 import StrictUndefined
            from jinja2.sandbox import ImmutableSandboxedEnvironment
        except ImportError:
            raise OptionError("brief: it is written with Jinja2, which is not installed: pip install 'bilat[brief]'") from None
        made = {}
        for escape in (False, True):
            made[escape] = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=escape, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
            made[escape].filters.update(self.filters)
        return made

    @cached_property
    def filters(self) -> dict[str, Any]:
        """Return the filters of templates by name; what is added before the first template is filled in is known in all."""
        return {}

    def _text(self, name: str) -> str | None:
        own = self.own(name)
        if own is None:
            return None
        try:
            return own.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise OptionError(f"template: {own}: cannot be read ({error}); keep it as UTF-8 text") from None
