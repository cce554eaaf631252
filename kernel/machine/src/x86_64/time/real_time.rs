//! The real-time clock (Motorola MC146818A datasheet), read once at boot.

use x86_64::instructions::port::Port;

const STATUS_A: u8 = 0x0a;
const STATUS_B: u8 = 0x0b;
/// Where PCs keep the century.
const CENTURY: u8 = 0x32;

const UPDATE_IN_PROGRESS: u8 = 1 << 7;
const BINARY: u8 = 1 << 2;
const HOURS_24: u8 = 1 << 1;
const AFTERNOON: u8 = 1 << 7;

/// Attempts to read the same time twice.
const ATTEMPTS: usize = 1000;

fn read(register: u8) -> u8 {
    // SAFETY: index and data port of the clock on every PC; bit 7 of the index keeps NMIs on.
    unsafe {
        Port::<u8>::new(0x70).write(register);
        Port::<u8>::new(0x71).read()
    }
}

/// Second, minute, hour, day, month, year, century, as the registers hold them.
fn registers() -> [u8; 7] {
    [0, 2, 4, 7, 8, 9, CENTURY].map(read)
}

/// Reads until no update was under way and two readings agree.
fn stable_registers() -> [u8; 7] {
    let mut last = registers();
    for _ in 0..ATTEMPTS {
        if read(STATUS_A) & UPDATE_IN_PROGRESS != 0 {
            continue;
        }
        let next = registers();
        if next == last {
            break;
        }
        last = next;
    }
    last
}

/// Seconds since 1970-01-01 UTC; the clock is taken to run in UTC.
pub fn seconds() -> u64 {
    let status = read(STATUS_B);
    let raw = stable_registers();
    let value = |register: u8| match status & BINARY != 0 {
        true => u64::from(register),
        false => u64::from(register >> 4) * 10 + u64::from(register & 0xf),
    };
    let [second, minute, hour, day, month, year, century] = raw;
    let hours = match status & HOURS_24 != 0 {
        true => value(hour),
        false => {
            let afternoon = if hour & AFTERNOON != 0 { 12 } else { 0 };
            value(hour & !AFTERNOON) % 12 + afternoon
        }
    };
    let century = match value(century) {
        century @ 19..=21 => century,
        _ => 20,
    };
    let days = days_from_1970(century * 100 + value(year), value(month), value(day));
    days * 86_400 + hours * 3600 + value(minute) * 60 + value(second)
}

/// Days from 1970-01-01 to a date of the Gregorian calendar; years before 1970 give 0.
fn days_from_1970(year: u64, month: u64, day: u64) -> u64 {
    // Count years from March, so that the leap day is the last of its year.
    let (year, month) = match month {
        0..=2 => (year - 1, month + 9),
        _ => (year, month - 3),
    };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day;
    // The same sum for 1970-01-01, which is March-year 1969, month 10, day 1.
    days.saturating_sub(719_469)
}
