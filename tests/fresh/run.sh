#!/usr/bin/env bash
# The README's first command as a new user who is not root, with an empty cache; then what is said and done on machines
# that lack something: no sudo, no apt, Ubuntu, an emcc of one's own, a cache that cannot be written, an old CMake, two
# first runs at once. Other machines are played by a PATH of links to this one's programs, without some and with
# stand-ins for others; compiler, package lists and network are the real ones.
#
# Runs as root, for it makes a user and removes it. Ends with "N passed, N failed". About ten minutes on two cores.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source web/toolchain/packages.sh
source web/toolchain/build.sh
[ "$(id -u)" = 0 ] || fail "tests/run.sh fresh makes a user, and so has to run as root."
find_emcc() { return 1; }
# shellcheck disable=SC2046
need $(needs_of_web)  # an administrator's part; what follows is the user's

user=lab-fresh-$$
useradd --create-home "$user" || fail "No user could be made."
home=$(getent passwd "$user" | cut -d : -f 6)
trap 'pkill -KILL -u "$user"; userdel --remove "$user" 2>/dev/null; rm -rf "$logs"' EXIT
logs=$(mktemp -d)
passed=0 failed=0

checkout() { # NAME: the files of this checkout as they are now, in the user's folder
  git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$home/$1" 2>/dev/null
  chown -R "$user" "$home/$1"
}
mkdir "$home/lab" "$home/second"
checkout lab; checkout second

# machine NAME LACKS...: a PATH folder with links to the programs of this machine but those.
machine() {
  local folder=$home/machine-$1 program; shift
  mkdir -p "$folder"
  for program in /usr/local/bin/* /usr/bin/* /bin/*; do
    [ -e "$folder/${program##*/}" ] || ln -s "$program" "$folder/${program##*/}"
  done
  rm -f "$folder/emcc" "$folder/sudo"
  for program; do rm -f "$folder/$program"; done
  echo "$folder"
}
stand_in() { # FOLDER PROGRAM: its text from standard input
  rm -f "$1/$2"; { echo '#!/bin/bash'; cat; } >"$1/$2"; chmod +x "$1/$2"
}

# as_user LOG PATH CACHE COMMAND...: in the user's checkout, with nothing of our environment. Sets status and log.
as_user() {
  log=$logs/$1; local path=$2 cache=$3; shift 3
  setpriv --reuid "$user" --regid "$user" --clear-groups env -i HOME="$home" PATH="$path" LANG=C.UTF-8 ATTENTION_LAB_CACHE="$cache" \
    bash -c 'cd "$0" && exec "$@"' "$home/${checkout:-lab}" "$@" >"$log" 2>&1 </dev/null
  status=$?
}
provide='set -euo pipefail; source web/toolchain/provide.sh; source web/toolchain/build.sh'

check() { # SENTENCE CONDITION...
  local sentence=$1; shift
  if "$@"; then passed=$((passed + 1)); printf '✔ %s\n' "$sentence"; return; fi
  failed=$((failed + 1)); printf '✗ %s (exit status %s)\n' "$sentence" "$status"
  tail -n 15 "$log" | sed 's/^/    /'
}
says() { grep -qE "$1" "$log"; }
fails_saying() { [ "$status" != 0 ] && says "$1"; }

plain=$(machine plain)
cache=$home/cache

started=$SECONDS
as_user first "$plain" "$cache" bash web/serve.sh --build-only
check "the_first_command_works_for_a_user_who_is_not_root" [ "$status" = 0 ]
say "$((SECONDS - started)) s; cache $(du -sh "$cache" | cut -f 1), build $(du -sh "$home/lab/build" | cut -f 1)"
check "it_builds_a_page" [ -s "$home/lab/build/web/dist/index.html" ]
check "every_file_of_the_cache_belongs_to_the_user" [ -z "$(find "$cache" ! -user "$user")" ]
check "it_says_where_the_libraries_come_from" says 'C\+\+ libraries'
as_user again "$plain" "$cache" bash web/serve.sh --build-only
check "a_second_run_unpacks_nothing" [ "$status" = 0 -a -z "$(grep -E 'Unpacking|Getting|Configuring' "$log")" ]

lacking=$(machine lacking ninja cmake node)
as_user no_sudo "$lacking" "$home/none" bash web/serve.sh --build-only
check "without_sudo_one_sentence_names_all_missing_packages" fails_saying 'administrator.*apt-get install cmake ninja-build nodejs'
check "and_nothing_has_been_downloaded" [ ! -e "$home/none" ]
as_user no_sudo_tests "$lacking" "$home/none" bash tests/run.sh shaders wasm
check "the_tests_name_all_their_missing_packages_too" fails_saying 'apt-get install cmake .*ninja-build nodejs'

with_sudo=$(machine with_sudo ninja)
stand_in "$with_sudo" sudo <<STAND_IN
[ "\$*" = "-n true" ] && exit 0
echo "\$*" >>$home/sudo.log
case "\$*" in *install*ninja-build*) ln -s /usr/bin/ninja $with_sudo/ninja ;; esac
STAND_IN
chown "$user" "$with_sudo"
as_user sudo "$with_sudo" "$cache" bash web/serve.sh --build-only
check "with_sudo_the_missing_packages_are_installed" [ "$status" = 0 -a -n "$(grep 'install.* ninja-build' "$home/sudo.log")" ]

no_apt=$(machine no_apt apt-get apt-cache dpkg-query dpkg-deb)
as_user no_apt_nothing "$(machine no_apt_nothing apt-get apt-cache dpkg-query dpkg-deb cmake ninja)" "$home/none" bash web/serve.sh --build-only
check "without_apt_the_missing_programs_are_named" fails_saying "missing: cmake ninja-build .*Other systems"
mkdir -p "$home/libraries"; cp -r "$cache"/libraries-* "$home/libraries/"; chown -R "$user" "$home/libraries"
sed -i "s#$cache/#$home/libraries/#" "$home"/libraries/libraries-*/options
as_user no_apt "$no_apt" "$home/libraries" bash web/serve.sh --build-only
check "without_apt_and_emcc_the_pinned_emsdk_is_named" fails_saying "emsdk/emsdk install $(version_of emsdk)"

ubuntu=$(machine ubuntu)
stand_in "$ubuntu" apt-get <<'STAND_IN'
case "$*" in indextargets*) echo http://127.0.0.1:9/ubuntu/; exit ;; esac
exec /usr/bin/apt-get "$@"
STAND_IN
as_user ubuntu "$ubuntu" "$home/libraries" bash web/serve.sh --build-only
check "on_an_ubuntu_without_a_debian_mirror_the_pinned_emsdk_is_named" fails_saying "emsdk/emsdk install $(version_of emsdk)"
as_user ubuntu_sources "$ubuntu" "$home/ubuntu" bash -c "$provide; fetch_archives() { return 1; }; provide_deps"
check "where_no_libraries_can_be_had_it_is_said_how_to_bring_them" fails_saying 'ATTENTION_LAB_ARCHIVES=FOLDER'
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -E '/debian/?$' | head -n 1)
stand_in "$ubuntu" apt-get <<STAND_IN
case "\$*" in indextargets*) echo "${mirror%debian*}ubuntu/"; exit ;; esac
exec /usr/bin/apt-get "\$@"
STAND_IN
as_user ubuntu_neighbour "$ubuntu" "$home/ubuntu" bash -c "$provide; fetch_archives() { return 1; }; provide_deps; ls \"\$LAB_DEPS/imgui/imgui.h\""
check "on_an_ubuntu_whose_mirror_has_debian_too_that_is_used" [ "$status" = 0 ]

own=$(machine own_emcc apt-get apt-cache dpkg-query dpkg-deb)
emscripten=$(echo "$cache"/emscripten-*/)
stand_in "$own" emcc <<STAND_IN
export EM_CONFIG=${emscripten}emscripten.config EM_CACHE=${emscripten}cache EM_NODE_JS=/usr/bin/node
exec ${emscripten}root/usr/share/emscripten/emcc "\$@"
STAND_IN
stand_in "$own" em-config <<STAND_IN
echo ${emscripten}root/usr/share/emscripten
STAND_IN
checkout=second as_user own_emcc "$own" "$home/libraries" env EM_CONFIG="${emscripten}emscripten.config" EM_CACHE="${emscripten}cache" \
  bash -c "$provide; provide_deps; provide_emscripten; configure web; build web lab_zlib"
check "an_emcc_on_the_path_is_used_and_needs_no_debian" [ "$status" = 0 -a -n "$(grep 'from PATH' "$log")" ]
checkout=second as_user preset "$own" "$home/libraries" env EM_CONFIG="${emscripten}emscripten.config" EM_CACHE="${emscripten}cache" \
  bash -c "rm -rf build/web; mapfile -t options <$home/libraries/libraries-*/options; cmake --preset web \"\${options[@]}\" && cmake --build --preset web --target lab_zlib"
check "the_preset_web_finds_emcc_on_the_path_by_itself" [ "$status" = 0 ]

old=$(machine old_cmake)
stand_in "$old" cmake <<'STAND_IN'
echo cmake version 3.22.1
STAND_IN
checkout=second as_user old_cmake "$old" "$cache" bash -c "rm -rf build; exec bash web/serve.sh --build-only"
check "an_old_cmake_gets_a_sentence" fails_saying 'CMake ≥ .* is needed, and 3.22.1 was found'

mkdir "$home/locked"; chmod a-w "$home/locked"; chown root "$home/locked"
as_user read_only "$plain" "$home/locked/cache" bash web/serve.sh --build-only
check "a_cache_that_cannot_be_made_gets_a_sentence" fails_saying 'cannot be written.*ATTENTION_LAB_CACHE=FOLDER'
chown -R root "$cache"
checkout=second as_user shared "$plain" "$cache" bash -c "rm -rf build; $provide; provide_deps; provide_emscripten; configure web; build web attention_core_simd"
check "a_full_cache_that_cannot_be_written_can_be_shared" [ "$status" = 0 ]
chown -R "$user" "$cache"

as_user twice_1 "$plain" "$home/twice" bash -c "$provide; provide_deps" &
sleep 1
as_user twice_2 "$plain" "$home/twice" bash -c "$provide; provide_deps"
second=$status; wait $!
check "a_second_first_run_waits_for_the_first" [ "$second" = 0 -a -n "$(grep waiting "$logs/twice_2")" ]

as_user delete "$plain" "$cache" rm -rf "$cache"
check "the_user_can_delete_the_cache" [ "$status" = 0 -a ! -e "$cache" ]

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
