#!/usr/bin/env bash
# Tests of the tests: small faults are put into the code one by one, and each must be noticed by the tests of its room.
# usage: bash tests/mutate.sh [--continue] [ROOM or part of a file's name]...     all of them without a name; hours
#   core formats models view scenes app   native test programs
#   platform shaders               the desktop program on a virtual screen
#   module web element             JavaScript: the named test file, in Node or in Chromium
#   server                         the development server, in Node
#   --continue                     passes over faults that an earlier run has seen noticed
# The faults stand in tests/mutations.txt. They are applied in copies under build/mutate, never here. Prints those that
# survive; fails if there is one, or if a fault does not apply any more or does not compile.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source web/toolchain/provide.sh
source web/toolchain/build.sh

LIST=$PWD/tests/mutations.txt
FOLDER=$PWD/build/mutate
TREE=$FOLDER/tree        # the source and a native build of it
DIST=$FOLDER/dist        # the page
LONGEST=900              # seconds for one fault's tests: what hangs has been noticed
NOTICED=$FOLDER/noticed  # a line for each fault: its checksum

does_continue=
[ "${1:-}" != --continue ] || { does_continue=yes; shift; }
names=("$@")
mkdir -p "$FOLDER"
touch "$NOTICED"

is_wanted() { # ROOM FILE
  local name
  [ ${#names[@]} -gt 0 ] || return 0
  for name in "${names[@]}"; do [[ $1 == "$name" || $2 == *"$name"* ]] && return 0; done
  return 1
}

# replace FILE FROM TO: FROM must stand in the file exactly once.
replace() {
  python3 - "$@" <<'PYTHON'
import sys
path, old, new = sys.argv[1:]
with open(path, encoding="utf-8", newline="") as file:
    text = file.read()
if text.count(old) != 1:
    sys.exit(f"stands {text.count(old)} times in {path}: {old}")
with open(path, "w", encoding="utf-8", newline="") as file:
    file.write(text.replace(old, new))
PYTHON
}

# ---- copies ----------------------------------------------------------------------------------------------------

# What an earlier run has changed is built again, whatever its date says: the copy brings the old one back.
provide_tree() {
  # shellcheck disable=SC2086
  need $NEEDS_NATIVE
  provide_deps
  mkdir -p "$TREE"
  (cd "$TREE" && find . -path ./build -prune -o -type f -print) | sed 's|^\./||' | sort >"$FOLDER/had"
  git ls-files -co --exclude-standard | sort -u | while IFS= read -r file; do [ ! -f "$file" ] || printf '%s\n' "$file"; done >"$FOLDER/has"
  comm -23 "$FOLDER/had" "$FOLDER/has" | (cd "$TREE" && xargs -r -d '\n' rm -f)
  tar -cf - --verbatim-files-from -T "$FOLDER/has" | tar -xf - -C "$TREE"
  [ ! -e "$FOLDER/changed" ] || (cd "$TREE" && sort -u "$FOLDER/changed" | xargs -d '\n' touch --no-create)
  rm -f "$FOLDER/changed"
  if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_BASEDIR=$TREE CCACHE_NOHASHDIR=1; fi
  [ -e "$TREE/tests/web/node_modules" ] || ln -s "$PWD/tests/web/node_modules" "$TREE/tests/web/node_modules"
  (cd "$TREE" && configure native)
}

provide_dist() {
  build_web
  rm -rf "$DIST"
  cp -r build/web/dist "$DIST"
  [ -e tests/web/node_modules/playwright-core ] || (cd tests/web && npm ci --ignore-scripts --no-audit --no-fund >/dev/null) || fail "npm ci failed."
  need_chromium
}

target_of() { # ROOM
  case $1 in platform | shaders) echo attention-lab ;; *) echo "test_$1" ;; esac
}

is_in_tree() { is_native "$1" || [ "$1" = server ]; }  # else it is in the page

is_native() { case $1 in core | formats | models | view | scenes | app | platform | shaders) ;; *) false ;; esac; }

# ---- one fault -------------------------------------------------------------------------------------------------

# tests_of ROOM [TESTS]: runs them; the first failure is enough. TESTS narrows: doctest's filter, or a file and a name.
tests_of() {
  local room=$1 file=${2%% *} pattern=
  [[ ${2:-} != *' '* ]] || pattern=${2#* }
  case $room in
    platform | shaders)
      (cd "$TREE" && timeout "$LONGEST" node --test --test-name-pattern="${2:-.}" tests/desktop/*.test.mjs) ;;
    server) (cd "$TREE" && LAB_DIST=$DIST timeout "$LONGEST" node --test --test-name-pattern="$pattern" "$file") ;;
    module | web | element)
      LAB_DIST=$DIST timeout "$LONGEST" node --test ${pattern:+--test-name-pattern="$pattern"} "$file" ;;
    *) (cd "$TREE" && timeout "$LONGEST" "build/native/tests/test_$room" --abort-after=1 ${2:+--test-case="$2"}) ;;
  esac
}

build_tree() { (cd "$TREE" && build native "$1"); }

declare -A are_sound  # tests that pass without a fault; without that nothing is shown by their failing
check_sound() { # ROOM TESTS
  local key="$1 $2"
  if [ -z "${are_sound[$key]:-}" ]; then
    are_sound[$key]=yes
    if is_native "$1"; then build_tree "$(target_of "$1")" || fail "The source does not build."; fi
    tests_of "$1" "$2" >"$FOLDER/log" 2>&1 || { tail -n 40 "$FOLDER/log" >&2; are_sound[$key]=no; }
    ! grep -qE '^# pass 0$|test cases: *0 ' "$FOLDER/log" || are_sound[$key]=no  # a pattern that names no test
  fi
  [ "${are_sound[$key]}" = yes ]
}

total=0 noticed=0 survivors=() broken=()
try() { # ROOM FILE FROM TO TESTS
  local room=$1 file=$2 from=$3 to=$4 tests=$5 sum started=$SECONDS outcome copy
  sum=$(printf '%s\n' "$@" | cksum)
  total=$((total + 1))
  if [ -n "$does_continue" ] && grep -qxF "$sum" "$NOTICED"; then
    noticed=$((noticed + 1))
    return
  fi
  if is_in_tree "$room"; then
    [ -e "$FOLDER/has" ] && [ -n "${has_tree:-}" ] || { provide_tree && has_tree=yes; }
    copy=$TREE/$file
  fi
  if ! is_native "$room"; then
    [ -n "${has_dist:-}" ] || { provide_dist && has_dist=yes; }
    is_in_tree "$room" || copy=$(find "$DIST" -name "$(basename "$file")" | head -n 1)
  fi
  if ! check_sound "$room" "$tests"; then
    outcome='no tests, or they fail without it'
    broken+=("$room: $file: $from → $to ($outcome)")
  else
    cp "$copy" "$FOLDER/kept"
    ! is_in_tree "$room" || printf '%s\n' "$file" >>"$FOLDER/changed"
    if ! replace "$copy" "$from" "$to" 2>"$FOLDER/log"; then
      outcome='does not apply any more'
      broken+=("$room: $file: $from ($outcome)")
    else
      is_in_tree "$room" || rm -f "$copy".{br,gz}
      if is_native "$room" && ! build_tree "$(target_of "$room")" 2>"$FOLDER/log"; then
        outcome='does not compile'
        broken+=("$room: $file: $from → $to ($outcome)")
      elif tests_of "$room" "$tests" >"$FOLDER/log" 2>&1; then
        outcome='SURVIVED'
        survivors+=("$room: $file: $from → $to")
      else
        outcome='noticed'
        noticed=$((noticed + 1))
        printf '%s\n' "$sum" >>"$NOTICED"
      fi
    fi
    cat "$FOLDER/kept" >"$copy"  # a new date: it is built again
  fi
  printf '%-10s %-46s %-28s %4d s  %s\n' "$room" "$file" "$outcome" $((SECONDS - started)) "$to"
}

# ---- the list --------------------------------------------------------------------------------------------------

room='' file='' from='' to='' tests=''
end_block() {
  if [ -n "$room" ]; then
    [ -n "$file" ] && [ -n "$from" ] || fail "mutations.txt: the block of '$room $file' is incomplete."
    ! is_wanted "$room" "$file" || try "$room" "$file" "$from" "$to" "$tests" </dev/null
  fi
  room='' file='' from='' to='' tests=''
}
while IFS= read -r line; do
  case $line in
    '') end_block ;;
    '#'*) ;;
    '- '*) from=${line#- } ;;
    '+ '*) to=${line#+ } ;;
    '+') to='' ;;
    '? '*) tests=${line#\? } ;;
    *) room=${line%% *} file=${line#* } ;;
  esac
done < <(cat "$LIST"; echo)
end_block

for each in "${survivors[@]}"; do printf '✗ survived  %s\n' "$each"; done
for each in "${broken[@]}"; do printf '✗ useless   %s\n' "$each"; done
printf '%d faults, %d noticed, %d survived, %d useless\n' "$total" "$noticed" ${#survivors[@]} ${#broken[@]}
[ ${#survivors[@]} -eq 0 ] && [ ${#broken[@]} -eq 0 ] && [ "$total" -gt 0 ]
