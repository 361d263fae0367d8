#!/usr/bin/env python3
"""Writes the release archive: attention-lab-VERSION.tar.gz in FOLDER, with one folder of that name in it.

usage: release.py FOLDER DIST SOURCE NPM

In it are dist/ (what to deploy), the two npm packages as npm itself packs them, and the notices. Whoever packs the
same files of the same commit gets the same bytes: the order is that of the names, the owner nobody, and every file's
time that of the commit. That time has to differ from release to release: web servers take a file's size and time for
its identity, and index.html has the same size in many of them. SOURCE_DATE_EPOCH, in seconds since 1970, goes before
the commit's.
"""
import gzip
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGES = ("attention-core", "attention-lab-element")


def fail(sentence):
    sys.exit(f"release.py: {sentence}")


def time_of(source):
    """Seconds since 1970 of the release."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is not None:
        if not given.isdecimal():
            fail(f"SOURCE_DATE_EPOCH is “{given}”; it should be a number of seconds since 1970.")
        return int(given)
    asked = ["git", "-C", str(source), "log", "-1", "--format=%ct"]
    try:
        return int(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)
    except (OSError, ValueError, subprocess.CalledProcessError):
        fail(f"{source} is no git repository with a commit, so the release has no time: set SOURCE_DATE_EPOCH to one, "
             "in seconds since 1970.")


def npm_packages(dist, npm):
    """The packages' files, {name: bytes}; packed in a folder of their own, with a cache of their own."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in PACKAGES:
            words = ["pack", str(dist / name), "--pack-destination", folder, "--ignore-scripts", "--offline",
                     "--cache", str(place / "cache"), "--loglevel", "error"]
            try:
                subprocess.run([npm, *words], check=True, stdout=subprocess.DEVNULL, cwd=folder)
            except (OSError, subprocess.CalledProcessError) as error:
                fail(f"npm did not pack {dist / name}: {error}")
        return {file.name: file.read_bytes() for file in place.glob("*.tgz")}


def archive(files, time):
    """A .tar.gz of {name: bytes}."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0) as compressed:
        with tarfile.open(fileobj=compressed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            for name in sorted(files):
                entry = tarfile.TarInfo(name)
                entry.size, entry.mtime, entry.mode = len(files[name]), time, 0o644
                tar.addfile(entry, io.BytesIO(files[name]))
    return packed.getvalue()


def main(folder, dist, source, npm):
    if npm.endswith("NOTFOUND") or not npm:
        fail("npm is needed to pack the packages, and was not found when this was configured: install it and run "
             "cmake --preset web once more.")
    name = f"attention-lab-{(dist / 'VERSION').read_text().strip()}"
    time = time_of(source)
    found = [file for file in dist.rglob("*") if file.is_file()]
    files = {f"dist/{file.relative_to(dist).as_posix()}": file.read_bytes() for file in found}
    files |= npm_packages(dist, npm)
    files["LICENSES.txt"] = (dist / "LICENSES.txt").read_bytes()
    place, part = folder / f"{name}.tar.gz", folder / f"{name}.tar.gz.part"
    part.write_bytes(archive({f"{name}/{each}": content for each, content in files.items()}, time))
    part.replace(place)
    print(f"{place} ({place.stat().st_size / 2**20:.1f} MiB, {len(files)} files)")


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
