# Shared by tools/hil and the scripts in this folder. Source it, do not run it.
# shellcheck shell=bash disable=SC2034

# Exit codes of everything here: 0 passed, 1 broken, 2 wrong usage, 3 skipped, 4 counts differ, 5 ambiguous (inside only).
readonly EXIT_BROKEN=1 EXIT_USAGE=2 EXIT_SKIPPED=3 EXIT_DIFFERENT=4 EXIT_AMBIGUOUS=5

hil_kernel_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
hil_cache=${XDG_CACHE_HOME:-$HOME/.cache}/swift-meter/hil

say() { printf 'hil: %s\n' "$*" >&2; }
broken() { printf 'hil: error: %s\n' "$*" >&2; exit "$EXIT_BROKEN"; }
usage_error() { printf 'hil: %s (see tools/hil --help)\n' "$*" >&2; exit "$EXIT_USAGE"; }

# The reason goes to stdout: it is a result, not a diagnosis.
skip() { printf 'SKIPPED: %s\n' "$*"; exit "$EXIT_SKIPPED"; }

# need NAME...: installs what is missing, or skips. NAME is a Debian package, or COMMAND/PACKAGE: the package only when
# there is no such command.
need() {
    "$hil_kernel_dir/../../../tools/install-packages" "$@" >&2 || skip "not to be had here: $*"
}

# download_package NAME: fetches NAME's .deb into the cache without installing it; prints its path.
download_package() {
    local folder=$hil_cache/download/$1
    mkdir -p "$folder"
    if ! ls "$folder"/*.deb >/dev/null 2>&1; then
        say "downloading $1"
        (cd "$folder" && apt-get -qq download "$1" >/dev/null 2>&1) ||
            skip "apt-get could not download $1 (this needs a Debian 12 host; try apt-get update)"
    fi
    ls "$folder"/*.deb
}

# unpack_kernel_source FOLDER [tar arguments]: Debian's kernel source, GPL: fetched, built, never committed.
unpack_kernel_source() {
    local folder=$1 package
    shift
    package=$(download_package linux-source-6.1)
    mkdir -p "$folder"
    dpkg --fsys-tarfile "$package" | tar -xO ./usr/src/linux-source-6.1.tar.xz |
        tar -xJ --strip-components=1 -C "$folder" "$@"
}

# prepare_busybox: a static busybox in the cache (the host's own, if any, may be dynamic).
prepare_busybox() {
    [ -x "$hil_cache/busybox" ] && return 0
    local package folder
    package=$(download_package busybox-static)
    folder=$(mktemp -d)
    dpkg -x "$package" "$folder"
    install -m 755 "$folder/bin/busybox" "$hil_cache/busybox"
    rm -rf "$folder"
}

# visible PATH: whether the guests see the host's PATH; they mount their own file systems over some folders.
visible() {
    case $1/ in /run/* | /dev/* | /proc/* | /sys/* | *[[:space:],]*) return 1 ;; esac
}

# recipe FILE...: a short hash of everything that decides what gets built.
recipe() { cat "$@" | sha256sum | cut -c1-16; }

# One preparation at a time, also between two checkouts.
lock_cache() {
    [ "$(uname -m)" = x86_64 ] || skip "the guests are x86_64 and this host is $(uname -m)"
    mkdir -p "$hil_cache"
    exec 9>"$hil_cache/lock"
    flock 9
}
