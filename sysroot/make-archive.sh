#!/bin/bash
# make-archive.sh IN OUT: prepares relibc's static library for linking with any program. See build.sh, 3.
set -euo pipefail
in=$1 out=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nm --defined-only --extern-only "$in" 2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u >"$work/all"
grep -E '^(_ZN|_R|__rust|rust_|__rdl|__rg_|anon\.)' "$work/all" | awk '{ print $1, "__relibc_" $1 }' >"$work/rename"
# References to core's functions for failed checks go to relibc's own (relibc/src/arch/x86_64/failures.rs), which do
# not format; core's definitions step aside.
failures='4core(9panicking(5panic|9panic_fmt|18panic_bounds_check)|5slice5index16slice_index_fail)$'
failures="$failures|4core(6option13expect_failed|6result13unwrap_failed|5slice20copy_from_slice_impl17len_mismatch_fail)$"
grep -E "$failures" "$work/all" | sed -E 's/.*[0-9]+(panic$|panic_|)([a-z][a-z_]*|)$/& \1\2/; s/ panic_/ /' |
    while read -r mangled name; do
        case $name in panic) name= ;; *) name=_$name ;; esac
        sed -i "s/^$mangled .*/$mangled __relibc_panic$name/" "$work/rename"
        echo "__relibc_panic$name __relibc_core_panic$name"
    done >"$work/core"
# Large buffers go behind `.bss` (.lbss), so that what is small and always used shares few pages.
objcopy --redefine-syms="$work/rename" --rename-section .bss.large=.lbss "$in" "$work/libc.a"

# What belongs to no function that a program calls, or that calls a program's, is not unwound through.
mkdir "$work/inner"
(cd "$work/inner" && ar t ../libc.a | grep -E '^(abi|alloc|core|posix)-' | xargs ar x ../libc.a)
for member in "$work"/inner/*; do
    aside=()
    case $member in */core-*) aside=(--redefine-syms="$work/core") ;; esac
    objcopy "${aside[@]}" --remove-section .eh_frame --remove-section .rela.eh_frame "$member"
done
(cd "$work/inner" && ar r ../libc.a ./* 2>/dev/null)

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
