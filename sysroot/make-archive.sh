#!/bin/bash
# make-archive.sh IN OUT: prepares relibc's static library for linking with any program. See build.sh, 3.
set -euo pipefail
in=$1 out=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nm --defined-only --extern-only "$in" 2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u >"$work/all"
grep -E '^(_ZN|_R|__rust|rust_|__rdl|__rg_|anon\.)' "$work/all" | awk '{ print $1, "__relibc_" $1 }' >"$work/rename"
objcopy --redefine-syms="$work/rename" "$in" "$work/libc.a"

# compiler_builtins has hidden functions of its own under C's names (floor, sqrt…). Those that relibc has too give way:
# the linker would hide relibc's along with them.
members=$(ar t "$work/libc.a" | grep '^compiler_builtins' || true)
if [ -n "$members" ]; then
    mkdir "$work/members"
    (cd "$work/members" && ar x ../libc.a $members && nm --defined-only --extern-only ./*.o) |
        awk 'NF == 3 { print $3 }' | sort -u >"$work/builtins"
    nm --defined-only --extern-only "$work/libc.a" 2>/dev/null | awk 'NF == 3 { print $3 }' | sort | uniq -d |
        comm -12 - "$work/builtins" | awk '{ print $1, "__relibc_builtins_" $1 }' >"$work/give-way"
    for member in $members; do
        objcopy --redefine-syms="$work/give-way" "$work/members/$member"
    done
    (cd "$work/members" && ar r ../libc.a $members 2>/dev/null)
fi
cargo run -q -p relibc-archive -- "$work/libc.a"
mv "$work/libc.a" "$out"
