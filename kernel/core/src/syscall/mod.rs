//! Kernel calls.

use abi::Errno;

/// Serves one kernel call of the current thread.
pub fn dispatch(_number: u64, _args: [u64; 6]) -> i64 {
    Errno::ENOSYS.to_result()
}
