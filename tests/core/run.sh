#!/usr/bin/env bash
# All tests of the core: native, compiled to WebAssembly (SIMD in Node, relaxed SIMD in Chromium), and the JavaScript
# module in both, with the official conformance cases of ONNX's Attention operator; and the core in other projects.
# Prints one line per suite; exits non-zero if one fails.
cd "$(dirname "$0")/../.." || exit 1
. web/toolchain/provide.sh
. web/toolchain/build.sh
need $NEEDS_NATIVE $(needs_of_web) npm:npm python3-numpy doxygen:doxygen
need_chromium
provide_deps
provide_emscripten
provide_files python3-onnx
mkdir -p build
provide_node_packages || fail "npm could not install what the tests need; see build/npm.log"

logs=build/core-tests; rm -rf "$logs"; mkdir -p "$logs"
names=() all_counts=() passed=0 failed=0

# suite NAME COUNTS COMMAND...: runs it beside the others, as many at once as there are processors: each keeps one busy.
# COUNTS, a sed program, finds in its output what report prints.
suite() {
  local name=$1; names+=("$name") all_counts+=("$2"); shift 2
  while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n; done
  { "$@" >"$logs/$name.log" 2>&1; echo $? >"$logs/$name.status"; } &
}

# report: waits for all suites and prints a line for each.
report() {
  local i name line status
  wait
  for i in "${!names[@]}"; do
    name=${names[i]}
    line=$(sed -n "${all_counts[i]}" "$logs/$name.log" | tail -n 1) status=$(cat "$logs/$name.status")
    # shellcheck disable=SC2046
    set -- $(echo "${line:-0 passed, 1 failed}" | tr -dc '0-9 ')
    if [ "$status" != 0 ] && [ "$2" = 0 ]; then set -- "$1" 1; fi
    passed=$((passed + $1)) failed=$((failed + $2))
    if [ "$2" != 0 ]; then
      tail -n 40 "$logs/$name.log" >&2
      echo "$name: ${line:-did not finish} (exit $status, see $logs/$name.log)"
    else
      echo "$name: $line"
    fi
  done
}
doctest_counts='s/.*test cases: *[0-9]* | *\([0-9]*\) passed | *\([0-9]*\) failed.*/\1 passed, \2 failed/p'
node_counts='/^# pass/{s/# pass \([0-9]*\)/\1 passed/;h};/^# fail/{s/# fail \([0-9]*\)/, \1 failed/;H;x;s/\n//p}'

# The same build folders as tests/run.sh, so that nothing is compiled twice.
configure native
build native test_core attention_lab_core || fail "The native tests do not build."
configure web
build web test_core test_core_relaxed attention_core_module || fail "The WebAssembly build failed."
export LAB_DIST=build/web/dist LAB_ONNX_CASES=$logs/onnx_cases.json
/usr/bin/python3 tests/core/onnx_cases.py "$LAB_CACHE/files-python3-onnx/usr/lib/python3/dist-packages" >"$LAB_ONNX_CASES" ||
  fail "ONNX's generator of test cases did not run."

our_counts='s/^\([0-9]* passed, [0-9]* failed\)$/\1/p'
# The longest first.
suite core-package "$our_counts" bash tests/package/cpp.sh
suite core-module "$node_counts" node --test --test-reporter=tap tests/core/attention-core.test.mjs \
  tests/core/{inputs,training,training_refusals,random,away}.test.mjs
suite core-npm "$node_counts" node --test --test-reporter=tap tests/package/npm.test.mjs
suite core-wasm "$doctest_counts" node build/web/tests/test_core.js
suite core-native "$doctest_counts" build/native/tests/test_core
suite core-wasm-relaxed "$doctest_counts" node tests/core/chromium.mjs build/web wasm
suite core-api "$node_counts" node --test --test-reporter=tap tests/package/api.test.mjs
suite core-onnx "$node_counts" node --test --test-reporter=tap tests/core/onnx.test.mjs
suite core-module-chromium "$our_counts" node tests/core/chromium.mjs build/web module
report

echo "Largest errors (native, WebAssembly SIMD, relaxed SIMD):"
errors() { sed -n 's/^largest error  //p' "$logs/$1.log"; }
paste <(errors core-native) <(errors core-wasm | awk '{ print $NF }') <(errors core-wasm-relaxed | awk '{ print $NF }')

echo "$passed passed, $failed failed"
exit $((failed > 0))
