#!/bin/bash
# Builds the kernel and boots it in QEMU, for developers: kernel/run.sh [initfs.tar [COMMAND LINE…]]
#
# QEMU_OPTIONS adds options (e.g. "-smp 4", "-icount shift=0", "-s -S" for GDB, which finds the
# symbols in build/kernel.elf), PROFILE=dev builds with debug assertions, TIMEOUT (60) ends the run.
# The kernel log comes on standard output. The exit status is that of SystemControl PowerOff.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
profile=${PROFILE:-release}
export RUSTC=${RUSTC:-/usr/bin/rustc} RUSTC_BOOTSTRAP=1
mkdir -p "$here/../build"
(cd "$here" && cargo build -q --profile "$profile")
[ "$profile" = dev ] && profile=debug
target=$(cd "$here" && cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
(cd "$here/.." && cargo run -q -p kernel-symbols -- \
    "$target/x86_64-unknown-none/$profile/kernel" build/kernel.elf)
options=(-kernel "$here/../build/kernel.elf")
if [ $# -gt 0 ]; then options+=(-initrd "$1"); shift; fi
status=0
# shellcheck disable=SC2086
timeout "${TIMEOUT:-60}" qemu-system-x86_64 -M q35 -cpu max -m 512 -display none -no-reboot \
    -serial "${SERIAL:-null}" -debugcon stdio -device isa-debug-exit,iobase=0xf4,iosize=4 \
    "${options[@]}" -append "$*" ${QEMU_OPTIONS:-} </dev/null || status=$?
# isa-debug-exit gives (status << 1) | 1; an even status is QEMU's or timeout's own failure.
[ $((status & 1)) = 1 ] && exit $((status >> 1))
echo "run.sh: QEMU ended with status $status" >&2
exit 1
