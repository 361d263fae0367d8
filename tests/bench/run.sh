#!/usr/bin/env bash
# Measures the core in Chromium beside its peers, and natively beside PyTorch, and prints tables (about five minutes).
# Arguments: lengths.
cd "$(dirname "$0")/../.." || exit 1
. web/toolchain/provide.sh
provide_deps && provide_emscripten || exit 1
need_packages cmake ninja-build chromium
command -v npm >/dev/null || need_packages npm

modules=$LAB_CACHE/bench/node_modules  # the peers are never committed
if [ ! -e "$modules/.complete-1" ]; then
  mkdir -p "$LAB_CACHE/bench"
  (cd "$LAB_CACHE/bench" && echo '{"private":true}' >package.json &&
    npm install --no-audit --no-fund onnxruntime-web@1.30.0 @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0 playwright-core@1) \
    >"$LAB_CACHE/bench/npm.log" 2>&1 || fail "npm could not install the peers; see $LAB_CACHE/bench/npm.log"
  touch "$modules/.complete-1"
fi
cmake --preset web -B build/core-web -DATTENTION_LAB_DEPS="$LAB_DEPS" -DATTENTION_LAB_APP=OFF \
  -DCMAKE_TOOLCHAIN_FILE="$(dirname "$EMCC")/cmake/Modules/Platform/Emscripten.cmake" >/dev/null || exit 1
ninja -j2 -C build/core-web attention_core_module bench_peers_simd bench_peers_relaxed-simd >/dev/null || fail "The build failed."
node tests/bench/run.mjs build/core-web/dist build/core-web/bench "$modules" "$@"

need_packages python3-torch g++
cmake --preset native -B build/core-native -DATTENTION_LAB_DEPS="$LAB_DEPS" -DATTENTION_LAB_APP=OFF >/dev/null || exit 1
ninja -j2 -C build/core-native bench_native >/dev/null || fail "The native build failed."
echo
/usr/bin/python3 tests/bench/native.py build/core-native/tests/bench/bench_native "$@"
