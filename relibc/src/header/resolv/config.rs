//! `/etc/resolv.conf`: whom to ask, and how (resolv.conf(5)).

use crate::database::{number, words, Lines};
use crate::header::netdb::address::Address;
use alloc::vec::Vec;
use core::net::Ipv4Addr;

/// Most servers that are asked.
const SERVERS_MAX: usize = 3;

/// What the file says.
#[derive(Debug, PartialEq, Eq)]
pub struct Config {
    pub(crate) servers: Vec<Address>,
    /// Domains to try behind a name.
    pub search: Vec<Vec<u8>>,
    /// Dots in a name for it to be tried as it stands first.
    pub dots: usize,
    pub timeout_s: i64,
    pub attempts: usize,
    pub does_rotate: bool,
    /// Both questions for a name one after the other.
    pub asks_singly: bool,
    pub uses_tcp: bool,
}

impl Config {
    /// The system's; without a file, the server of this machine.
    pub fn read() -> Self {
        Self::of(Lines::read(c"/etc/resolv.conf").unwrap_or_default())
    }

    /// What the lines of such a file say.
    pub fn of(mut lines: Lines) -> Self {
        let mut config = Self {
            servers: Vec::new(),
            search: Vec::new(),
            dots: 1,
            timeout_s: 5,
            attempts: 2,
            does_rotate: false,
            asks_singly: false,
            uses_tcp: false,
        };
        while let Some(line) = lines.next_line() {
            if matches!(line, [b';' | b'#', ..]) {
                continue;
            }
            let mut words = words(line);
            match words.next() {
                Some(b"nameserver") if config.servers.len() < SERVERS_MAX => {
                    config.servers.extend(words.next().and_then(Address::parse));
                }
                // The last of these lines counts.
                Some(b"domain") => config.search = words.take(1).map(<[u8]>::to_vec).collect(),
                Some(b"search") => config.search = words.map(<[u8]>::to_vec).collect(),
                Some(b"options") => words.for_each(|word| config.option(word)),
                _ => {}
            }
        }
        if config.servers.is_empty() {
            config.servers.push(Address::of(Ipv4Addr::LOCALHOST.into()));
        }
        config
    }

    fn option(&mut self, word: &[u8]) {
        let colon = word.iter().position(|byte| *byte == b':');
        let (name, value) = match colon {
            Some(at) => (&word[..at], number::<usize>(&word[at + 1..])),
            None => (word, None),
        };
        match (name, value) {
            (b"ndots", Some(value)) => self.dots = value.min(15),
            (b"timeout", Some(value)) => self.timeout_s = value.clamp(1, 30) as i64,
            (b"attempts", Some(value)) => self.attempts = value.clamp(1, 5),
            (b"rotate", None) => self.does_rotate = true,
            (b"single-request" | b"single-request-reopen", None) => self.asks_singly = true,
            (b"use-vc", None) => self.uses_tcp = true,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_as_its_manual_page_says() {
        let text = b"# no\n; no\nnameserver 192.0.2.1\nnameserver nonsense\nnameserver 2001:db8::1\ndomain old.example\n\
            search a.example b.example # c\nnameserver ::ffff:1.2.3.4\nnameserver 192.0.2.4\n\
            options ndots:99 timeout:2 attempts:0 rotate use-vc unknown:1 ndots:x single-request\n";
        let config = Config::of(Lines::of(text));
        let servers = ["192.0.2.1", "2001:db8::1", "::ffff:1.2.3.4"];
        let expected = Config {
            servers: servers
                .iter()
                .map(|text| Address::of(text.parse().unwrap()))
                .collect(),
            search: alloc::vec![b"a.example".to_vec(), b"b.example".to_vec()],
            dots: 15,
            timeout_s: 2,
            attempts: 1,
            does_rotate: true,
            asks_singly: true,
            uses_tcp: true,
        };
        assert_eq!(config, expected);
    }

    #[test]
    fn an_empty_file_stands_for_the_server_of_this_machine() {
        let config = Config::of(Lines::of(b""));
        assert_eq!(config.servers, [Address::of(Ipv4Addr::LOCALHOST.into())]);
        assert_eq!((config.dots, config.timeout_s, config.attempts), (1, 5, 2));
    }
}
