#!/usr/bin/env bash
# Provides what the builds and the tests need. Sourced by web/serve.sh and tests/run.sh, from the repository's root.
#
# Nothing is installed system-wide but ordinary helper packages (see packages.sh). The rest goes into one cache folder,
# belongs to the user and may be deleted at any time. Every step builds beside its final place and is moved there when
# complete, so an interrupted run is simply repeated; a second run at the same time waits for the first.
#
#   LAB_CACHE    the cache folder
#   LAB_OPTIONS  after provide_deps: what CMake has to be told of the third-party sources and the font
#   EMCC         after provide_emscripten: the emcc to use
#   LAB_VERSIONS_DIFFER  exported: which of the locked versions were not to be had, as a sentence; else empty

source web/toolchain/packages.sh
LAB_CACHE=${ATTENTION_LAB_CACHE:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/attention-lab}
source web/toolchain/debian_suite.sh

# One folder for each set of versions, so that checkouts of different age can share the cache.
lab_key=$(grep -E '^(source|suite|locked) ' src/versions.txt | cksum | cut -d ' ' -f 1)
LAB_ARCHIVES=$LAB_CACHE/archives
LAB_DEPS=$LAB_CACHE/libraries-$lab_key
LAB_ROOT=$LAB_CACHE/emscripten-$lab_key
export LAB_VERSIONS_DIFFER=

# locked FILE WHAT COMMAND...: one run at a time; a second one waits for the first. (macOS has no flock.)
locked() {
  local file=$1 what=$2; shift 2
  command -v flock >/dev/null || { "$@"; return; }
  exec 9>"$file"
  flock --nonblock 9 || { say "Another run is $what; waiting for it"; flock 9; }
  "$@" 9>&-
  local status=$?
  exec 9>&-
  return "$status"
}

in_cache() { # COMMAND...
  mkdir -p "$LAB_CACHE" 2>/dev/null && [ -w "$LAB_CACHE" ] ||
    fail "The cache folder $LAB_CACHE cannot be written. Please name another one: ATTENTION_LAB_CACHE=FOLDER bash $0"
  locked "$LAB_CACHE/lock" "filling $LAB_CACHE" "$@"
  rm -rf "$LAB_CACHE/apt"  # the suite's lists are large, and soon stale
  unset suite_options
}

# ---- third-party sources and the font ---------------------------------------------------------------------------
provide_deps() {
  [ -e "$LAB_DEPS/options" ] || in_cache fill_deps
  LAB_OPTIONS=()
  local option; while read -r option; do LAB_OPTIONS+=("$option"); done <"$LAB_DEPS/options"
  compare_with_lock "$LAB_DEPS/versions"
}

fill_deps() {
  [ ! -e "$LAB_DEPS/options" ] || return 0
  rm -rf "$LAB_DEPS" "$LAB_DEPS.part"; mkdir -p "$LAB_DEPS.part"
  : >"$LAB_DEPS.part/versions"
  if fetch_archives; then
    echo "-DATTENTION_LAB_ARCHIVES=$LAB_ARCHIVES" >"$LAB_DEPS.part/options"
  elif suite_deps; then
    say "The pinned archives of the C++ libraries cannot be reached: using Debian $LAB_SUITE's"
  else
    fail "The sources of the C++ libraries are not to be had: neither the addresses in src/versions.txt nor a Debian archive with the suite $LAB_SUITE can be reached (the log is $LAB_CACHE/suite.log). Put the archives into a folder, named NAME-VERSION.tar.gz, and run this again with ATTENTION_LAB_ARCHIVES=FOLDER."
  fi
  mv "$LAB_DEPS.part" "$LAB_DEPS"
}

# Every archive of src/versions.txt in LAB_ARCHIVES, checked by its hash; from ATTENTION_LAB_ARCHIVES (a folder, or the
# address of one) if that is set.
fetch_archives() {
  say "Getting the C++ libraries and the font (35 MB)"
  cmake -DINTO="$LAB_ARCHIVES" -DFROM="${ATTENTION_LAB_ARCHIVES:-}" -P web/toolchain/fetch_archives.cmake >"$LAB_CACHE/archives.log" 2>&1
}

# The same from the Debian suite, laid out as upstream has it.
suite_deps() {
  local part=$LAB_DEPS.part name
  has_apt && [ -e "$LAB_KEYRING" ] && open_suite || return 1
  suite_packages "$part/packages" "$part/versions" libeigen3-dev doctest-dev nlohmann-json3-dev libfast-float-dev libstb-dev || return 1
  for name in imgui zlib; do suite_source "$part/$name" "$part/versions" "$name" || return 1; done
  local include=$part/packages/usr/include
  mkdir -p "$part"/{doctest,json/include,fast_float/include}
  mv "$include/eigen3" "$part/eigen"
  mv "$include/doctest" "$part/doctest/doctest"
  mv "$include/nlohmann" "$part/json/include/"
  mv "$include/fast_float" "$part/fast_float/include/"
  mv "$include/stb" "$part/stb"
  suite_font "$part" || return 1
  rm -rf "$part/packages"
  for name in eigen imgui json fast_float zlib stb doctest; do
    echo "-DFETCHCONTENT_SOURCE_DIR_$(echo "$name" | tr '[:lower:]' '[:upper:]')=$LAB_DEPS/$name"
  done >"$part/options"
  [ ! -e "$part/NotoSansCJK-Regular.ttc" ] || echo "-DATTENTION_LAB_FONT_SOURCE=$LAB_DEPS/NotoSansCJK-Regular.ttc" >>"$part/options"
}

# Noto Sans CJK, unless it is installed.
suite_font() { # FOLDER
  [ ! -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || return 0
  suite_packages "$1/font" "$1/versions" fonts-noto-cjk || return 1
  mv "$1/font/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc" "$1/" && rm -rf "$1/font"
}

# compare_with_lock FILE: adds to LAB_VERSIONS_DIFFER what FILE (lines "PACKAGE VERSION") has otherwise than the lock.
compare_with_lock() {
  local differs; differs=$(awk 'NR == FNR { if ($1 == "locked") locked[$2] = $3; next }
    $1 in locked && locked[$1] != $2 { printf "%s%s %s instead of %s", separator, $1, $2, locked[$1]; separator = ", " }' src/versions.txt "$1")
  case "$LAB_VERSIONS_DIFFER" in *"$differs"*) return 0 ;; esac  # said already, or nothing to say
  LAB_VERSIONS_DIFFER="${LAB_VERSIONS_DIFFER:+$LAB_VERSIONS_DIFFER, }$differs"
  say "Other versions than src/versions.txt has: $differs. Pictures and sizes are compared with more tolerance."
}

# ---- the compiler to WebAssembly --------------------------------------------------------------------------------
provide_emscripten() {
  local version
  if find_emcc; then
    version=$(emcc_version)
    say "Using emcc $version from PATH"
    case "$LAB_VERSIONS_DIFFER" in *"emcc $version"*) ;; *) LAB_VERSIONS_DIFFER="${LAB_VERSIONS_DIFFER:+$LAB_VERSIONS_DIFFER, }emcc $version" ;; esac
    EMCC=$(command -v emcc); export EMCC
    return 0
  fi
  [ -e "$LAB_ROOT/emscripten.config" ] || in_cache fill_root
  compare_with_lock "$LAB_ROOT/versions"
  # Python itself: where python3 is a script that looks for it (pyenv), em++ would run that for every file, which takes
  # longer than Python's start.
  [ -n "${EMSDK_PYTHON:-}" ] || EMSDK_PYTHON=$(python3 -c 'import sys; print(sys.executable)')
  export EMSDK_PYTHON
  export EMCC=$LAB_ROOT/root/usr/share/emscripten/emcc EM_CONFIG=$LAB_ROOT/emscripten.config EM_NODE_JS EM_CACHE=$LAB_ROOT/cache
  EM_NODE_JS=$(command -v node)
  [ -w "$EM_CACHE" ] || export EM_FROZEN_CACHE=1  # a cache that is shared, and complete
}

emcc_version() { emcc --version 2>/dev/null | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1; }
find_emcc() {
  command -v emcc >/dev/null || return 1
  local version; version=$(emcc_version)
  [ -n "$version" ] && version_at_least "$version" "$(version_of minimum emcc)"
}

fill_root() {
  [ ! -e "$LAB_ROOT/emscripten.config" ] || return 0
  local emsdk; emsdk=$(version_of emsdk)
  has_apt && [ -e "$LAB_KEYRING" ] && open_suite ||
    fail "There is no emcc ≥ $(version_of minimum emcc) on PATH, and no Debian archive with the suite $LAB_SUITE can be reached. Please install Emscripten's own: git clone https://github.com/emscripten-core/emsdk && emsdk/emsdk install $emsdk && emsdk/emsdk activate $emsdk && source emsdk/emsdk_env.sh — and run this again."
  say "Unpacking Emscripten from Debian $LAB_SUITE into $LAB_ROOT (108 MB to download, 0.5 GB on disk; about a minute)"
  local part=$LAB_ROOT.part
  rm -rf "$LAB_ROOT" "$part"; mkdir -p "$part/cache"
  # shellcheck disable=SC2046
  suite_packages "$part/root" "$part/versions" $(suite_closure emscripten) || fail "Unpacking failed; see $LAB_CACHE/suite.log"
  ln -s nodejs "$part/root/usr/share/node_modules"  # where any Node looks, not Debian's alone
  mv "$part" "$LAB_ROOT"
  adopt_unpacked_programs
  cat >"$LAB_ROOT/emscripten.config" <<CONFIG
LLVM_ROOT = '$(dirname "$(find "$LAB_ROOT/root/usr/lib" -path '*/llvm-*/bin/clang' | head -n 1)")'
BINARYEN_ROOT = '$LAB_ROOT/root/usr'
CONFIG
}

# Lets the unpacked LLVM and Binaryen run where they lie, without a chroot: their own loader, their own libraries.
adopt_unpacked_programs() {
  local root=$LAB_ROOT/root library program
  local libraries=$root/usr/lib/$(uname -m)-linux-gnu
  local loader; loader=$(find "$libraries" -maxdepth 1 -name 'ld-linux-*.so.*' | head -n 1)
  for program in "$root"/usr/lib/llvm-*/bin/{clang,clang++,clang-scan-deps,lld,wasm-ld,llvm-ar,llvm-nm,llvm-objcopy,llvm-ranlib,llvm-cxxfilt,llvm-dwarfdump,llvm-strip} "$root"/usr/bin/wasm-*; do
    program=$(readlink -f "$program") || continue
    if [ -x "$program" ]; then patchelf --set-interpreter "$loader" --force-rpath --set-rpath "$libraries" "$program" 2>/dev/null || true; fi
  done
  for library in "$libraries"/libLLVM*.so* "$libraries"/libclang-cpp*.so* "$libraries"/libbinaryen*.so* "$libraries"/libbinaryen/*.so*; do
    if [ -f "$library" ] && [ ! -L "$library" ]; then patchelf --force-rpath --set-rpath "$libraries" "$library" 2>/dev/null || true; fi
  done
}

# provide_files PACKAGE: what is in this package of the newer suite, in $LAB_CACHE/files-PACKAGE; not installed.
provide_files() { [ -e "$LAB_CACHE/files-$1/versions" ] || in_cache fill_files "$1"; }
fill_files() {
  [ ! -e "$LAB_CACHE/files-$1/versions" ] || return 0
  say "Getting $1 from Debian $LAB_SUITE (half a minute)"
  local part=$LAB_CACHE/files-$1.part
  rm -rf "$part"; mkdir -p "$part"
  open_suite && suite_packages "$part" "$part/versions" "$1" || fail "Could not get $1; see $LAB_CACHE/suite.log"
  mv "$part" "$LAB_CACHE/files-$1"
}
