//! The machine as a whole: counters and control.

/// Counters of [`crate::Call::SystemInfo`]. A soak test compares them before and after.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SystemInfo {
    pub total_frames: u64,
    pub free_frames: u64,
    pub processes: u64,
    pub threads: u64,
    /// Handle table entries of all processes together.
    pub handles: u64,
    /// Kernel objects alive behind handles.
    pub files: u64,
    pub memory_objects: u64,
    pub cpus: u64,
    /// Nanoseconds since boot.
    pub uptime_ns: u64,
    /// CPU time spent idle, all CPUs together, in nanoseconds.
    pub idle_ns: u64,
    pub context_switches: u64,
    /// Bytes of kernel heap in use.
    pub heap_bytes: u64,
    /// Runnable threads now.
    pub runnable: u64,
    /// Calls that had no implementation.
    pub unimplemented_calls: u64,
    /// Frames of the kernel's own heap, stacks and tables. These are pools: they keep frames for the
    /// next time.
    pub kernel_frames: u64,
}

/// What [`crate::Call::SystemControl`] does; needs the hardware handle.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemOperation {
    /// Switch off; the argument is the run's exit status, which an emulator passes on.
    PowerOff = 0,
    Reboot = 1,
    /// Set the real-time clock; the argument is nanoseconds since 1970-01-01 UTC.
    SetRealtime = 2,
    /// Let the calling thread execute port instructions.
    EnablePorts = 3,
}
