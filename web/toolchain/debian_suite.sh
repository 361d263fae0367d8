# Packages and sources of the newer Debian suite of src/versions.txt, unpacked privately: nothing is installed, no root
# rights are needed, and every file belongs to the user. Sourced by provide.sh; works on Debian, and on Ubuntu where a
# Debian archive is at hand.

LAB_SUITE=$(version_of suite)
LAB_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# Addresses at which Debian's archive may be: the one that is named, the one this Debian uses, or a neighbour of the
# one this Ubuntu uses (most mirrors carry both).
debian_mirrors() {
  [ -z "${ATTENTION_LAB_DEBIAN_MIRROR:-}" ] || { echo "$ATTENTION_LAB_DEBIAN_MIRROR"; return; }
  has_apt || return 0
  { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null || true; } | sort -u |
    sed -n 's#/*$##; /\/debian$/p; s#/ubuntu$#/debian#p' | sort -u
}

# open_suite: package lists of the suite alone, in a folder of their own; suite_apt then is apt-get with them. False if
# no mirror has the suite. The suite is a moving one: its signature is checked, its validity date is not.
open_suite() {
  local apt=$LAB_CACHE/apt mirror kind
  [ -z "${suite_options+set}" ] || return 0
  for mirror in $(debian_mirrors); do
    rm -rf "$apt"; mkdir -p "$apt"/{lists/partial,cache/archives/partial}
    : >"$apt/status"
    for kind in deb deb-src; do echo "$kind [signed-by=$LAB_KEYRING] $mirror $LAB_SUITE main"; done >"$apt/sources.list"
    suite_options=(-o "Dir::State::Lists=$apt/lists" -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache"
      -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferencesparts=/dev/null
      -o Acquire::Check-Valid-Until=false -o Acquire::Retries=2 -o Acquire::http::Timeout=20 -o Acquire::Languages=none
      -o Debug::NoLocking=1 -o "APT::Sandbox::User=$(id -un)" -o APT::Update::Error-Mode=any)
    suite_apt update >>"$LAB_CACHE/suite.log" 2>&1 && return 0
    unset suite_options
  done
  return 1
}
suite_apt() { apt-get "${suite_options[@]}" "$@"; }

# What is unpacked of every package: no documentation.
unpack_deb() { # FILE.deb FOLDER
  dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --no-same-owner --exclude './usr/share/doc' --exclude './usr/share/man' --exclude './usr/share/locale'
}

# suite_packages FOLDER VERSIONS PACKAGE...: these packages, without what they depend on, unpacked into FOLDER; their
# versions are added to the file VERSIONS.
suite_packages() {
  local folder=$1 versions=$2 debs=$LAB_CACHE/apt/debs; shift 2
  rm -rf "$debs"; mkdir -p "$debs" "$folder"
  (cd "$debs" && suite_apt download "$@") >>"$LAB_CACHE/suite.log" 2>&1 || return 1
  local deb
  for deb in "$debs"/*.deb; do
    dpkg-deb --show --showformat='${Package} ${Version}\n' "$deb" >>"$versions"
    unpack_deb "$deb" "$folder" || return 1
  done
  rm -rf "$debs"
}

# suite_source FOLDER VERSIONS NAME: the upstream source of this source package.
suite_source() {
  local folder=$1 versions=$2 name=$3 sources=$LAB_CACHE/apt/source
  rm -rf "$sources"; mkdir -p "$sources" "$folder"
  (cd "$sources" && suite_apt source --only-source --download-only "$name") >>"$LAB_CACHE/suite.log" 2>&1 || return 1
  tar -xf "$(find "$sources" -name "${name}_*.orig.tar.*" ! -name '*.asc' | head -n 1)" -C "$folder" --strip-components=1 --no-same-owner >>"$LAB_CACHE/suite.log" 2>&1 || return 1
  sed -n "s/^Version: /$name /p" "$sources"/*.dsc | head -n 1 >>"$versions"
  rm -rf "$sources"
}

# suite_closure PACKAGE: this package and all that it depends on, but for what the machine's own Python and Node do
# and what only a native compiler needs.
suite_closure() {
  suite_apt --simulate --no-install-recommends install "$1" 2>>"$LAB_CACHE/suite.log" | awk '/^Inst / { print $2 }' |
    grep -vE '^(python3|libpython|nodejs|libnode|node-)|^(binutils|libbinutils|libgprofng|libctf|libsframe|ccache|libhiredis|libblake3)|^(gcc-|libgcc-[0-9]+-dev|libstdc\+\+-[0-9]+-dev|libobjc|libc6-dev|libc-dev-bin|linux-libc-dev|lib[a-z]*san[0-9]|libquadmath|libitm|libgomp)|^(tzdata|debconf|media-types|netbase|libc-gconv-modules-extra|openssl-provider-legacy|llvm-[0-9]+-runtime|libclang1-|libsasl2-modules)'
  echo node-acorn  # parses JavaScript for Emscripten
}
