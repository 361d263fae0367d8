#!/usr/bin/env bash
# Provides what the builds and the tests need, into one cache folder. Sourced by web/serve.sh and tests/run.sh.
#
# On Debian and Ubuntu nothing of it is installed system-wide except ordinary helper packages; the compiler and
# the third-party sources are unpacked privately from a newer Debian suite. Every step builds beside its final
# place and is moved there when complete, so an interrupted run is simply repeated.
#
# Sets: LAB_CACHE   the cache folder
#       LAB_DEPS    third-party headers, Dear ImGui's source and the font, as CMakeLists.txt expects them
#       EMCC        the emcc to use (after provide_emscripten)

# ---- versions, in one place -------------------------------------------------------------------------------------
LAB_SUITE=forky               # the Debian suite that has a recent Emscripten
LAB_EMSCRIPTEN_MIN=6.0        # from that suite; an emcc on PATH may be as old as LAB_EMSCRIPTEN_PATH_MIN
LAB_EMSCRIPTEN_PATH_MIN=4.0
LAB_IMGUI_MIN=1.92            # dynamic fonts
LAB_EIGEN_MIN=3.4
LAB_DEPS_REVISION=1           # raise it when the list of packages below changes
# -----------------------------------------------------------------------------------------------------------------

LAB_CACHE=${ATTENTION_LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/attention-lab}
LAB_DEPS=$LAB_CACHE/deps
LAB_ROOT=$LAB_CACHE/root-$LAB_SUITE-$LAB_DEPS_REVISION
LAB_SOURCES=$LAB_CACHE/source-$LAB_SUITE

say()  { printf '\033[1m· %s\033[0m\n' "$*" >&2; }
fail() { printf '\033[31m✗ %s\033[0m\n' "$*" >&2; exit 1; }

on_debian() { command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; }

# version_at_least HAVE WANT
version_at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# need_packages PACKAGE...: installs those that are missing.
need_packages() {
  local missing=() package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local sudo=
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || fail "Please install these packages as root: ${missing[*]}"
    sudo=sudo
  fi
  say "Installing helper packages: ${missing[*]} (about a minute)"
  mkdir -p "$LAB_CACHE"
  local log=$LAB_CACHE/apt.log
  if ! $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" >"$log" 2>&1; then
    $sudo apt-get update >>"$log" 2>&1 || true
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" >>"$log" 2>&1 ||
      fail "Could not install ${missing[*]}; see $log"
  fi
}

# The mirror this machine already uses for Debian's main archive.
debian_mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -E '/debian/?$' | head -n 1
}

# Third-party headers, sources and the compiler, unpacked from one suite. Nothing in it is installed.
provide_root() {
  [ -e "$LAB_ROOT/complete" ] && return 0
  need_packages mmdebstrap patchelf debian-archive-keyring
  local mirror; mirror=$(debian_mirror)
  [ -n "$mirror" ] || fail "No Debian mirror is configured here. Install emsdk (≥ $LAB_EMSCRIPTEN_PATH_MIN) and put emcc on PATH; see README, 'Other systems'."
  say "Unpacking Emscripten and the C++ libraries from Debian $LAB_SUITE into $LAB_CACHE (0.8 GB, about a minute)"
  rm -rf "$LAB_ROOT" "$LAB_ROOT.part"; mkdir -p "$LAB_ROOT.part"
  # The suite is a moving one: its signature is checked, its validity date is not.
  mmdebstrap --quiet --variant=extract --aptopt='Acquire::Check-Valid-Until "false"' \
    --include=emscripten,libeigen3-dev,doctest-dev,nlohmann-json3-dev,libfast-float-dev,libhwy-dev,libstb-dev \
    "$LAB_SUITE" "$LAB_ROOT.part/root" "deb $mirror $LAB_SUITE main" >"$LAB_CACHE/unpack.log" 2>&1 ||
    fail "Unpacking failed; see $LAB_CACHE/unpack.log"
  (cd "$LAB_ROOT.part" && apt-get download fonts-noto-cjk >>"$LAB_CACHE/unpack.log" 2>&1 &&
    dpkg-deb --fsys-tarfile fonts-noto-cjk_*.deb | tar -x --wildcards --strip-components=6 '*/NotoSansCJK-Regular.ttc' &&
    rm fonts-noto-cjk_*.deb) || fail "Could not get the Noto Sans CJK font; see $LAB_CACHE/unpack.log"
  mv "$LAB_ROOT.part" "$LAB_ROOT"
  adopt_unpacked_programs
  touch "$LAB_ROOT/complete"
}

# open_suite FOLDER: package lists of the newer suite alone, in FOLDER. suite_apt then is apt-get with them.
open_suite() {
  local apt=$1 mirror kind; mirror=$(debian_mirror)
  rm -rf "$apt"; mkdir -p "$apt"/{lists/partial,cache/archives/partial,source}
  for kind in deb deb-src; do
    echo "$kind [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $LAB_SUITE main"
  done >"$apt/sources.list"
  suite_options=(-o "Dir::State::Lists=$apt/lists" -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::Cache=$apt/cache" -o Acquire::Check-Valid-Until=false -o "APT::Sandbox::User=$(id -un)")
  suite_apt update
}
suite_apt() { apt-get "${suite_options[@]}" "$@"; }

# provide_sources NAME...: the upstream sources of these Debian source packages, in $LAB_SOURCES/NAME: libraries that
# are compiled with the project, because the unpacked suite has no WebAssembly build of them.
provide_sources() {
  local missing=() name
  for name in "$@"; do [ -e "$LAB_SOURCES/$name" ] || missing+=("$name"); done
  [ ${#missing[@]} -eq 0 ] && return 0
  say "Getting the source of ${missing[*]} from Debian $LAB_SUITE (half a minute)"
  local apt=$LAB_SOURCES.part log=$LAB_CACHE/sources.log
  mkdir -p "$LAB_SOURCES"
  open_suite "$apt" >"$log" 2>&1 && (cd "$apt/source" && suite_apt source --download-only "${missing[@]}") \
    >>"$log" 2>&1 || fail "Could not get the source of ${missing[*]}; see $log"
  for name in "${missing[@]}"; do
    mkdir "$apt/$name"
    tar -xf "$(find "$apt/source" -name "${name}_*.orig.tar.*" ! -name '*.asc')" -C "$apt/$name" --strip-components=1 ||
      fail "Could not unpack the source of $name"
    mv "$apt/$name" "$LAB_SOURCES/$name"
  done
  rm -rf "$apt"
}

# provide_files PACKAGE: what is in this Debian package of the newer suite, in $LAB_SOURCES/PACKAGE; not installed.
provide_files() {
  [ -e "$LAB_SOURCES/$1" ] && return 0
  say "Getting $1 from Debian $LAB_SUITE (half a minute)"
  local apt=$LAB_SOURCES.part log=$LAB_CACHE/sources.log
  mkdir -p "$LAB_SOURCES"
  (open_suite "$apt" && cd "$apt/source" && suite_apt download "$1" && dpkg-deb --extract ./*.deb "$apt/$1") >"$log" 2>&1 ||
    fail "Could not get $1; see $log"
  mv "$apt/$1" "$LAB_SOURCES/$1"
  rm -rf "$apt"
}

# Lets the unpacked LLVM and Binaryen run where they lie, without a chroot: their own loader, their own libraries.
adopt_unpacked_programs() {
  local root=$LAB_ROOT/root library program
  local libraries=$root/usr/lib/$(uname -m)-linux-gnu
  local loader; loader=$(find "$libraries" -maxdepth 1 -name 'ld-linux-*.so.*' | head -n 1)
  for program in "$root"/usr/lib/llvm-*/bin/{clang,clang++,clang-scan-deps,lld,wasm-ld,llvm-ar,llvm-nm,llvm-objcopy,llvm-ranlib,llvm-cxxfilt,llvm-dwarfdump,llvm-strip} "$root"/usr/bin/wasm-*; do
    program=$(readlink -f "$program") || continue
    [ -x "$program" ] && patchelf --set-interpreter "$loader" --force-rpath --set-rpath "$libraries" "$program" 2>/dev/null
  done
  for library in "$libraries"/libLLVM*.so* "$libraries"/libclang-cpp*.so* "$libraries"/libbinaryen*.so* "$libraries"/libbinaryen/*.so*; do
    [ -f "$library" ] && [ ! -L "$library" ] && patchelf --force-rpath --set-rpath "$libraries" "$library" 2>/dev/null
  done
  return 0
}

# Headers, sources and the font under LAB_DEPS, and nothing else of the unpacked suite on any include path.
provide_deps() {
  on_debian || fail "This machine has no apt. Install CMake ≥ 3.25, a C++20 compiler, Eigen ≥ $LAB_EIGEN_MIN, GLFW ≥ 3.3, emsdk ≥ $LAB_EMSCRIPTEN_PATH_MIN, doctest, nlohmann-json and fast_float, then use the CMake presets 'native' and 'web' (README, 'Other systems')."
  provide_root
  need_packages python3-fonttools  # makes the interface's font
  provide_sources imgui zlib
  local stamp=$LAB_DEPS/revision
  if [ "$(cat "$stamp" 2>/dev/null)" = "$LAB_ROOT" ]; then
    local source; for source in imgui zlib; do [ -e "$LAB_DEPS/$source" ] || ln -sfn "$LAB_SOURCES/$source" "$LAB_DEPS/$source"; done
    return 0
  fi
  local root=$LAB_ROOT/root part=$LAB_DEPS.part
  rm -rf "$part" "$LAB_DEPS"; mkdir -p "$part/include"
  ln -s "$root/usr/include/eigen3/Eigen" "$part/include/Eigen"
  local header; for header in nlohmann fast_float doctest hwy stb; do ln -s "$root/usr/include/$header" "$part/include/$header"; done
  local source; for source in imgui zlib; do ln -s "$LAB_SOURCES/$source" "$part/$source"; done
  ln -s "$LAB_ROOT/NotoSansCJK-Regular.ttc" "$part/NotoSansCJK-Regular.ttc"
  check_version "Dear ImGui" "$(sed -n 's/^#define IMGUI_VERSION *"\([0-9.]*\).*/\1/p' "$LAB_SOURCES/imgui/imgui.h")" "$LAB_IMGUI_MIN"
  check_version Eigen "$(unpacked_eigen_version)" "$LAB_EIGEN_MIN"
  echo "$LAB_ROOT" >"$part/revision"
  mv "$part" "$LAB_DEPS"
}

# Up to 3.4 a version is WORLD.MAJOR.MINOR; since 5.0 it is MAJOR.MINOR.PATCH, and WORLD stays 3.
unpacked_eigen_version() {
  cat "$LAB_ROOT/root/usr/include/eigen3/Eigen/"{src/Core/util/Macros.h,Version} 2>/dev/null | awk '
    /^#define EIGEN_(WORLD|MAJOR|MINOR|PATCH)_VERSION/ { part[$2] = $3 }
    END { if ("EIGEN_PATCH_VERSION" in part) print part["EIGEN_MAJOR_VERSION"] "." part["EIGEN_MINOR_VERSION"]
          else print part["EIGEN_WORLD_VERSION"] "." part["EIGEN_MAJOR_VERSION"] }'
}

check_version() { # NAME HAVE WANT
  version_at_least "${2:-0}" "$3" || fail "$1 ${2:-of an unknown version} was found, but ≥ $3 is needed."
}

# Sets EMCC and, for the unpacked one, EM_CONFIG.
provide_emscripten() {
  if command -v emcc >/dev/null; then
    local version; version=$(emcc --version 2>/dev/null | sed -n '1s/.* \([0-9]\+\.[0-9]\+\.[0-9]\+\).*/\1/p')
    if [ -n "$version" ] && version_at_least "$version" "$LAB_EMSCRIPTEN_PATH_MIN"; then
      EMCC=$(command -v emcc); export EMCC
      say "Using emcc $version from PATH"
      return 0
    fi
  fi
  on_debian || fail "Please install emsdk ≥ $LAB_EMSCRIPTEN_PATH_MIN and put its emcc on PATH."
  provide_root
  need_packages python3
  command -v node >/dev/null || need_packages nodejs
  local root=$LAB_ROOT/root
  check_version Emscripten "$(tr -d '"' <"$root/usr/share/emscripten/emscripten-version.txt")" "$LAB_EMSCRIPTEN_MIN"
  cat >"$LAB_CACHE/emscripten.config" <<CONFIG
LLVM_ROOT = '$(dirname "$(find "$root"/usr/lib -path '*/llvm-*/bin/clang' | head -n 1)")'
BINARYEN_ROOT = '$root/usr'
NODE_JS = '$(command -v node)'
CACHE = '$LAB_CACHE/emscripten'
CONFIG
  mkdir -p "$LAB_CACHE/emscripten"
  export EM_CONFIG=$LAB_CACHE/emscripten.config EMCC=$root/usr/share/emscripten/emcc
}
