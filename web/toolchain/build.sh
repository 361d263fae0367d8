# Configures and builds, for web/serve.sh and tests/run.sh; sourced after provide.sh, from the repository's root.

# What each kind of build needs of the system; see need in packages.sh.
NEEDS_CMAKE="cmake:cmake ninja:ninja-build python3:python3 fonttools:python3-fonttools xz:xz-utils"
NEEDS_NATIVE="$NEEDS_CMAKE c++:g++ libglfw3-dev libgl-dev"
needs_of_web() {
  echo "$NEEDS_CMAKE node:nodejs"
  find_emcc || echo "patchelf:patchelf debian-archive-keyring"
}

check_program() { # NAME COMMAND HOW TO GET A NEWER ONE
  local version least; version=$("$2" --version | grep -oE '[0-9]+\.[0-9]+(\.[0-9]+)?' | head -n 1) least=$(version_of minimum "$2")
  version_at_least "$version" "$least" || fail "$1 ≥ $least is needed, and $version was found. A newer one: $3."
}

# configure PRESET [OPTION...]: only when there is no build folder yet, or something that it was made with has changed.
configure() {
  local preset=$1 folder=build/$1; shift
  local compiler=; [ "$preset" != web ] || compiler=${EMCC:-}  # the others have nothing of it
  local made_with; made_with=$(printf '%s\n' "${LAB_OPTIONS[@]}" "$@" "$compiler")
  [ -e "$folder/build.ninja" ] && [ "$(cat "$folder/made_with" 2>/dev/null)" = "$made_with" ] && return 0
  check_program CMake cmake "pip install --user cmake, or snap install --classic cmake"
  rm -rf "$folder/CMakeCache.txt" "$folder/CMakeFiles"
  say "Configuring $preset"
  mkdir -p "$folder"
  cmake --preset "$preset" "${LAB_OPTIONS[@]}" "$@" >"$folder/configure.log" 2>&1 ||
    { cat "$folder/configure.log" >&2; fail "Configuring failed."; }
  echo "$made_with" >"$folder/made_with"
}

# build PRESET TARGET...: what is out of date. Ninja's lines are shown only if something fails.
build() {
  local preset=$1; shift
  local log=build/$preset/build.log
  cmake --build "build/$preset" --target "$@" >"$log" 2>&1 && return 0
  grep -v '^\[[0-9]*/[0-9]*\]' "$log" | tail -n 60 >&2
  return 1
}

build_web() {
  # shellcheck disable=SC2046
  need $(needs_of_web)
  mkdir -p build
  locked build/lock "building here" build_web_here
}
build_web_here() {
  check_program Node node "see nodejs.org"
  provide_deps
  provide_emscripten
  configure web
  say "Building the page (about a minute the first time, seconds afterwards)"
  build web lab_dist || fail "The page could not be built; all of the output is in build/web/build.log"
}

build_native() { # PRESET TARGET...
  # shellcheck disable=SC2086
  need $NEEDS_NATIVE
  mkdir -p build
  locked build/lock "building here" build_native_here "$@"
}
build_native_here() {
  provide_deps
  configure "$1"
  say "Building $1 (a minute or two the first time)"
  build "$@"
}

# What the tests that run under Node import, as tests/web/package-lock.json has it.
provide_node_packages() { provide_node_packages_of tests/web "what the browser tests need (half a minute)"; }

provide_node_packages_of() { # FOLDER WHAT: as the folder's package-lock.json has it
  local lock=$1/package-lock.json stamp=$1/node_modules/installed log=$PWD/build/npm.log
  [ "$(cat "$stamp" 2>/dev/null)" != "$(cksum <"$lock")" ] || return 0
  say "Installing $2"
  (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund >/dev/null 2>"$log") || { cat "$log"; return 1; }
  cksum <"$lock" >"$stamp"
}
