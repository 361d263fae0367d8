#!/usr/bin/env bash
# The pages of the core's API, made of the doc comments: javascript.html by TypeDoc, cpp.html by Doxygen.
# usage: bash web/api/build.sh FOLDER     the target `api` of the web build: build/web/dist/api
set -euo pipefail
folder=$(realpath -m "${1:?names the folder that the pages shall be in}")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source web/toolchain/provide.sh
source web/toolchain/build.sh
need doxygen:doxygen node:nodejs npm:npm
mkdir -p build
provide_node_packages || fail "npm could not install TypeDoc; see build/npm.log"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$folder"
node web/api/javascript.mjs web/attention-core/attention-core.d.mts tests/web/node_modules "$folder/javascript.html"
cp web/api/javascript.css "$folder/"

# The headers that are installed, as src/core/CMakeLists.txt lists them; alias.h says nothing to others.
headers=$(sed -n '/^set(headers /,/)/p' src/core/CMakeLists.txt | tr -d ')' | sed 's/^set(headers alias//')
[ -n "$headers" ] || fail "src/core/CMakeLists.txt has no set(headers …) any more, which web/api/build.sh reads."
input=; for header in $headers; do input+="src/core/$header.h "; done
LAB_INPUT=$input LAB_OUTPUT=$work LAB_FILTER=web/api/filter.sed LAB_HEADER=web/api/header.html LAB_FOOTER=web/api/footer.html \
  LAB_VERSION=$(sed -n 's/^project(attention_lab VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt) doxygen web/api/Doxyfile ||
  fail "Doxygen could not read the headers."
# Of the pages that it makes, one has everything. A header is named as others include it.
sed -E -e 's/href="group__core\.html#/href="#/g' -e 's@<a class="el" href="\w+_8h\.html">src/core/(\w+\.h)</a>@attention_lab/core/\1@g' \
  "$work/html/group__core.html" >"$folder/cpp.html"
cp "$work/html/doxygen.css" "$folder/"
node web/compress.mjs "$folder"
say "$folder has javascript.html and cpp.html"
