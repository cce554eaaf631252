//! Taking an input apart.

/// What is left of an input. Where nothing is left, numbers are 0 and texts are empty.
pub struct Input<'d>(pub &'d [u8]);

impl<'d> Input<'d> {
    pub fn byte(&mut self) -> u8 {
        self.bytes::<1>()[0]
    }

    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        let taken = self.take(N);
        out[..taken.len()].copy_from_slice(taken);
        out
    }

    pub fn i32(&mut self) -> i32 {
        i32::from_le_bytes(self.bytes())
    }

    pub fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.bytes())
    }

    /// At most that many bytes.
    pub fn take(&mut self, count: usize) -> &'d [u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }

    /// The bytes up to a null byte, which is taken too, or to the end.
    pub fn text(&mut self) -> &'d [u8] {
        let end = self.0.iter().position(|&byte| byte == 0);
        let text = self.take(end.unwrap_or(self.0.len()));
        self.take(1);
        text
    }
}
