//! The same bytes under the same modes give the same echo and the same reads as a pseudo-terminal
//! of the host's Linux. The host's line discipline is the oracle.

use libc::{c_int, tcflag_t};
use proptest::prelude::*;
use std::time::Duration;
use terminal::discipline::{Discipline, Effects};

/// A pseudo-terminal of the host.
struct Pty {
    master: c_int,
    slave: c_int,
}

impl Pty {
    fn open() -> Self {
        let (mut master, mut slave) = (0, 0);
        let null = std::ptr::null_mut::<u8>();
        // SAFETY: the two integers are written; the rest is optional.
        let done = unsafe {
            libc::openpty(
                &mut master,
                &mut slave,
                null.cast(),
                null.cast(),
                null.cast(),
            )
        };
        assert_eq!(done, 0, "openpty: {}", std::io::Error::last_os_error());
        for fd in [master, slave] {
            // SAFETY: plain descriptor flags.
            unsafe { libc::fcntl(fd, libc::F_SETFL, libc::O_NONBLOCK) };
        }
        Self { master, slave }
    }

    fn set(&self, modes: &Modes) -> libc::termios {
        // SAFETY: zero is a valid termios, which the calls fill.
        unsafe {
            let mut termios: libc::termios = std::mem::zeroed();
            assert_eq!(libc::tcgetattr(self.slave, &mut termios), 0);
            modes.apply(
                &mut termios.c_iflag,
                &mut termios.c_oflag,
                &mut termios.c_lflag,
                &mut termios.c_cc,
            );
            assert_eq!(libc::tcsetattr(self.slave, libc::TCSANOW, &termios), 0);
            termios
        }
    }

    fn read(fd: c_int, max: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; max];
        // SAFETY: the buffer is writable for its length.
        let n = unsafe { libc::read(fd, bytes.as_mut_ptr().cast(), max) };
        bytes.truncate(usize::try_from(n).ok()?);
        Some(bytes)
    }

    /// What comes out of `fd` until nothing has come for a while.
    fn drain(fd: c_int) -> Vec<u8> {
        let mut all = Vec::new();
        let mut quiet = 0;
        while quiet < 5 {
            match Self::read(fd, 4096) {
                Some(bytes) if !bytes.is_empty() => {
                    all.extend(bytes);
                    quiet = 0;
                }
                _ => {
                    quiet += 1;
                    std::thread::sleep(Duration::from_millis(1));
                }
            }
        }
        all
    }

    fn write(fd: c_int, bytes: &[u8]) {
        // SAFETY: the buffer is readable for its length.
        let n = unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) };
        assert_eq!(n, bytes.len() as isize);
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // SAFETY: the descriptors are this object's own.
        unsafe {
            libc::close(self.master);
            libc::close(self.slave);
        }
    }
}

/// Which of the modes under test are on.
#[derive(Clone, Debug)]
struct Modes {
    input: Vec<bool>,
    output: Vec<bool>,
    local: Vec<bool>,
}

const INPUT: [tcflag_t; 6] = [
    libc::ICRNL,
    libc::INLCR,
    libc::IGNCR,
    libc::ISTRIP,
    libc::IUTF8,
    libc::IXON,
];
const OUTPUT: [tcflag_t; 5] = [
    libc::OPOST,
    libc::ONLCR,
    libc::OCRNL,
    libc::ONOCR,
    libc::TAB3,
];
const LOCAL: [tcflag_t; 10] = [
    libc::ICANON,
    libc::ECHO,
    libc::ECHOE,
    libc::ECHOK,
    libc::ECHOKE,
    libc::ECHOCTL,
    libc::ECHONL,
    libc::IEXTEN,
    libc::ISIG,
    libc::NOFLSH,
];

fn pick(flags: &[tcflag_t], on: &[bool]) -> tcflag_t {
    flags
        .iter()
        .zip(on)
        .filter(|(_, on)| **on)
        .fold(0, |all, (flag, _)| all | flag)
}

impl Modes {
    fn apply(
        &self,
        iflag: &mut tcflag_t,
        oflag: &mut tcflag_t,
        lflag: &mut tcflag_t,
        cc: &mut [u8],
    ) {
        *iflag = pick(&INPUT, &self.input);
        *oflag = pick(&OUTPUT, &self.output);
        *lflag = pick(&LOCAL, &self.local);
        cc[libc::VMIN] = 1;
        cc[libc::VTIME] = 0;
        cc[libc::VEOL] = b'#';
    }
}

fn modes() -> impl Strategy<Value = Modes> {
    let flags = |n| prop::collection::vec(prop::bool::weighted(0.6), n);
    (flags(INPUT.len()), flags(OUTPUT.len()), flags(LOCAL.len())).prop_map(
        |(input, output, local)| Modes {
            input,
            output,
            local,
        },
    )
}

/// Bytes with plenty of special characters. VSTOP is left out: a stopped pseudo-terminal keeps its
/// echo back, which is `terminal`'s business here.
fn input() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        6 => prop::sample::select(b"abc xyz._09".to_vec()),
        6 => prop::sample::select(b"\n\r\t\x04\x7f\x15\x17\x12\x16\x03\x1c\x1a#\x01\x08".to_vec()),
        1 => prop::sample::select("é→".as_bytes().to_vec()),
    ];
    prop::collection::vec(byte, 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn echo_and_reads_are_those_of_linux(
        modes in modes(),
        bytes in input(),
        size in 1_usize..20,
    ) {
        let pty = Pty::open();
        let termios = pty.set(&modes);
        let mut discipline = Discipline::default();
        let mut ours = *discipline.termios();
        modes.apply(&mut ours.iflag, &mut ours.oflag, &mut ours.lflag, &mut ours.cc);
        prop_assert_eq!(&ours.cc[..17], &termios.c_cc[..17]);
        discipline.set_termios(ours);

        Pty::write(pty.master, &bytes);
        let echoed = Pty::drain(pty.master);
        let mut effects = Effects::default();
        for byte in &bytes {
            discipline.receive(&[*byte], &mut effects);
        }
        // A signal drops echo that was not yet sent; on the host that is a race.
        if effects.signals.is_empty() {
            prop_assert_eq!(
                String::from_utf8_lossy(&effects.echo),
                String::from_utf8_lossy(&echoed)
            );
        }
        loop {
            let expected = Pty::read(pty.slave, size);
            let found = discipline.readable(1).then(|| discipline.read(size));
            prop_assert_eq!(&found, &expected);
            if expected.is_none() {
                break;
            }
        }
    }

    #[test]
    fn output_processing_is_that_of_linux(modes in modes(), bytes in input()) {
        let pty = Pty::open();
        pty.set(&modes);
        let mut discipline = Discipline::default();
        let mut ours = *discipline.termios();
        modes.apply(&mut ours.iflag, &mut ours.oflag, &mut ours.lflag, &mut ours.cc);
        discipline.set_termios(ours);
        Pty::write(pty.slave, &bytes);
        let expected = Pty::drain(pty.master);
        let mut found = Vec::new();
        discipline.process_output(&bytes, &mut found);
        prop_assert_eq!(String::from_utf8_lossy(&found), String::from_utf8_lossy(&expected));
    }
}
