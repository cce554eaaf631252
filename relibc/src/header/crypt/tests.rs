//! The host's libcrypt is the oracle in `tests/c/text/crypt.c`; here are the vectors of the standards.

use super::*;

/// NBS Special Publication 500-20: the example "Now is t" of FIPS 81, appendix B.
#[test]
fn des_is_that_of_the_standard() {
    let schedule = des::Schedule::new(0x0123_4567_89ab_cdef);
    let plain = u64::from_be_bytes(*b"Now is t");
    let cipher = schedule.encrypt(plain, 0, 1);
    assert_eq!(cipher, 0x3fa4_0e8a_984d_4815);
    assert_eq!(schedule.decrypt(cipher), plain);
}

#[test]
fn a_setting_of_no_method_is_refused() {
    let settings: [&[u8]; 9] = [
        b"",
        b"a",
        b"*0",
        b"a:",
        b"$9$x",
        b"_J9",
        b"$2b$99$abcdefghijklmnopqrstuu",
        b"$2b$05$short",
        b"$6$rounds=x$x",
    ];
    for setting in settings {
        assert_eq!(hash(b"password", setting), None);
    }
}

/// The specification's own examples; this machine's libcrypt refuses fewer rounds.
#[test]
fn rounds_are_at_least_a_thousand() {
    let key = b"the minimum number is still observed";
    assert_eq!(
        hash(key, b"$5$rounds=10$roundstoolow").unwrap(),
        b"$5$rounds=1000$roundstoolow$yfvwcWrQ8l/K0DAWyuPMDNHpIVlTQebY9l/gL972bIC"
    );
    assert_eq!(
        hash(key, b"$6$rounds=10$roundstoolow").unwrap(),
        b"$6$rounds=1000$roundstoolow$kUMsbe306n21p9R.FRkW3IGn.S9NPN0x50YhH1xhLsPuWGsUSklZt58jaTfF4ZEQpyUNGc0dqbpBYYBaHHrsX."
    );
}
