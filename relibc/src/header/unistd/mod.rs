//! `<unistd.h>`.

mod io;
