#!/usr/bin/env bash
# Opens more than 500 files as the desktop program does, with AddressSanitizer and UndefinedBehaviorSanitizer: every
# file that the tests keep, files that were made to do harm, and seeded mutations, made when it runs. Each must be shown
# or refused with a sentence. What runs is the program's own reading thread, app and saving, without a window
# (tests/adversary/open_files.cpp): graphics drivers have findings of their own.
# usage: tests/adversary/sanitized_corpus.sh [SEED [MUTATIONS]]     (1 and 300)
# The last line is "N passed, N failed"; files that failed are kept in build/adversary.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source web/toolchain/provide.sh
source web/toolchain/build.sh
seed=${1:-1} mutations=${2:-300}
build_native native-sanitize open_files || fail "open_files does not build"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
kept=build/adversary
rm -rf "$kept"
mkdir -p "$kept" "$folder/saved"
node tests/adversary/mutated_files.mjs "$folder/files" "$seed" "$mutations"
mapfile -t files < <(find "$folder/files" -type f | sort)
say "Opening ${#files[@]} files, seed $seed"

passed=0 failed=0
export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
# Many files in one process, as a reader opens them; after one that ends it the rest goes on in another.
next=0
while [ "$next" -lt "${#files[@]}" ]; do
  batch=("${files[@]:next:40}")
  timeout 600 build/native-sanitize/tests/open_files "$folder/saved" "${batch[@]}" >"$folder/log" 2>"$folder/errors"
  status=$?
  answered=$(grep -c '^\(opened\|refused\|silent\) ' "$folder/log")
  silent=$(grep -c '^silent ' "$folder/log")
  passed=$((passed + answered - silent)) failed=$((failed + silent)) next=$((next + answered))
  grep '^silent ' "$folder/log"
  if [ "$answered" -lt "${#batch[@]}" ]; then  # the next one ended it
    printf '✗ %s: exit status %d\n' "$(basename "${files[next]}")" "$status"
    head -n 40 "$folder/errors"
    cp "${files[next]}" "$kept/"
    failed=$((failed + 1)) next=$((next + 1))
  elif [ "$status" -ne 0 ] && [ "$silent" -eq 0 ]; then  # leaks are found at the end
    printf '✗ after %s: exit status %d\n' "$(basename "${files[next - 1]}")" "$status"
    head -n 40 "$folder/errors"
    failed=$((failed + 1))
  fi
done
if [ -n "$(ls -A "$folder/saved")" ]; then
  printf '✗ left behind: %s\n' "$(ls -A "$folder/saved" | head -n 5)"
  failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -ge 500 ]
