//! The kernel's command line, as far as it concerns bootstrap.

/// The program to run as process 1: the value of the last `init=`, or `/sbin/init`.
pub fn init_path<'a>(words: impl Iterator<Item = &'a [u8]>) -> &'a [u8] {
    let given = words.filter_map(|word| word.strip_prefix(b"init=")).last();
    given.unwrap_or(b"/sbin/init")
}

#[cfg(test)]
mod tests {
    use super::init_path;

    #[test]
    fn init_is_chosen_by_the_command_line() {
        let words = |line: &'static str| line.split(' ').map(str::as_bytes);
        assert_eq!(
            init_path(words("quiet init=/bin/sh init=/bin/bash x")),
            b"/bin/bash"
        );
        assert_eq!(init_path(words("quiet")), b"/sbin/init");
    }
}
