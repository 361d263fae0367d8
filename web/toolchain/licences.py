#!/usr/bin/env python3
"""Writes LICENSES.txt: what the program is built of, in which version, and the notices that are due.

usage: licences.py OUTPUT NAME=PLACE...

NAME is one of PARTS below, PLACE the folder or file that the build takes it from. Versions and notices are read there,
so that they are those of what was really used; only what no source carries stands in this script and in OFL-1.1.txt.
"""
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
WIDTH = 78


def fail(sentence):
    sys.exit(f"licences.py: {sentence}")


def first(place, *names):
    """The text of the first of these files that is there."""
    for name in names:
        if (place / name).is_file():
            return (place / name).read_text(encoding="utf-8", errors="replace")
    fail(f"none of {', '.join(names)} is in {place}")


def found(pattern, text, what):
    match = re.search(pattern, text, re.MULTILINE)
    return match[1] if match else fail(f"no {what} was found")


def leading_comment(text):
    """The comment that a source file begins with, without its signs."""
    if text.lstrip().startswith("/*"):
        lines = text.lstrip()[2:text.lstrip().index("*/")].splitlines()
        return "\n".join(re.sub(r"^ \* ?", "", line).rstrip() for line in lines).strip("\n")
    lines = []
    for line in text.lstrip().splitlines():
        if not line.startswith("//"):
            break
        lines.append(re.sub(r"^// ?", "", line).rstrip())
    return "\n".join(lines).strip("\n")


def mit_terms():
    """The words of the MIT licence without a name, which are our own licence's, too."""
    text = (HERE / "../../LICENSE").read_text(encoding="utf-8")
    return text[text.index("Permission is hereby granted"):].strip()


def own(place):
    return "", place.read_text(encoding="utf-8").strip()


def imgui(place):
    version = found(r'#define IMGUI_VERSION\s+"([^"]+)"', first(place, "imgui.h"), "version of Dear ImGui")
    font = found(r"^((?:// .*ProggyClean\.ttf\n)(?:// .*\n)+)", first(place, "imgui_draw.cpp"), "notice of Dear ImGui's font")
    stb = found(r"^// (This is a slightly modified version of stb_truetype\.h .*)$", first(place, "imstb_truetype.h"), "stb in Dear ImGui")
    return version, "\n\n".join([first(place, "LICENSE.txt").strip(), f"It contains parts of stb, see there. {stb}",
                                 "It contains a font:\n" + leading_comment(font)])


def eigen(place):
    text = first(place, "Eigen/Version", "Eigen/src/Core/util/Macros.h")
    numbers = dict(re.findall(r"#define EIGEN_(WORLD|MAJOR|MINOR|PATCH)_VERSION (\d+)", text))
    parts = ["MAJOR", "MINOR", "PATCH"] if "PATCH" in numbers else ["WORLD", "MAJOR", "MINOR"]
    version = ".".join(numbers.get(part) or fail("no version of Eigen was found") for part in parts)
    return version, leading_comment(first(place, "Eigen/Core")) + (
        f"\n\nThe source of Eigen, unmodified, can be had at https://gitlab.com/libeigen/eigen/-/tree/{version}\n"
        f"(https://gitlab.com/libeigen/eigen/-/archive/{version}/eigen-{version}.tar.gz). Only files under the MPL 2.0 are used\n"
        "(EIGEN_MPL2_ONLY).")


def fast_float(place):
    text = first(place, "include/fast_float/float_common.h")
    version = ".".join(found(rf"#define FASTFLOAT_VERSION_{part}\s+(\d+)", text, "version of fast_float") for part in ("MAJOR", "MINOR", "PATCH"))
    if (place / "LICENSE-MIT").is_file():
        return version, first(place, "LICENSE-MIT").strip()
    header = leading_comment(first(place, "include/fast_float/fast_float_all.h"))
    return version, header[:header.index("Apache License (Version 2.0) Notice")].strip()


def zlib(place):
    text = first(place, "zlib.h")
    notice = leading_comment(text)
    return found(r'#define ZLIB_VERSION "([^"]+)"', text, "version of zlib"), notice[:notice.index("The data format used")].strip()


def stb(place):
    text = first(place, "stb_image_write.h")
    terms = text[text.index("This software is available under 2 licenses"):]
    return found(r"stb_image_write - (v[\d.]+)", text, "version of stb"), terms[:terms.rindex("*/")].strip().rstrip("-").strip()


def emscripten(place):
    version = first(place, "emscripten-version.txt").strip().strip('"')
    if (place / "LICENSE").is_file():
        return version, first(place, "LICENSE").strip()
    notice = leading_comment(first(place, "system/lib/emmalloc.c")).split("\n\n")[0]
    return version, f"{notice}\n\n{mit_terms()}"


def musl(place):
    folder = place / "system/lib/libc/musl"
    return first(folder, "VERSION").strip(), first(folder, "COPYRIGHT").strip()


def llvm(place):
    """libc++, libc++abi and compiler-rt, which come from one LLVM."""
    text = first(place, "system/lib/libcxx/include/__config")
    number = int(found(r"#\s*define _LIBCPP_VERSION (\d+)", text, "version of libc++"))
    notice = "\n".join(line for line in leading_comment(text).splitlines() if not line.startswith(("-*-", "===", "---")))
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}", notice.strip()


def glfw(place):
    text = first(place, "include/GLFW/glfw3.h", "GLFW/glfw3.h")
    version = ".".join(found(rf"#define GLFW_VERSION_{part}\s+(\d+)", text, "version of GLFW") for part in ("MAJOR", "MINOR", "REVISION"))
    lines = [line for line in leading_comment(text[text.index("/*"):]).splitlines() if not set(line) <= set("*-")]
    return version, "\n".join(re.sub(r"^ ?\*? ?", "", line) for line in lines).strip()


def noto(place):
    sys.path.insert(0, str(HERE))
    from subset_font import open_face
    names = open_face(place)["name"]
    version = found(r"Version ([\d.]+)", names.getDebugName(5), "version of the font")
    return version, "\n\n".join([names.getDebugName(0), names.getDebugName(13), (HERE / "OFL-1.1.txt").read_text(encoding="utf-8").strip()])


def color_brewer(_):
    return "", ("Copyright (c) 2002 Cynthia Brewer, Mark Harrower, and The Pennsylvania State University.\n"
                "Licensed under the Apache License, Version 2.0: http://www.apache.org/licenses/LICENSE-2.0\n"
                "This product includes color specifications and designs developed by Cynthia Brewer (http://colorbrewer.org/).")


def matplotlib(_):
    return "", ("viridis and magma by Nathaniel J. Smith, Stefan van der Walt and, for viridis, Eric Firing;\n"
                "cividis by Jamie R. Nuñez, Christopher R. Anderson and Ryan S. Renslow. In the public domain (CC0 1.0).")


PARTS = {  # name on the command line → how to read it, its title, its licence
    "own": (own, "Attention Lab", "MIT"),
    "imgui": (imgui, "Dear ImGui", "MIT"),
    "eigen": (eigen, "Eigen", "Mozilla Public License 2.0"),
    "fast_float": (fast_float, "fast_float", "MIT"),
    "zlib": (zlib, "zlib", "zlib"),
    "stb": (stb, "stb_image_write", "MIT or public domain"),
    "emscripten": (emscripten, "Emscripten", "MIT"),
    "musl": (musl, "musl", "MIT"),
    "llvm": (llvm, "LLVM's libc++, libc++abi and compiler-rt", "Apache 2.0 with LLVM exceptions"),
    "glfw": (glfw, "GLFW", "zlib"),
    "noto": (noto, "Noto Sans CJK SC, as a subset", "SIL Open Font License 1.1"),
    "color_brewer": (color_brewer, "ColorBrewer's Reds, Blues and RdBu", "Apache 2.0"),
    "matplotlib": (matplotlib, "viridis, magma and cividis", "CC0 1.0"),
}


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    output, pieces, table = Path(sys.argv[1]), [], []
    for argument in sys.argv[2:]:
        name, _, place = argument.partition("=")
        if name not in PARTS:
            fail(f"there is no part '{name}'")
        read, title, licence = PARTS[name]
        version, notice = read(Path(place))
        table.append(f"  {(title + ' ' + version).strip():<58} {licence}")
        pieces.append(f"{'=' * WIDTH}\n{(title + ' ' + version).strip()} · {licence}\n{'=' * WIDTH}\n\n{notice}\n")
    text = "Built of these parts, under these licences; the notices follow.\n\n" + "\n".join(table) + "\n\n" + "\n".join(pieces)
    if not output.exists() or output.read_text(encoding="utf-8") != text:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
