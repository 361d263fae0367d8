#!/usr/bin/env bash
# All tests of the core: native, compiled to WebAssembly (SIMD in Node, relaxed SIMD in Chromium), and the JavaScript
# module in both.
# Prints one line per suite; exits non-zero if one fails.
cd "$(dirname "$0")/../.." || exit 1
. web/toolchain/provide.sh
provide_deps && provide_emscripten || exit 1
need_packages cmake ninja-build g++
command -v chromium >/dev/null || need_packages chromium
command -v npm >/dev/null || need_packages npm
modules=tests/web/node_modules
[ -e "$modules/playwright-core" ] || (cd tests/web && npm ci --ignore-scripts --no-audit --no-fund >/dev/null 2>"$LAB_CACHE/npm.log") ||
  fail "npm could not install playwright-core; see $LAB_CACHE/npm.log"

logs=build/core-tests; mkdir -p "$logs"
failures=0 passed=0 failed=0

# suite NAME COUNTS COMMAND...: runs it and prints what COUNTS, a sed program, finds in its output.
suite() {
  local name=$1 counts=$2 line; shift 2
  if "$@" >"$logs/$name.log" 2>&1; then local status=0; else local status=$?; fi
  line=$(sed -n "$counts" "$logs/$name.log" | tail -n 1)
  local numbers; numbers=$(echo "${line:-0 passed, 1 failed}" | tr -dc '0-9 ')
  set -- $numbers
  passed=$((passed + $1)) failed=$((failed + $2))
  if [ "$status" != 0 ] || [ -z "$line" ]; then
    failures=$((failures + 1))
    tail -n 40 "$logs/$name.log" >&2
    echo "$name: ${line:-did not finish} (exit $status, see $logs/$name.log)"
  else
    echo "$name: $line"
  fi
}
doctest_counts='s/.*test cases: *[0-9]* | *\([0-9]*\) passed | *\([0-9]*\) failed.*/\1 passed, \2 failed/p'
node_counts='/^# pass/{s/# pass \([0-9]*\)/\1 passed/;h};/^# fail/{s/# fail \([0-9]*\)/, \1 failed/;H;x;s/\n//p}'

build() { cmake "$@" >"$logs/configure.log" 2>&1 || { tail -n 20 "$logs/configure.log" >&2; exit 1; }; }
compile() { ninja -j2 -C "$@" >"$logs/build.log" 2>&1 || { tail -n 40 "$logs/build.log" >&2; exit 1; }; }

build --preset native -B build/core-native -DATTENTION_LAB_DEPS="$LAB_DEPS" -DATTENTION_LAB_APP=OFF
compile build/core-native test_core
suite core-native "$doctest_counts" build/core-native/tests/test_core

build --preset web -B build/core-web -DATTENTION_LAB_DEPS="$LAB_DEPS" -DATTENTION_LAB_APP=OFF \
  -DCMAKE_TOOLCHAIN_FILE="$(dirname "$EMCC")/cmake/Modules/Platform/Emscripten.cmake"
compile build/core-web test_core test_core_relaxed attention_core_module
suite core-wasm "$doctest_counts" node build/core-web/tests/test_core.js
LAB_DIST=build/core-web/dist suite core-module "$node_counts" node --test --test-reporter=tap tests/core/attention-core.test.mjs
suite core-wasm-relaxed "$doctest_counts" node tests/core/chromium.mjs build/core-web "$modules" wasm
suite core-module-chromium 's/^\([0-9]* passed, [0-9]* failed\)$/\1/p' node tests/core/chromium.mjs build/core-web "$modules" module

echo "$passed passed, $failed failed"
exit $((failures > 0))
