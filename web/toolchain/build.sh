# Configures and builds, for web/serve.sh and tests/run.sh; sourced after provide.sh, from the repository's root.

# configure PRESET [emcmake]: only when there is no build folder yet, or its dependencies have moved.
configure() {
  local preset=$1 wrapper=${2:-} folder=build/$1
  grep -qsx "ATTENTION_LAB_DEPS:PATH=$LAB_DEPS" "$folder/CMakeCache.txt" && [ -e "$folder/build.ninja" ] && return 0
  rm -rf "$folder/CMakeCache.txt" "$folder/CMakeFiles"
  say "Configuring $preset"
  mkdir -p "$folder"
  $wrapper cmake --preset "$preset" -DATTENTION_LAB_DEPS="$LAB_DEPS" >"$folder/configure.log" 2>&1 ||
    { cat "$folder/configure.log" >&2; fail "Configuring failed."; }
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
  need_packages cmake ninja-build
  provide_deps
  provide_emscripten
  configure web "$(dirname "$EMCC")/emcmake"
  say "Building the page (about a minute the first time, seconds afterwards)"
  build web lab_dist || fail "The page could not be built; all of the output is in build/web/build.log"
}

build_native() { # PRESET TARGET...
  need_packages cmake ninja-build g++ libglfw3-dev libgl-dev
  provide_deps
  configure "$1"
  say "Building $1 (a minute or two the first time)"
  build "$@"
}
