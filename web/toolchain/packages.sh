# What the scripts say, and the packages of the system that they ask for. Sourced by provide.sh.

say()  { printf '\033[1m· %s\033[0m\n' "$*" >&2; }
fail() { printf '\033[31m✗ %s\033[0m\n' "$*" >&2; exit 1; }

# version_of KIND NAME: from the table of versions; version_of suite has no name.
version_of() { awk -v kind="$1" -v name="${2:-}" '$1 == kind && (name == "" || $2 == name) { print (name == "" ? $2 : $3); exit }' src/versions.txt; }

version_at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; } # HAVE WANT

has_fonttools() {
  local python
  for python in python3 /usr/bin/python3; do "$python" -c 'import fontTools.subset' 2>/dev/null && return 0; done
  return 1
}

has_apt() { command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; }

is_there() { # PACKAGE, or COMMAND:PACKAGE where the command is enough
  case $1 in
    fonttools:*) has_fonttools ;;
    *:*) command -v "${1%%:*}" >/dev/null ;;
    *) ! has_apt || [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ] ;;  # without apt, CMake names it
  esac
}

# need WHAT...: installs the missing packages, all of them at once; each as is_there has it.
need() {
  local missing=() what
  for what; do is_there "$what" || missing+=("${what#*:}"); done
  [ ${#missing[@]} -eq 0 ] && return 0
  local names; names=$(printf '%s\n' "${missing[@]}" | sort -u | tr '\n' ' ')
  has_apt || fail "These programs are missing: ${names% } (the names are Debian's). Please install them; README, 'Other systems', has the names elsewhere. Nothing has been downloaded."
  local root=()
  if [ "$(id -u)" != 0 ]; then
    can_sudo || fail "These packages are missing: ${names% }. Please ask an administrator to run: apt-get install $names— and run this again. Nothing has been downloaded."
    root=(sudo)
  fi
  say "Installing helper packages: ${names% } (about a minute)"
  local log; log=$(mktemp)
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends)
  # shellcheck disable=SC2086
  if ! ${root[@]+"${root[@]}"} "${install[@]}" $names >"$log" 2>&1; then
    ${root[@]+"${root[@]}"} apt-get update >>"$log" 2>&1 || true
    # shellcheck disable=SC2086
    ${root[@]+"${root[@]}"} "${install[@]}" $names >>"$log" 2>&1 || {
      grep -E '^E:' "$log" | tail -n 3 >&2
      fail "Could not install ${names% }; all that apt said is in $log"
    }
  fi
  rm -f "$log"
}

# The Chromium that tests/web/engines/programs.mjs starts: the one without a window, whose frames cost a fifth of the work,
# where it can be had; else the one with a window does.
# Mesa is installed for it in the same way: it draws with half the work of Chromium's own renderer.
need_chromium() {
  local windowless=chromium-headless-shell may_install=false
  if has_apt && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then may_install=true; fi
  if $may_install; then (need libegl1 libgl1-mesa-dri) || true; fi
  command -v $windowless >/dev/null && return 0
  if $may_install && apt-cache show $windowless >/dev/null 2>&1; then
    (need $windowless) && return 0
  fi
  need chromium:chromium
}

# May this user install packages? Asks for the password only where somebody can type it.
can_sudo() {
  command -v sudo >/dev/null || return 1
  sudo -n true 2>/dev/null && return 0
  [ -t 0 ] && sudo -v
}
