#!/usr/bin/env bash
# Holds the lab against an adversary: messages, links, files, options, lost contexts and dying workers, by the thousand and
# from seeds. About five minutes; bash tests/run.sh adversary builds what it needs first.
# usage: tests/adversary/run.sh      prints one line for each part, and "N passed, N failed" at the end
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source web/toolchain/packages.sh

logs=build/adversary-logs
rm -rf "$logs"; mkdir -p "$logs"
passed=0 failed=0

count() { # NAME PASSED FAILED: a part that ran nothing has failed
  local good=$2 bad=$3
  if [ $((good + bad)) -eq 0 ]; then bad=1; fi
  printf '· %s: %d passed, %d failed\n' "$1" "$good" "$bad"
  passed=$((passed + good)) failed=$((failed + bad))
}

number() { sed -n "$2" "$logs/$1" | tail -n 1; } # LOG SED

node_tests() { # NAME FILE...
  local name=$1 status good bad; shift
  node --test --test-concurrency=1 --test-timeout=900000 --test-reporter=tap "$@" >"$logs/$name" 2>&1
  status=$?
  good=$(number "$name" 's/^# pass \([0-9]*\)$/\1/p') bad=$(number "$name" 's/^# fail \([0-9]*\)$/\1/p')
  if [ "$status" -ne 0 ] && [ "${bad:-0}" -eq 0 ]; then bad=1; fi
  [ "${bad:-0}" -eq 0 ] || grep -v '^# ' "$logs/$name" | grep -A 25 '^ *not ok' | head -n 120
  count "$name" "${good:-0}" "${bad:-0}"
}

summed() { # NAME COMMAND...: a script of ours, or a doctest program
  local name=$1 status good bad; shift
  "$@" >"$logs/$name" 2>&1
  status=$?
  # doctest's "test cases: 11 | 11 passed | 0 failed", or our "11 passed, 0 failed"
  read -r good bad < <(number "$name" 's/^\(.*test cases: .*| *\)\{0,1\}\([0-9]\+\) passed[ ,|]* *\([0-9]\+\) failed.*/\2 \3/p')
  if [ "$status" -ne 0 ] && [ "${bad:-0}" -eq 0 ]; then bad=1; fi
  [ "${bad:-0}" -eq 0 ] || tail -n 40 "$logs/$name"
  count "$name" "${good:-0}" "${bad:-0}"
}

say "Links, in the native program"
LAB_LINKS=10000 summed native-links build/native/tests/test_scenes -tc='*link*'
if [ -e tests/adversary/sanitized_corpus.sh ]; then
  say "Files, in the sanitized program"
  summed sanitized-corpus bash tests/adversary/sanitized_corpus.sh
fi
say "In Chromium"
node_tests chromium tests/adversary/*.test.mjs
# Those that drive the page through what every engine has.
mapfile -t in_every_engine < <(grep -l "from '../web/engines/lab.mjs'" tests/adversary/*.test.mjs)
for engine in firefox webkit; do
  say "In $engine"
  LAB_ENGINE=$engine node_tests "$engine" "${in_every_engine[@]}"
done
say "Eight storms"
LAB_STORM_SEEDS=11,12,13,14,15,16,17,18 LAB_STORM_EVENTS=${LAB_STORM_EVENTS:-1000} node_tests storm tests/web/storm.test.mjs
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
