#!/usr/bin/env bash
# Provides what the tests need, builds, and runs all of them or the named parts; ends with "N passed, N failed".
# usage: bash tests/run.sh [lint|core|formats|models|view|scenes|app|shaders|wasm|web|firefox|webkit|desktop|sanitize|
#                           tidy|sites|storm|adversary|fuzz|fresh]...
#   lint        C++ is formatted as .clang-format says, JavaScript has no mistake that ESLint knows
#   core … app  native test programs of that part of the house, of the core all of tests/core/run.sh; without names,
#               all but the core's only with sanitizers
#   shaders     every GLSL body compiles as GLSL 330 and as GLSL ES 300
#   wasm        the core's, the formats' and the models' test programs again, as WebAssembly under Node
#   web         the page, driven in Chromium by role and name
#   firefox     what every engine can do, again in Firefox; webkit: in WebKitGTK; and the table of checks and engines
#   desktop     the desktop program in a real window on a virtual screen
#   sanitize    the native test programs with AddressSanitizer and UndefinedBehaviorSanitizer
#   tidy        what clang-tidy has to say of the sources (.clang-tidy): advice, so it always passes; only when named
#   sites       the recipes for VitePress and Docusaurus, as sites really built, in Chromium; three minutes and 350 MB
#               of packages; only when named
#   storm       ten thousand events in the page, two minutes or more; only when named
#   adversary   foreign messages, damaged links, bad files and options, lost contexts, dying workers and eight storms, by
#               the thousand, in every engine that can (tests/adversary/run.sh, about five minutes); only when named
#   fuzz        one minute of fuzzing per file format and for links (tests/fuzz/run.sh); only when named, needs clang
#   fresh       the README's first command as a new user with an empty cache, and on machines that lack something
#               (tests/fresh/run.sh, ten minutes; makes and removes a user, so it runs as root); only when named
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source web/toolchain/provide.sh
source web/toolchain/build.sh

NATIVE_PARTS="core formats models view scenes app"
ALL_PARTS="lint $NATIVE_PARTS shaders wasm web firefox webkit desktop sanitize"
OTHER_PARTS="tidy sites storm adversary fuzz fresh"
passed=0 failed=0

# count NAME PASSED FAILED: a part that ran nothing has failed.
count() {
  local name=$1 good=$2 bad=$3
  if [ $((good + bad)) -eq 0 ]; then
    printf '✗ %s ran no tests\n' "$name"
    bad=1
  fi
  printf '· %s: %d passed, %d failed\n' "$name" "$good" "$bad"
  passed=$((passed + good)) failed=$((failed + bad))
}

# doctest_result LOG STATUS: "PASSED FAILED" of a doctest program; one that died before its summary, or ran nothing, failed.
doctest_result() {
  local cases; cases=$(sed -n 's/.*test cases: *[0-9]* *| *\([0-9]*\) passed *| *\([0-9]*\) failed.*/\1 \2/p' "$1" | tail -n 1)
  local good=${cases% *} bad=${cases#* }
  if [ -z "$cases" ] || [ "$cases" = "0 0" ]; then good=0 bad=1; fi
  if [ "$2" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  [ "$bad" -eq 0 ] || tail -n 60 "$1" >&2
  echo "$good $bad"
}

count_doctest() { # NAME COMMAND...
  local name=$1 log status good bad; log=$(mktemp); shift
  "$@" >"$log" 2>&1
  status=$?
  read -r good bad < <(doctest_result "$log" "$status")
  rm -f "$log"
  count "$name" "$good" "$bad"
}

# count_script NAME SCRIPT: one of ours, whose last line of the kind "N passed, N failed" counts.
count_script() {
  local name=$1 script=$2 log; log=$(mktemp)
  bash "$script" >"$log" 2>&1
  local status=$?
  local result; result=$(sed -n 's/^\([0-9]\+\) passed, \([0-9]\+\) failed$/\1 \2/p' "$log" | tail -n 1)
  local good=${result% *} bad=${result#* }
  if [ -z "$result" ]; then good=$((status == 0)) bad=$((status != 0)); fi
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  [ "$bad" -eq 0 ] || tail -n 60 "$log"
  rm -f "$log"
  count "$name" "$good" "$bad"
}

# What a part needs of the system; see need in web/toolchain/packages.sh.
needs_of() {
  local page; page="$(needs_of_web) npm:npm mkdocs:mkdocs-material"
  case $1 in
    lint) echo "clang-format:clang-format node:nodejs npm:npm" ;;
    core) echo "$NEEDS_NATIVE $page python3-numpy doxygen:doxygen" ;;  # tests/core/run.sh has a suite in Chromium
    scenes) echo "$NEEDS_NATIVE python3-torch python3-matplotlib" ;;  # runs the programs that scenes give away
    formats | models | view | app) echo "$NEEDS_NATIVE" ;;
    sanitize) needs_of scenes ;;
    shaders) echo "glslangValidator:glslang-tools" ;;
    wasm) needs_of_web ;;
    web | sites | storm) echo "$page fonts-dejavu-core" ;;
    firefox) echo "$page firefox-esr:firefox-esr Xvfb:xvfb" ;;
    webkit) echo "$page webkit2gtk-driver Xvfb:xvfb xdotool:xdotool localedef:locales locales" ;;
    desktop) echo "$NEEDS_NATIVE node:nodejs npm:npm Xvfb:xvfb libgl1-mesa-dri" ;;
    adversary) echo "$(needs_of web) $(needs_of firefox) $(needs_of webkit) $(needs_of desktop) $(needs_of sanitize)" ;;
    tidy) echo "$NEEDS_NATIVE clang-tidy:clang-tidy" ;;
    fuzz | fresh) ;;  # their scripts say
  esac
}

has_tests() { compgen -G "tests/$1/*.cpp" >/dev/null; }

has_part() { case " ${parts[*]} " in *" $1 "*) ;; *) false ;; esac; }

run_native() { # PART
  if ! has_tests "$1"; then count "$1" 0 0; return; fi
  if [ -e "tests/$1/run.sh" ]; then count_script "$1" "tests/$1/run.sh"; return; fi  # which begins with the native program
  # Twice the same, once with and once without sanitizers, only where speed is what it is about: in the core.
  if has_part sanitize; then say "with sanitizers, below"; return; fi
  if ! build_native native "test_$1"; then count "$1 (does not build)" 0 1; return; fi
  count_doctest "$1" "build/native/tests/test_$1"
}

# What the sanitizers need is compiled from the start on, with what the other parts leave of the processors: while they
# download, link or wait. (The programs themselves come later: they need the font, which the page's build makes, too.)
AHEAD="attention_lab_core lab_formats lab_models lab_view lab_scenes lab_app lab_gl test_core test_formats test_models test_view"
ahead=
build_ahead() {
  has_part sanitize && [ "${parts[0]}" != sanitize ] && command -v setsid >/dev/null || return 0
  provide_deps
  locked build/lock "building here" configure native-sanitize
  # A session of its own is what Linux weighs against the browsers', which have theirs; nice alone counts within one.
  # shellcheck disable=SC2086
  setsid bash -c 'echo 19 >/proc/self/autogroup; exec nice -n 19 cmake --build build/native-sanitize -j "$(nproc)" --target "$@"' \
    ahead $AHEAD >build/ahead.log 2>&1 </dev/null &
  ahead=$!
}
end_ahead() { # the rest is built as everything is
  if [ -n "$ahead" ]; then kill -TERM -- "-$ahead"; wait "$ahead"; fi 2>/dev/null
  ahead=
}
trap end_ahead EXIT

run_sanitize() {
  local part programs=()
  for part in $NATIVE_PARTS; do has_tests "$part" && programs+=("test_$part"); done
  if ! build_native native-sanitize "${programs[@]}"; then count "sanitize (does not build)" 0 1; return; fi
  # Every file of tests is a run of its own: a run keeps one processor busy, and the longest program, the scenes', would
  # at last run alone. Leaks count; what the driver or GLFW keeps is not ours, but these programs open no window.
  local logs file log; logs=$(mktemp -d)
  for part in scenes app core formats models view; do
    for file in "tests/$part"/*.cpp; do echo "$part $(basename "$file")"; done
  done | ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1 xargs -P "$(nproc)" -L 1 \
    bash -c 'mkdir -p "$0/$1"; started=${EPOCHREALTIME/./}
      "build/native-sanitize/tests/test_$1" --source-file="*/$1/$2" >"$0/$1/$2" 2>&1; echo $? >"$0/$1/$2.status"
      echo "$(((${EPOCHREALTIME/./} - started) / 1000000)) tests/$1/$2" >>build/checks/sanitize.seconds' "$logs"
  for part in $NATIVE_PARTS; do
    local passed_here=0 failed_here=0 good bad
    for log in "$logs/$part"/*.cpp; do
      read -r good bad < <(doctest_result "$log" "$(cat "$log.status")")
      passed_here=$((passed_here + good)) failed_here=$((failed_here + bad))
    done
    count "sanitize test_$part" "$passed_here" "$failed_here"
  done
  rm -rf "$logs"
}

# count_shown NAME SCRIPT: the same for one that takes long, and whose lines are shown as they come.
count_shown() {
  local log; log=$(mktemp)
  bash "$2" | tee "$log"
  local result; result=$(sed -n 's/^\([0-9]\+\) passed, \([0-9]\+\) failed$/\1 \2/p' "$log" | tail -n 1)
  rm -f "$log"
  count "$1" $((${result% *} + 0)) $((${result#* } + 0))
}
run_fuzz() { count_shown fuzz tests/fuzz/run.sh; }
run_fresh() { count_shown fresh tests/fresh/run.sh; }

run_lint() {
  provide_node_packages || { count lint 0 1; return; }
  local files log bad; log=$(mktemp)
  mapfile -t files < <(sources '*.cpp' '*.h')
  printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -n 40 clang-format --dry-run -Werror >"$log" 2>&1
  bad=$(sed -n 's/^\([^ :]*\):[0-9]*:[0-9]*: error:.*/\1/p' "$log" | sort -u | tee >(cat >&2) | wc -l)
  [ "$bad" -eq 0 ] || say "Not as .clang-format says: clang-format -i does it"
  if [ "$bad" -eq 0 ] && [ -s "$log" ]; then bad=1; cat "$log"; fi  # it has not run
  rm -f "$log"
  # Also what does not parse is an error of ESLint's.
  if tests/web/node_modules/.bin/eslint --config tests/web/eslint.config.mjs web tests; then count lint $((${#files[@]} - bad + 1)) "$bad"
  else count lint $((${#files[@]} - bad)) $((bad + 1)); fi
}
run_tidy() {
  build_native native all || { count tidy 0 1; return; }
  sources 'src/*.cpp' | grep -v '/web_' | xargs -P "$(nproc)" -n 4 clang-tidy -p build/native --quiet 2>/dev/null
  count tidy 1 0
}
# Of the project, also those that are not committed yet.
sources() { git ls-files --cached --others --exclude-standard "$@" | while read -r file; do [ ! -e "$file" ] || echo "$file"; done; }

run_shaders() {
  local good=0 bad=0 body stage folder; folder=$(mktemp -d)
  for body in shaders/*.vert shaders/*.frag; do
    [ -e "$body" ] || continue
    stage=${body##*.}
    { printf '#version 330 core\n'; cat "$body"; } >"$folder/gl330.$stage"
    { printf '#version 300 es\nprecision highp float;\nprecision highp int;\nprecision highp sampler2D;\n'; cat "$body"; } >"$folder/es300.$stage"
    local dialect
    for dialect in gl330 es300; do
      if glslangValidator "$folder/$dialect.$stage" >"$folder/log" 2>&1; then good=$((good + 1)); else
        bad=$((bad + 1)); printf '✗ %s as %s\n' "$body" "$dialect"; cat "$folder/log"; fi
    done
  done
  rm -rf "$folder"
  count shaders "$good" "$bad"
}

run_wasm() {
  provide_deps
  provide_emscripten
  configure web
  say "Building the core's, the formats' and the models' tests as WebAssembly (a minute or two the first time)"
  local part
  for part in core formats models; do
    has_tests "$part" || continue
    [ "$part" != core ] || ! has_part core || continue  # tests/core/run.sh has done it
    if build web "test_$part"; then count_doctest "wasm $part" node "build/web/tests/test_$part.js"; else count "wasm $part (does not build)" 0 1; fi
  done
}

# How many files drive a page at once. Each waits for a frame, an answer or a pause much of the time: with no more than
# there are processors, these would be idle for a quarter of it or more.
at_once=$((2 * $(nproc)))

run_node_tests() { # NAME FILE...; the report is kept for the table of checks and engines
  local name=$1 tap=build/checks/$1.tap; mkdir -p build/checks; shift
  node --test --test-concurrency=$at_once --test-timeout=1800000 --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$tap" \
    --test-reporter=./tests/web/seconds.mjs --test-reporter-destination="${tap%.tap}.seconds" "$@"
  local status=$? good bad
  good=$(sed -n 's/^# pass \([0-9]*\)$/\1/p' "$tap") bad=$(sed -n 's/^# fail \([0-9]*\)$/\1/p' "$tap")
  if [ "$status" -ne 0 ] && [ "${bad:-0}" -eq 0 ]; then bad=1; fi
  count "$name" "${good:-0}" "${bad:-0}"
}

# Begin first, so that none of them runs alone at the end.
LONGEST="hands training sites lighthouse reading accessibility surface fingers reader start embedding release"

longest_first() { # FILE...: those, then by size
  local name
  { for name in $LONGEST; do printf '%s\n' "$@" | grep "/$name\.test\.mjs$"; done; ls -S "$@"; } | awk '!seen[$0]++'
}

# run_together ENGINE FILE...: several in a process, which starts its browsers once for all of them: with a process for
# each, starting them would be a quarter of all the work. Each process takes the next file when it is done with one.
run_together() {
  local engine=$1 list=build/checks/$1-files i; shift
  mkdir -p build/checks
  longest_first "$@" >"$list"
  for ((i = 0; i < at_once; ++i)); do
    printf '%s\n' "import { together } from '../../tests/web/engines/together.mjs';" "await together('$list');" >"build/checks/$engine-$i.test.mjs"
  done
  LAB_ENGINE=$engine run_node_tests "$engine" build/checks/"$engine"-*.test.mjs
}

provide_page_tests() {
  build_web
  provide_node_packages || { count "web (npm ci failed)" 0 1; return 1; }
}

run_web() {
  provide_page_tests || return
  say "Driving the page in Chromium"
  local files=() file
  for file in tests/web/*.test.mjs tests/web/every_engine/*.test.mjs tests/package/element.test.mjs; do
    [ "$file" = tests/web/storm.test.mjs ] || files+=("$file")
  done
  run_together chromium "${files[@]}"
}

run_firefox() {
  provide_page_tests || return
  say "Driving the page in Firefox"
  run_together firefox tests/web/every_engine/*.test.mjs
}

run_webkit() {
  provide_page_tests || return
  say "Driving the page in WebKitGTK"
  run_together webkit tests/web/every_engine/*.test.mjs
}

# Which check has passed in which engine; a check that has neither run nor a reason not to is a failure.
print_matrix() {
  say "Checks and engines"
  if node tests/web/matrix.mjs build/checks; then count matrix 1 0; else count matrix 0 1; fi
}

run_sites() {
  provide_page_tests || return
  provide_node_packages_of tests/sites "what the example sites are built with (a minute)" ||
    { count "sites (npm ci failed)" 0 1; return; }
  say "Building the example sites and driving them in Chromium"
  run_node_tests sites tests/sites/sites.test.mjs
}

run_storm() {
  build_web
  provide_node_packages || { count "storm (npm ci failed)" 0 1; return; }
  run_node_tests storm tests/web/storm.test.mjs
}

run_adversary() {
  provide_page_tests || return
  if ! build_native native attention-lab test_scenes; then count "adversary (does not build)" 0 1; return; fi
  count_shown adversary tests/adversary/run.sh
}

run_desktop() {
  # With the sanitizers, if their programs are built anyway: then the window itself is under them, too.
  local preset=native; ! has_part sanitize || preset=native-sanitize
  if ! build_native $preset attention-lab; then count "desktop (does not build)" 0 1; return; fi
  provide_node_packages || { count "desktop (npm ci failed)" 0 1; return; }
  say "Opening the desktop program on a virtual screen"
  LAB_PROGRAM=${LAB_PROGRAM:-$PWD/build/$preset/src/platform/attention-lab} run_node_tests desktop tests/desktop/*.test.mjs
}

# print_seconds: what the parts have taken, and the ten test files that have taken longest, with the part they belong to.
print_seconds() {
  say "Seconds: $(printf '%s, ' "${part_seconds[@]}" | sed 's/, $//')"
  local report
  for report in build/checks/*.seconds; do
    [ ! -e "$report" ] || sed "s|\$| ($(basename "$report" .seconds))|" "$report"
  done | sort -rn | head -n 10 | sed 's/^/  /' >&2
}

parts=("$@")
[ ${#parts[@]} -gt 0 ] || read -r -a parts <<<"$ALL_PARTS"
started=$SECONDS
rm -rf build/checks
for part in "${parts[@]}"; do
  case " $ALL_PARTS $OTHER_PARTS " in *" $part "*) ;; *) fail "There is no part '$part'. Parts: $ALL_PARTS $OTHER_PARTS" ;; esac
done
# shellcheck disable=SC2046
need $(for part in "${parts[@]}"; do needs_of "$part"; done)  # all at once, before anything is downloaded or built
for part in core web sites storm adversary; do
  if has_part $part; then need_chromium; break; fi
done
mkdir -p build/checks
part_seconds=()
build_ahead
for part in "${parts[@]}"; do
  say "$part"
  case $part in desktop | sanitize | adversary) end_ahead ;; esac  # these build in that folder, too
  part_started=$SECONDS
  case " $NATIVE_PARTS " in *" $part "*) run_native "$part" ;; *) "run_$part" ;; esac
  say "$part: $((SECONDS - part_started)) s"
  part_seconds+=("$part $((SECONDS - part_started))")
done
if has_part web || has_part firefox || has_part webkit; then print_matrix; fi
print_seconds
say "$((SECONDS - started)) s in all"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
