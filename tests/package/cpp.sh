#!/usr/bin/env bash
# The core in somebody else's CMake project: installed and found, through FetchContent (shared, with clang where there is
# one), and as a subfolder (static, with an Eigen of the system's where there is one). Prints "N passed, N failed".
# tests/core/run.sh runs this after the native build, which is what is installed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source web/toolchain/provide.sh
source web/toolchain/build.sh
provide_deps
# What is compiled stays for the next run; what is installed or fetched is always done anew.
work=$PWD/build/package; mkdir -p "$work"
rm -rf "$work/installed" "$work/found" "$work/found_clang" "$work"/fetched/_deps/attention_lab-{src,subbuild}
passed=0 failed=0
check() { # SENTENCE COMMAND...
  local sentence=$1; shift
  if "$@" >"$work/log" 2>&1; then passed=$((passed + 1)); return; fi
  failed=$((failed + 1)); echo "✗ $sentence"; tail -n 30 "$work/log"
}

configure_there() { # NAME OPTION...
  local name=$1; shift
  cmake -G Ninja -S tests/package/cpp -B "$work/$name" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG= "$@"
}
use() { # NAME OPTION...: configures and builds the program there
  configure_there "$@" && cmake --build "$work/$1"
}
compile() { # NAME OPTION...: as far as it goes without the core, whose compiling is FetchContent's as well
  configure_there "$@" && cmake --build "$work/$1" --target CMakeFiles/plugin.dir/plugin.cpp.o CMakeFiles/somebody.dir/main.cpp.o
}
stops_at_misuse() { # a debug program ends with the assertion's text
  local said; said=$("$1" misuse 2>&1)
  local status=$?
  echo "status $status: $said"
  [ "$status" -eq 134 ] && case $said in *"Assertion"*) ;; *) false ;; esac
}
holds_all_public_headers() {
  local header; for header in $(sed -n 's/#include <\(attention_lab.*\)>/\1/p' tests/package/cpp/main.cpp); do
    [ -f "$work/installed/include/$header" ] || { echo "no $header"; return 1; }
  done
  ! grep -r Eigen "$work/installed/include"
}
clang() { command -v clang++ >/dev/null; }

configure native && build native attention_lab_core || fail "The native build failed."
check "cmake --install installs" cmake --install build/native --prefix "$work/installed"
check "every public header is installed, and none shows Eigen" holds_all_public_headers
check "find_package finds it" use found -DWAY=find_package "-DCMAKE_PREFIX_PATH=$work/installed"
check "… and its numbers are right" "$work/found/somebody"
check "… and reading a value that is not there stops a debug program" stops_at_misuse "$work/found/somebody"
if clang; then
  check "clang builds a program with what was installed" use found_clang -DWAY=find_package \
    "-DCMAKE_PREFIX_PATH=$work/installed" -DCMAKE_CXX_COMPILER=clang++
  check "… and its numbers are right" "$work/found_clang/somebody"
fi
check "a program and a plug-in compile with the core as a subfolder" compile below -DWAY=add_subdirectory \
  "-DATTENTION_LAB=$PWD" "${LAB_OPTIONS[@]}"
tar -cf "$work/lab.tar" --exclude ./build --exclude node_modules --exclude ./.git --transform 's,^\.,lab,' .
compiler=(); clang && compiler=(-DCMAKE_CXX_COMPILER=clang++)
check "FetchContent builds a shared library with the pinned Eigen" use fetched -DWAY=FetchContent -DBUILD_SHARED_LIBS=ON \
  "-DATTENTION_LAB=$work/lab.tar" -DCMAKE_DISABLE_FIND_PACKAGE_Eigen3=ON \
  "${LAB_OPTIONS[@]}" ${compiler[@]+"${compiler[@]}"}
check "… and its numbers are right" "$work/fetched/somebody"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
