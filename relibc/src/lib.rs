//! The C library.
#![no_std]
