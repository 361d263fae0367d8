#!/usr/bin/env bash
# All tests of the core: native, compiled to WebAssembly (SIMD in Node, relaxed SIMD in Chromium), and the JavaScript
# module in both, with the official conformance cases of ONNX's Attention operator; and the core in other projects.
# Prints one line per suite; exits non-zero if one fails.
cd "$(dirname "$0")/../.." || exit 1
. web/toolchain/provide.sh
. web/toolchain/build.sh
need $NEEDS_NATIVE $(needs_of_web) npm:npm chromium:chromium python3-numpy doxygen:doxygen
provide_deps
provide_emscripten
provide_files python3-onnx
mkdir -p build
modules=tests/web/node_modules
provide_node_packages || fail "npm could not install what the tests need; see build/npm.log"

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

# The same build folders as tests/run.sh, so that nothing is compiled twice.
configure native
build native test_core || fail "The native tests do not build."
suite core-native "$doctest_counts" build/native/tests/test_core

suite core-package 's/^\([0-9]* passed, [0-9]* failed\)$/\1/p' bash tests/package/cpp.sh

configure web
build web test_core test_core_relaxed attention_core_module || fail "The WebAssembly build failed."
suite core-wasm "$doctest_counts" node build/web/tests/test_core.js
export LAB_DIST=build/web/dist LAB_ONNX_CASES=$logs/onnx_cases.json
suite core-module "$node_counts" node --test --test-reporter=tap tests/core/attention-core.test.mjs \
  tests/core/{inputs,training,training_refusals,random,away}.test.mjs
/usr/bin/python3 tests/core/onnx_cases.py "$LAB_CACHE/files-python3-onnx/usr/lib/python3/dist-packages" >"$LAB_ONNX_CASES" ||
  fail "ONNX's generator of test cases did not run."
suite core-npm "$node_counts" node --test --test-reporter=tap tests/package/npm.test.mjs
suite core-api "$node_counts" node --test --test-reporter=tap tests/package/api.test.mjs
suite core-onnx "$node_counts" node --test --test-reporter=tap tests/core/onnx.test.mjs
suite core-wasm-relaxed "$doctest_counts" node tests/core/chromium.mjs build/web "$modules" wasm
suite core-module-chromium 's/^\([0-9]* passed, [0-9]* failed\)$/\1/p' node tests/core/chromium.mjs build/web "$modules" module

echo "Largest errors (native, WebAssembly SIMD, relaxed SIMD):"
errors() { sed -n 's/^largest error  //p' "$logs/$1.log"; }
paste <(errors core-native) <(errors core-wasm | awk '{ print $NF }') <(errors core-wasm-relaxed | awk '{ print $NF }')

echo "$passed passed, $failed failed"
exit $((failures > 0))
