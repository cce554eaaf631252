//! `strfmon`: no format crashes it, nor passes the room. Input: room, three values, the format.

use crate::fence::Fenced;
use crate::host;
use crate::input::Input;

pub fn run(data: &[u8]) {
    host::use_utf8();
    let mut input = Input(data);
    let room = input.byte() as usize * 4;
    let [a, b, c] = [(); 3].map(|()| f64::from_bits(input.u64()));
    let format = input.text();
    // More conversions than there are values would be undefined.
    if format.iter().filter(|&&byte| byte == b'%').count() > 3 || format.len() > 100 {
        return;
    }
    let text = Fenced::string(format);
    let out = Fenced::new(&vec![0xa5; room]);
    // SAFETY: an area of that size, a string, a value for each conversion.
    let length = unsafe {
        relibc::header::monetary::strfmon(out.as_mut_ptr().cast(), room, text.as_c(), a, b, c)
    };
    assert!(
        length == -1 || (0..room as isize).contains(&length),
        "{length} in {room}"
    );
}
