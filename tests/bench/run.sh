#!/usr/bin/env bash
# Measures the core in Chromium beside its peers, and natively beside PyTorch, then what trains, and prints tables (about
# six minutes).
# Arguments: lengths.
cd "$(dirname "$0")/../.." || exit 1
. web/toolchain/provide.sh
. web/toolchain/build.sh
# Without OpenBLAS, PyTorch is forty times slower.
need $NEEDS_NATIVE $(needs_of_web) npm:npm python3-torch libopenblas0-pthread
need_chromium
provide_deps
provide_emscripten

modules=$LAB_CACHE/bench/node_modules  # the peers are never committed
if [ ! -e "$modules/.complete-1" ]; then
  mkdir -p "$LAB_CACHE/bench"
  (cd "$LAB_CACHE/bench" && echo '{"private":true}' >package.json &&
    npm install --no-audit --no-fund onnxruntime-web@1.30.0 @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0) \
    >"$LAB_CACHE/bench/npm.log" 2>&1 || fail "npm could not install the peers; see $LAB_CACHE/bench/npm.log"
  touch "$modules/.complete-1"
fi
provide_node_packages || fail "npm could not install what drives the browser; see build/npm.log"
configure web
build web attention_core_module bench_peers_simd bench_peers_relaxed-simd bench_training || fail "The build failed."
node tests/bench/run.mjs build/web/dist build/web/bench "$modules" "$@"
echo
node tests/bench/training.mjs build/web/bench

configure native
build native bench_native bench_training || fail "The native build failed."
echo
/usr/bin/python3 tests/bench/native.py build/native/tests/bench/bench_native "$@"
echo
/usr/bin/python3 tests/bench/training.py build/native/tests/bench/bench_training
