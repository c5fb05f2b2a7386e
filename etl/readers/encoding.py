"""Find out how a text file is encoded: UTF-8 (with or without mark), GB18030 or Big5."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

SAMPLE_BYTES = 1 << 20
UTF8_MARK = b"\xef\xbb\xbf"
CANDIDATES = ("gb18030", "big5hkscs")
BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
# A character alone among Latin letters: `M黮ler` is how `Müller` in a Western encoding looks as GB18030.
ALONE_IN_WORD = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f](?![^\x00-\x7f])|(?<![^\x00-\x7f])[^\x00-\x7f](?=[A-Za-z])")

# The characters that Chinese texts about banking, places and people use most, in both scripts.
FREQUENT = frozenset(
    "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年动動同工也能下过過"
    "子说說产產种種面而方后後多定行学學法所民得经經十三之进進着著等部度家电電力里裏如水化高自二理起小物现現实實加量都两兩体體制"
    "机機当當使点點从從业業本去把性好应應开開它合还還因由其些然前外天政四日那社义義事平形相全表间間样樣与與关關各重新线線内內数數"
    "正心反你明看原又么麼利比或但质質气氣第向道命此变變条條只没沒结結解问問意建月公无無系军軍很情者最立代想已通并並提直题題党黨"
    "程展五果料象员員革位入常文总總次品式活设設及管特件长長求老头頭基资資边邊流路级級少图圖山统統接知较較将將组組见見计計别別她手"
    "角期根论論运運农農指几幾九区區强強放决決西被干做必战戰先回则則任取据處处理银銀行款贷貸放存户戶帐帳账客名称稱市省县縣镇鎮"
    "金额額币幣期率信用社股份有限公司商业商業支行分行台臺北南东東王李张張刘劉陈陳杨楊赵趙黄黃周吴吳宁寧波海江湖州城"
)


def detect_encoding(path: Path) -> str:
    """Name of the encoding, as Python's codecs know it; `utf-8` for plain ASCII, empty when it is none of them."""
    sample = _sample(path)
    if sample.startswith(UTF8_MARK):
        return "utf-8-sig"
    if _decoded(sample, "utf-8") is not None:
        return "utf-8"
    best, plausibility = max(((name, _plausibility(sample, name)) for name in CANDIDATES), key=lambda pair: pair[1])
    return best if plausibility >= 0 else ""


def undecodable_line(path: Path, encoding: str) -> int:
    """Number of the first line, as an editor counts, that is not written in `encoding`; 0 when all are."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while True:
            piece = file.read(SAMPLE_BYTES)
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as fault:
                return line + fault.object[: fault.start].count(b"\n")
            if not piece:
                return 0
            line += piece.count(b"\n")


def _sample(path: Path) -> bytes:
    """The beginning of the file; where that is plain ASCII, a piece further on that is not, if there is one."""
    with path.open("rb") as file:
        sample = piece = file.read(SAMPLE_BYTES)
        while piece.isascii() and (piece := file.read(SAMPLE_BYTES)):
            pass
        if piece is sample or not piece:
            return sample
        # The first byte beyond ASCII begins a character in every encoding there is here.
        first = BEYOND_ASCII.search(piece)
        return piece[first.start() :] + file.read(first.start()) if first else sample


def _decoded(sample: bytes, encoding: str) -> str | None:
    try:
        return sample.decode(encoding)
    except UnicodeDecodeError as fault:
        # A character cut by the end of the sample is no proof against the encoding.
        if len(sample) == SAMPLE_BYTES and fault.start > len(sample) - 4:
            return sample[: fault.start].decode(encoding)
        return None


def _plausibility(sample: bytes, encoding: str) -> float:
    """Share of frequent characters among those beyond ASCII; below 0 where it cannot be Chinese at all."""
    text = _decoded(sample, encoding)
    if text is None:
        return -1.0
    wide = [character for character in text if ord(character) > 127]
    if 2 * len(ALONE_IN_WORD.findall(text)) > len(wide):
        return -1.0
    return sum(character in FREQUENT for character in wide) / max(1, len(wide))
