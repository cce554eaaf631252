#!/bin/bash
# build.sh DESTDIR: makes a sysroot for x86_64-ochre-linux-relibc in DESTDIR: headers, libraries, start
# files and the compiler's wrappers. The steps are explained in README.md.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
dest=${1:?usage: build.sh DESTDIR}
mkdir -p "$dest/usr/include" "$dest/usr/lib" "$dest/usr/bin" "$dest/lib"
dest=$(cd "$dest" && pwd)
target=x86_64-ochre-linux-relibc
build=${CARGO_TARGET_DIR:-$top/target}
lib=$dest/usr/lib

# 1. The library itself. Panics tell an address; places in the sources stay out (relibc/src/runtime.rs).
cd "$top"
RUSTFLAGS="-Zlocation-detail=none" cargo build -q -Zbuild-std=core,alloc -Zjson-target-spec --target "$here/$target.json" \
    --profile libc -p relibc -p ld-so

# 2. Its headers, and Linux's own (constants and structures of ioctls and the like).
cargo run -q -p relibc-headers -- "$dest/usr/include"
multiarch=/usr/include/x86_64-linux-gnu
for dir in linux asm-generic mtd rdma sound video misc; do
    [ -e "$dest/usr/include/$dir" ] || [ ! -d "/usr/include/$dir" ] || cp -a "/usr/include/$dir" "$dest/usr/include/"
done
[ -e "$dest/usr/include/asm" ] || cp -a "$multiarch/asm" "$dest/usr/include/"

# 3. libc.a: Rust's own symbols get names that no program has; C's become weak, so that a program may
#    define a function of the same name, whatever else it takes from the same object.
"$here/make-archive.sh" "$build/$target/libc/librelibc.a" "$lib/libc.a"

# 4. libc.so, which is the dynamic loader, too: one file to open, map and relocate at the start of a program. Few segments
#    and packed relocations for the same reason. It binds its functions to itself but for those that a program may replace
#    for the library, too; its data are bound when it is loaded, since a program may have a copy of them.
"$here/make-archive.sh" "$build/$target/libc/libld_so.a" "$lib/libc-shared.a"
gcc -shared -nostdlib -Wl,--gc-sections,--hash-style=gnu,--eh-frame-hdr,-z,relro,-z,now,-z,defs \
    -Wl,-z,noseparate-code,-z,pack-relative-relocs -o "$lib/libc.so.new" -Wl,-soname,libc.so -Wl,-e,_start \
    -Wl,--whole-archive "$lib/libc-shared.a" -Wl,--no-whole-archive -Wl,-Bsymbolic-functions \
    -Wl,--dynamic-list="$here/replaceable.map" -Wl,--dynamic-list-data \
    -Wl,--version-script="$here/libc.map" -Wl,-T,"$here/first.ld"
rm "$lib/libc-shared.a"
mv "$lib/libc.so.new" "$lib/libc.so"
ln -sf ../usr/lib/libc.so "$dest/lib/ld-relibc-x86_64.so.1"

# 5. Libraries that other systems split off libc are empty here.
for name in m pthread rt dl util crypt resolv xnet; do
    [ -e "$lib/lib$name.a" ] || ar crs "$lib/lib$name.a"
done
# Rust's std asks for libunwind in static programs and for libgcc_s in dynamic ones: GCC's unwinder serves.
printf 'INPUT(%s)\n' "$(gcc -print-file-name=libgcc_eh.a)" | tee "$lib/libunwind.a" >"$lib/libgcc_s.so"

# 6. Start files.
start=$top/relibc/src/start/x86_64
gcc -c "$start/crt1.S" -o "$lib/crt1.o"
gcc -c "$start/crt1.S" -o "$lib/Scrt1.o"
gcc -c -DSTATIC_PIE "$start/crt1.S" -o "$lib/rcrt1.o"
gcc -c "$start/crti.S" -o "$lib/crti.o"
gcc -c "$start/crtn.S" -o "$lib/crtn.o"

# 7. What systems have besides; wrappers, and what rustc knows of the target.
cp "$here/relibc-gcc.specs" "$here/$target-gcc" "$here/$target-tool" "$here/$target-cargo" "$dest/usr/bin/"
install -m 755 "$here/ldd" "$dest/usr/bin/"
mkdir -p "$dest/usr/share/rust"
cp "$here/$target.json" "$dest/usr/share/rust/"
ln -sf "$target-gcc" "$dest/usr/bin/$target-cc"
for tool in ar ranlib ld nm strip objcopy objdump readelf strings size addr2line as; do
    ln -sf "$target-tool" "$dest/usr/bin/$target-$tool"
done
