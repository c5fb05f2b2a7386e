"""The catalogues of texts: `python -m dashboard.catalogue [--merge FILE ...]`, or `make catalogue`.

Every text marked with `_`, `n_` or `N_` is looked for in `dashboard/` and `pages/`. `locale/zh-Hans.po` is written
by hand: its translations are kept, what is new stands in it untranslated, what nobody says any more is left out.
`locale/zh-Hant.po` is made from it by OpenCC and the words of Taiwan's banks in `locale/zh-Hant.toml`.
The files hold no dates and no line numbers, so that they change only with the texts.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, TypeAlias

import opencc
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from dashboard.language import CATALOGUES, SIMPLIFIED, TRADITIONAL

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("dashboard", "pages")
KEYWORDS: Mapping[str, tuple[int, ...] | None] = {"_": None, "N_": None, "n_": (1, 2)}
OVERRIDES = "zh-Hant.toml"
PLURAL_MARK = "|"
CHINESE = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
MessageId: TypeAlias = str | tuple[str, str]
Texts: TypeAlias = dict[MessageId, str]
Places: TypeAlias = dict[MessageId, list[str]]


def extracted(root: Path = ROOT) -> Places:
    """Every marked text with the files it stands in, by file and text; a plural is the pair of its forms."""
    places: dict[MessageId, set[str]] = defaultdict(set)
    for path in sorted(path for folder in FOLDERS for path in (root / folder).rglob("*.py")):
        for found in extract_from_file(marks, path, keywords=KEYWORDS):
            places[_id(found[1])].add(path.relative_to(root).as_posix())
    ordered = sorted(places, key=lambda text: (min(places[text]), text if isinstance(text, str) else text[0]))
    return {text: sorted(places[text]) for text in ordered}


def marks(
    file: IO[bytes], keywords: Mapping[str, object], comment_tags: object, options: object
) -> Iterator[tuple[int, str, object, list[str]]]:
    """How Babel reads a source: every call of a mark with literals, also in f-strings, which Babel itself skips."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in keywords:
            texts = tuple(each.value if isinstance(each, ast.Constant) else None for each in node.args)
            yield node.lineno, node.func.id, texts if len(texts) > 1 else texts[0], []


def translations(file: Path) -> Texts:
    """What a catalogue says for each text; empty where nothing was written yet."""
    if not file.exists():
        return {}
    with file.open("rb") as source:
        catalogue = read_po(source, locale=_locale(file.stem))
    return {_id(message.id): _said(message.string) for message in catalogue if message.id}


def merged(said: Texts, files: Iterable[Path]) -> Texts:
    """What the catalogue says, and where it says nothing what the files do.

    A file holds `{"English": "中文", "one form|many": "中文"}`.
    """
    result = dict(said)
    for file in files:
        for text, translation in json.loads(file.read_text(encoding="utf-8")).items():
            for message in (text, tuple(text.split(PLURAL_MARK, 1)) if PLURAL_MARK in text else text):
                result[message] = result.get(message) or translation
    return result


def written(places: Places, said: Mapping[MessageId, str], language: str) -> str:
    """The text of a catalogue file: the extracted texts in their order, each with its files and what is said for it."""
    catalogue = Catalog(locale=_locale(language), header_comment="")
    for text, files in places.items():
        string = said.get(text, "")
        catalogue.add(text, (string,) if isinstance(text, tuple) else string, [(file, 0) for file in files])
        catalogue[text].flags.clear()
    file = io.BytesIO()
    write_po(file, catalogue, width=0, omit_header=True, include_lineno=False)
    return HEADER.format(language=_locale(language)) + file.getvalue().decode().strip() + "\n"


def traditional(said: Mapping[MessageId, str], overrides: Mapping[str, Mapping[str, str]]) -> Texts:
    """Simplified into traditional as Taiwan writes it: phrases by OpenCC, then our own words, then whole texts."""
    converter = opencc.OpenCC("s2twp")
    converted = {text: _replaced(converter.convert(each), overrides["words"]) for text, each in said.items()}
    return converted | {text: each for text, each in overrides["texts"].items() if text in converted}


def tidied(text: str) -> str:
    """Chinese punctuation is of full width; code, and what is filled in, have no spaces around them."""
    for half, full in zip(",;:!?()", "，；：！？（）", strict=True):
        mark = re.escape(half)
        text = re.sub(rf"(?<=[{CHINESE}}}]){mark} ?(?=[{CHINESE}{{`]|$)|(?<=`){mark} ?(?=[{CHINESE}])", full, text)
    return re.sub(rf"(?<=[{CHINESE}]) (?=[`{{])|(?<=[`}}]) (?=[{CHINESE}])", "", text)


def overrides(folder: Path = CATALOGUES) -> Mapping[str, Mapping[str, str]]:
    """The words and texts in which Taiwan's banks differ from what OpenCC gives."""
    found: Mapping[str, Mapping[str, str]] = tomllib.loads((folder / OVERRIDES).read_text(encoding="utf-8"))
    return found


def main(arguments: Sequence[str]) -> int:
    """Write both catalogues; 1 when a text is not translated, and then each is named."""
    parser = argparse.ArgumentParser(prog="python -m dashboard.catalogue")
    parser.add_argument("--merge", nargs="+", type=Path, default=[], metavar="FILE", help="JSON files of translations")
    chosen = parser.parse_args(arguments)
    file, places = CATALOGUES / f"{SIMPLIFIED}.po", extracted()
    said = merged(translations(file), chosen.merge)
    known = {text: tidied(said[text]) for text in places if said.get(text)}
    file.write_text(written(places, known, SIMPLIFIED), encoding="utf-8")
    generated = written(places, traditional(known, overrides()), TRADITIONAL)
    (CATALOGUES / f"{TRADITIONAL}.po").write_text(generated, encoding="utf-8")
    missing = [text for text in places if text not in known]
    for text in missing:
        sys.stderr.write(f"{json.dumps(text, ensure_ascii=False)}  {', '.join(places[text])}\n")
    sys.stderr.write(f"{len(places)} texts, {len(missing)} without a translation\n")
    return 1 if missing else 0


def _id(message: Any) -> MessageId:
    """Babel says one text or the forms of a plural."""
    return message if isinstance(message, str) else (message[0], message[1])


def _said(string: str | Sequence[str]) -> str:
    return string if isinstance(string, str) else string[0]


def _replaced(text: str, words: Mapping[str, str]) -> str:
    for word, ours in words.items():
        text = text.replace(word, ours)
    return text


def _locale(language: str) -> str:
    return language.replace("-", "_")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
