#!/bin/bash
# Builds the kernel tests and boots them: tests/kernel/run.sh [NAME PREFIX… | bench]
#
# A longer run of random calls: TIMEOUT=600 tests/kernel/run.sh bounds seed=1000 children=400
#
# Options for QEMU go in QEMU_OPTIONS, as for kernel/run.sh (e.g. "-smp 2", "-icount shift=0").
# The exit status is 0 if all tests passed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export RUSTC=${RUSTC:-/usr/bin/rustc} RUSTC_BOOTSTRAP=1
(cd "$here" && cargo build -q --release)
target=$(cd "$here" && cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/boot"
cp "$target/x86_64-unknown-none/release/kernel-tests" "$work/boot/bootstrap"
tar --format=ustar -C "$work" -cf "$work/initfs.tar" boot
"$here/../../kernel/run.sh" "$work/initfs.tar" "$@"
