//! POSIX semantics over kernel objects.
#![no_std]
