#!/bin/bash
# make-archive.sh IN OUT: prepares relibc's static library for linking with any program. See build.sh, 3.
set -euo pipefail
in=$1 out=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nm --defined-only --extern-only "$in" 2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u >"$work/all"
grep -E '^(_ZN|_R|__rust|rust_|__rdl|__rg_|anon\.)' "$work/all" | awk '{ print $1, "__relibc_" $1 }' >"$work/rename"
objcopy --redefine-syms="$work/rename" "$in" "$work/libc.a"
cargo run -q -p relibc-archive -- "$work/libc.a"
mv "$work/libc.a" "$out"
