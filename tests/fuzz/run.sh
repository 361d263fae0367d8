#!/usr/bin/env bash
# Fuzzes the readers of src/formats, and links, with libFuzzer (clang, address and undefined-behaviour sanitizers), one
# after the other on one core, with low priority.
# usage: tests/fuzz/run.sh [SECONDS] [READER]...   (60 seconds each; npy npz safetensors csv json printout file links)
#
# What the fuzzers find new stays in build/fuzz/found/<reader>, so that the next run goes on from there. A crash is
# kept in tests/fuzz/crashes/<reader>: commit it with the fix; the ordinary tests replay it from then on.
# Prints one line per reader, and "8 passed, 0 failed" at the end; the exit status is 0 if nothing crashed.
set -euo pipefail
cd "$(dirname "$0")/../.."
source web/toolchain/provide.sh
seconds=${1:-60}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- npy npz safetensors csv json printout file links

# The newest clang that is new enough for the app and has a fuzzer's runtime; Debian 12's own is too old.
least=$(version_of minimum clang)
can_fuzz() { # CLANG++
  command -v "$1" >/dev/null && version_at_least "$("$1" -dumpversion)" "$least" &&
    echo 'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }' |
    "$1" -x c++ -fsanitize=fuzzer,address - -o /dev/null 2>/dev/null
}
find_clang() {
  local candidate
  for candidate in clang++ $(compgen -c clang++- | grep -E '^clang\+\+-[0-9]+$' | sort -rV | uniq); do
    if can_fuzz "$candidate"; then echo "$candidate"; return; fi
  done
  return 1
}
if ! compiler=$(find_clang); then
  has_apt || fail "Please install clang ≥ $least with its sanitizer runtime (compiler-rt)."
  packages="clang libclang-rt-dev"
  if dpkg --compare-versions "$(apt-cache show clang | sed -n 's/^Version: *//p' | head -n 1)" lt "1:$least"; then packages="clang-16 libclang-rt-16-dev"; fi
  # shellcheck disable=SC2086
  need $packages
  compiler=$(find_clang) || fail "There is no clang ≥ $least with a fuzzer's runtime."
fi
source web/toolchain/build.sh
# shellcheck disable=SC2086
need $NEEDS_NATIVE
provide_deps

flags="-O2 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION"
mkdir -p build
say "Building the fuzzers (about a minute)"
cmake -S . -B build/fuzz -G Ninja -DCMAKE_C_COMPILER="${compiler/++/}" -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_BUILD_TYPE=None \
  -DCMAKE_C_FLAGS="$flags" -DCMAKE_CXX_FLAGS="$flags" "${LAB_OPTIONS[@]}" \
  -DATTENTION_LAB_TESTS=OFF -DATTENTION_LAB_FUZZ=ON >build/fuzz.log 2>&1 || { tail -n 30 build/fuzz.log; fail "Configuring failed"; }
targets=(); for reader in "$@"; do targets+=("fuzz_$reader"); done
ninja -C build/fuzz -j2 "${targets[@]}" >build/fuzz.log 2>&1 || { tail -n 30 build/fuzz.log; fail "Building failed"; }

passed=0 failed=0
for reader in "$@"; do
  found=build/fuzz/found/$reader log=build/fuzz/$reader.log crashes=tests/fuzz/crashes/$reader
  mkdir -p "$found" "$crashes"
  words=(); [ ! -e "tests/fuzz/dictionaries/$reader.dict" ] || words=("-dict=tests/fuzz/dictionaries/$reader.dict")
  say "Fuzzing $reader for $seconds s"
  status=0
  nice -n 19 build/fuzz/tests/fuzz/fuzz_"$reader" "$found" tests/fuzz/corpus/"$reader" "$crashes" \
    ${words[@]+"${words[@]}"} -max_total_time="$seconds" -max_len=2048 -timeout=10 \
    -rss_limit_mb=2048 -malloc_limit_mb=512 -artifact_prefix="$crashes/" -print_final_stats=1 >"$log" 2>&1 || status=$?
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  coverage=$(grep -o 'cov: [0-9]*' "$log" | tail -n 1)
  echo "fuzz-$reader: ${executions:-0} executions, ${coverage:-cov: 0} edges, $(find "$found" -type f | wc -l) inputs found"
  if [ $status -eq 0 ]; then passed=$((passed + 1)); else
    failed=$((failed + 1))
    tail -n 40 "$log"
  fi
  rmdir "$crashes" 2>/dev/null || true
done
echo "$passed passed, $failed failed"
exit $((failed > 0))
