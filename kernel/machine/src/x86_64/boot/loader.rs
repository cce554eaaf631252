//! What either loader tells, in one form.

use super::memory_map::MemoryMap;
use core::ops::Range;

/// Longest kernel command line, in bytes; the rest is cut off.
const COMMAND_LINE_MAX: usize = 2048;

/// Bytes of the ACPI root pointer from revision 2 on (ACPI 6.5, section 5.2.5.3); older ones fill
/// the first 20.
pub const RSDP_SIZE: usize = 36;

/// What the loader told.
pub struct LoaderInformation {
    /// Free memory; shrinks while boot takes from it.
    pub memory: MemoryMap,
    /// All RAM from 1 MiB on.
    pub ram: MemoryMap,
    /// Physical addresses of the first module; empty if there is none.
    pub module: Range<u64>,
    /// A copy of the ACPI root pointer: the loader's own may lie in memory that we hand out.
    pub rsdp: Option<[u8; RSDP_SIZE]>,
    command_line: [u8; COMMAND_LINE_MAX],
    command_line_len: usize,
}

impl LoaderInformation {
    pub const fn new() -> Self {
        Self {
            memory: MemoryMap::new(),
            ram: MemoryMap::new(),
            module: 0..0,
            rsdp: None,
            command_line: [0; COMMAND_LINE_MAX],
            command_line_len: 0,
        }
    }

    /// Keeps a copy of the line.
    pub fn set_command_line(&mut self, line: &[u8]) {
        let len = line.len().min(COMMAND_LINE_MAX);
        self.command_line[..len].copy_from_slice(&line[..len]);
        self.command_line_len = len;
    }

    /// The command line up to the first byte that is not UTF-8.
    pub fn command_line(&self) -> &str {
        let line = &self.command_line[..self.command_line_len];
        match core::str::from_utf8(line) {
            Ok(text) => text,
            Err(error) => core::str::from_utf8(&line[..error.valid_up_to()]).unwrap_or(""),
        }
    }
}
