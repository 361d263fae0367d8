#!/usr/bin/env bash
# Provides the toolchain, builds the page and serves it on this machine.
# usage: bash web/serve.sh [--port PORT] [--build-only | --watch]
#   --watch   builds again when a source has changed, and reloads the page
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source web/toolchain/provide.sh
source web/toolchain/build.sh

port=8000
build_only='' server=web/serve.mjs
while [ $# -gt 0 ]; do
  case $1 in
    --port) port=${2:?--port needs a number}; shift 2 ;;
    --port=*) port=${1#*=}; shift ;;
    --build-only) build_only=1; shift ;;
    --watch) server=web/watch.mjs; shift ;;
    *) sed -n '2,4s/^# //p' "$0"; exit 2 ;;
  esac
done

started=$SECONDS
build_web
cat build/web/program/sizes.txt
node web/pack.mjs --sizes build/web/dist
say "Ready after $((SECONDS - started)) s. build/web/dist holds everything to deploy."
[ -n "$build_only" ] || exec node "$server" build/web/dist "$port"
