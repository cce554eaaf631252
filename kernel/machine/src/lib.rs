//! Mechanism of the kernel.
#![no_std]
