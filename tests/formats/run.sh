#!/usr/bin/env bash
# Builds and runs the tests of src/formats, natively and in WebAssembly under Node (about two minutes the first time).
# usage: tests/formats/run.sh [native|wasm]...   (nothing: both)
# Prints one line per kind, "formats-native: 57 passed, 0 failed"; the exit status is 0 if all passed.
set -euo pipefail
cd "$(dirname "$0")/../.."
source web/toolchain/provide.sh
[ $# -gt 0 ] || set -- native wasm
provide_deps
failures=0

# summarise LABEL COMMAND...: runs a doctest program and turns its last lines into one.
summarise() {
  local label=$1 log status=0; shift
  log=$(mktemp)
  "$@" --no-colors=true >"$log" 2>&1 || status=$?
  local passed failed
  passed=$(sed -n 's/^\[doctest\] test cases: .*| *\([0-9]\+\) passed.*/\1/p' "$log")
  failed=$(sed -n 's/^\[doctest\] test cases: .*| *\([0-9]\+\) failed.*/\1/p' "$log")
  if [ $status -ne 0 ] || [ "${failed:-1}" != 0 ] || [ "${passed:-0}" = 0 ]; then
    cut -c1-400 "$log" | tail -n 60
    failures=$((failures + 1))
    [ "${failed:-0}" = 0 ] && failed=1
  fi
  echo "$label: ${passed:-0} passed, ${failed:-1} failed"
  rm -f "$log"
}

# quietly COMMAND...: shows its output only if it fails, and then ends the script.
quietly() {
  local log; log=$(mktemp)
  "$@" >"$log" 2>&1 || { tail -n 60 "$log" | cut -c1-400; rm -f "$log"; fail "Failed: $1"; }
  rm -f "$log"
}

for kind in "$@"; do
  case $kind in
    native)
      need_packages cmake ninja-build g++
      say "Building the tests of the formats"
      quietly cmake -S . -B build/formats-native -G Ninja -DATTENTION_LAB_DEPS="$LAB_DEPS" -DATTENTION_LAB_APP=OFF
      quietly ninja -C build/formats-native -j2 test_formats
      summarise formats-native build/formats-native/tests/test_formats ;;
    wasm)
      provide_emscripten
      need_packages cmake ninja-build
      say "Building the tests of the formats for WebAssembly"
      quietly "$(dirname "$EMCC")/emcmake" cmake -S . -B build/formats-wasm -G Ninja -DATTENTION_LAB_DEPS="$LAB_DEPS" -DATTENTION_LAB_APP=OFF
      quietly ninja -C build/formats-wasm -j2 test_formats
      summarise formats-wasm node build/formats-wasm/tests/test_formats.js ;;
    *) fail "Unknown kind of test: $kind (native, wasm)" ;;
  esac
done
exit $((failures > 0))
