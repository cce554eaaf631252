//! `<paths.h>`: where things are in the file system; only C text, in `cbindgen.toml`.
