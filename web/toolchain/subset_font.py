#!/usr/bin/env python3
"""Makes the interface's font: a subset of Noto Sans CJK SC with exactly the characters the source can show.

usage: subset_font.py FONT.ttc OUTPUT.otf SOURCE_FOLDER [--larger]

Scans the string and character literals of every .h and .cpp under SOURCE_FOLDER (comments do not count), adds
printable ASCII and a few signs that a number or a file name may need, and writes the subset. Fails, naming
the character and the line, if the font has no glyph for a character that the source shows. The output is left
untouched if the characters are the same as last time, so that nothing that depends on it is built again.

--larger adds Latin-1 and the 6,763 Han characters of GB 2312: what readers type and what their files name. It is
also the desktop program's font, whose own sentences (desktop_*.cpp) the smaller one can do without.
"""
import sys
import unicodedata
from pathlib import Path

FAMILY = "Noto Sans CJK SC"  # a .ttc holds one face per region: picked by name, not by number
# What may be shown without standing in the source: names of files and numbers from them.
ALWAYS = set(range(0x20, 0x7F)) | set(map(ord, "\u00a0·–—‘’“”…−×÷√∞≈≠≤≥→←↑↓"))
NARROW = [ord("‖")]  # an em wide in the font, as Chinese punctuation is; in formulas it is a thin sign
ROOM_BESIDE_INK = 0.07  # em
LATIN_1 = set(range(0xA0, 0x100)) - {0xAD}


def gb2312():
    """The Han characters of GB 2312-1980, rows 16 to 87; a few places of the last rows are empty."""
    characters = set()
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            characters |= set(map(ord, bytes((row, cell)).decode("gb2312", "ignore")))
    return characters


def literals(text):
    """Yields (line, characters) for each string or character literal of C++ source, escapes resolved."""
    i, line, n = 0, 1, len(text)
    while i < n:
        c = text[i]
        if c == "\n":
            line += 1
            i += 1
        elif text.startswith("//", i):
            end = text.find("\n", i)
            i = n if end < 0 else end
        elif text.startswith("/*", i):
            end = text.find("*/", i + 2)
            end = n if end < 0 else end + 2
            line += text.count("\n", i, end)
            i = end
        elif text.startswith('R"', i) and (i == 0 or not (text[i - 1].isalnum() or text[i - 1] == "_") or text[i - 1] in "8uUL"):
            opening = text.find("(", i)
            closing = ")" + text[i + 2:opening] + '"'
            end = text.find(closing, opening)
            end = n if end < 0 else end
            yield line, text[opening + 1:end]
            line += text.count("\n", i, end)
            i = end + len(closing)
        elif c == '"' or (c == "'" and not (i > 0 and text[i - 1].isalnum() and text[i - 1] not in "8uUL")):  # 1'000
            content, i = quoted(text, i)
            yield line, content
        else:
            i += 1


def quoted(text, start):
    """The characters of the literal that opens at `start`, and where it ends."""
    quote, i, out, raw = text[start], start + 1, [], bytearray()

    def flush():
        if raw:
            out.append(raw.decode("utf-8", "ignore"))
            raw.clear()

    while i < len(text) and text[i] not in (quote, "\n"):
        if text[i] != "\\":
            flush()
            out.append(text[i])
            i += 1
            continue
        kind = text[i + 1]
        if kind in "uU":
            flush()
            width = 4 if kind == "u" else 8
            out.append(chr(int(text[i + 2:i + 2 + width], 16)))
            i += 2 + width
        elif kind == "x":
            end = i + 2
            while end < len(text) and text[end] in "0123456789abcdefABCDEF":
                end += 1
            raw.append(int(text[i + 2:end], 16) & 0xFF)  # bytes that are no UTF-8 ("\x93NUMPY") are not shown
            i = end
        else:  # \n, \t, \" … show nothing beyond ASCII
            flush()
            i += 2
    flush()
    return "".join(out), i + 1


def characters_shown(folder, is_desktop):
    """{code point: "file:line" of its first use}"""
    shown = {}
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".h", ".cpp") and (is_desktop or not p.name.startswith("desktop_"))):
        for line, content in literals(path.read_text(encoding="utf-8")):
            for character in content:
                code = ord(character)
                if code >= 0x80 and unicodedata.category(character) not in ("Cc", "Cf", "Zl", "Zp"):
                    shown.setdefault(code, f"{path}:{line}")
    return shown


def open_face(path):
    from fontTools.ttLib import TTCollection, TTFont
    if path.read_bytes()[:4] != b"ttcf":
        return TTFont(path, lazy=True)
    for face in TTCollection(path, lazy=True):
        if face["name"].getDebugName(1) == FAMILY:
            return face
    sys.exit(f"{path}: there is no face named '{FAMILY}' in this collection. Give the NotoSansCJK-Regular.ttc of fonts-noto-cjk.")


def narrow(face, code):
    """Gives a sign that is much narrower than its em a little room to both sides of its ink instead."""
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.pens.t2CharStringPen import T2CharStringPen
    from fontTools.pens.transformPen import TransformPen
    name, glyphs = face.getBestCmap()[code], face.getGlyphSet()
    bounds = BoundsPen(glyphs)
    glyphs[name].draw(bounds)
    room = round(ROOM_BESIDE_INK * face["head"].unitsPerEm)
    left, right = bounds.bounds[0], bounds.bounds[2]
    advance = round(right - left) + 2 * room
    strings = face["CFF "].cff.topDictIndex[0].CharStrings
    old, pen = strings[name], T2CharStringPen(advance, glyphs)
    glyphs[name].draw(TransformPen(pen, (1, 0, 0, 1, room - left, 0)))
    strings[name] = pen.getCharString(private=old.private, globalSubrs=old.globalSubrs)
    face["hmtx"][name] = (advance, room)


def main():
    source, output, folder = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    is_larger = "--larger" in sys.argv[4:]
    shown = characters_shown(folder, is_larger)
    wanted = sorted(ALWAYS | set(shown) | (LATIN_1 | gb2312() if is_larger else set()))
    record = output.with_suffix(".characters.txt")
    listing = "".join(map(chr, wanted)) + "\n" + Path(__file__).read_text()  # a change of this script counts, too
    if output.exists() and record.exists() and record.read_text(encoding="utf-8") == listing:
        return

    try:
        from fontTools import subset
    except ImportError:
        sys.exit("fonttools is needed to make the font: apt install python3-fonttools, or pip install fonttools.")
    face = open_face(source)
    glyphs = face.getBestCmap()
    missing = [code for code in wanted if code not in glyphs]
    if missing:
        for code in missing:
            name = unicodedata.name(chr(code), "unnamed")
            print(f"{shown.get(code, 'ALWAYS in ' + __file__)}: '{chr(code)}' (U+{code:04X} {name}) has no glyph in "
                  f"{FAMILY}; write it otherwise or draw it", file=sys.stderr)
        sys.exit(1)

    options = subset.Options()
    options.hinting = False
    options.desubroutinize = True  # larger, but compresses better
    options.layout_features = []
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 13, 14]  # copyright and licence stay, as the OFL asks
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(face)
    for code in NARROW:
        if code in wanted:
            narrow(face, code)
    output.parent.mkdir(parents=True, exist_ok=True)
    part = output.with_suffix(".part")
    subset.save_font(face, str(part), options)
    part.replace(output)
    record.write_text(listing, encoding="utf-8")
    print(f"{output.name}: {len(wanted)} characters, {output.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
