//! Calls for drivers and for switching off; they need the hardware handle.

use super::Context;
use crate::handle::Object;
use crate::interrupt::Interrupt;
use crate::machine::machine;
use crate::time;
use abi::system::SystemOperation;
use abi::Errno;

/// (hardware, line) → handle. EBADF, EPERM, ENXIO, EBUSY, EMFILE, ENOMEM. Does not block.
pub fn interrupt_create(context: &Context) -> Result<u64, Errno> {
    context.require_hardware(0)?;
    let line = u32::try_from(context.args[1]).map_err(|_| Errno::ENXIO)?;
    context.install(Object::Interrupt(Interrupt::new(line)?))
}

/// (hardware, operation, argument) → 0. EBADF, EPERM, EINVAL. Does not block.
pub fn system_control(context: &Context) -> Result<u64, Errno> {
    context.require_hardware(0)?;
    let argument = context.args[2];
    match context.args[1] {
        op if op == SystemOperation::PowerOff as u64 => machine().power_off(argument as u8),
        op if op == SystemOperation::Reboot as u64 => machine().reboot(),
        op if op == SystemOperation::SetRealtime as u64 => time::set_realtime(argument)?,
        op if op == SystemOperation::EnablePorts as u64 => {
            machine().enable_ports(context.thread.machine)
        }
        _ => return Err(Errno::EINVAL),
    }
    Ok(0)
}
