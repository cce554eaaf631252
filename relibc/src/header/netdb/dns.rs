//! What DNS says of hosts: addresses of a name (RFC 1035, 3596), the name of an address.

use super::address::Address;
use super::lookup::Found;
use crate::header::resolv::config::Config;
use crate::header::resolv::message::{Message, Record, CLASS_IN, TYPE_A, TYPE_AAAA, TYPE_PTR};
use crate::header::resolv::name::Name;
use crate::header::resolv::search::{ask_for, judge, search, Failure};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::IpAddr;

/// The address that a record holds.
fn address_in(record: &Record) -> Option<Address> {
    let ip = match record.kind {
        TYPE_A => IpAddr::from(<[u8; 4]>::try_from(record.data).ok()?),
        TYPE_AAAA => IpAddr::from(<[u8; 16]>::try_from(record.data).ok()?),
        _ => return None,
    };
    Some(Address::of(ip))
}

/// Takes an answer's addresses in.
fn collect(answer: &[u8], kind: u16, found: &mut Found) {
    let Some(message) = Message::new(answer) else {
        return;
    };
    let mut chain = message.aliases();
    let Some(canonical) = chain.pop().filter(Name::is_host_name) else {
        return;
    };
    let is_one = |record: &Record| {
        record.kind == kind && record.class == CLASS_IN && record.owner == canonical
    };
    let before = found.addresses.len();
    let records = message.answer_records().filter(is_one);
    found
        .addresses
        .extend(records.filter_map(|record| address_in(&record)));
    if found.addresses.len() > before && found.canonical.is_empty() {
        found.canonical = canonical.to_text();
        found.aliases = chain.iter().map(Name::to_text).collect();
    }
}

/// Asks for one name: what any of the answers has; or why there is nothing, the reason that may pass first.
fn ask_name(config: &Config, name: &Name, kinds: &[u16]) -> Result<Found, Failure> {
    let answers = ask_for(config, name, kinds)?;
    let mut found = Found::default();
    let mut reason = Failure::NotFound;
    for (answer, kind) in answers.iter().zip(kinds) {
        match judge(answer) {
            Ok(()) => collect(answer, *kind, &mut found),
            Err(failure) => reason = worse(reason, failure),
        }
        // An answer of aliases alone, or of records that are none.
        if judge(answer).is_ok() && found.addresses.is_empty() {
            reason = worse(reason, Failure::NoData);
        }
    }
    match found.addresses.is_empty() {
        true => Err(reason),
        false => Ok(found),
    }
}

fn worse(a: Failure, b: Failure) -> Failure {
    let rank = |failure| match failure {
        Failure::NotFound => 0,
        Failure::NoData => 1,
        Failure::NoRecovery => 2,
        Failure::TryAgain => 3,
        Failure::OutOfMemory => 4,
    };
    if rank(b) > rank(a) {
        b
    } else {
        a
    }
}

/// The addresses of a host: of IPv4, IPv6 or both.
pub(super) fn addresses(name: &[u8], wants_v4: bool, wants_v6: bool) -> Result<Found, Failure> {
    let as_name = Name::from_text(name).ok_or(Failure::NotFound)?;
    if !as_name.is_host_name() {
        return Err(Failure::NotFound);
    }
    let kinds: &[u16] = match (wants_v4, wants_v6) {
        (true, true) => &[TYPE_A, TYPE_AAAA],
        (true, false) => &[TYPE_A],
        _ => &[TYPE_AAAA],
    };
    let config = Config::read();
    search(&config, name, |name| ask_name(&config, name, kinds))
}

/// The name under which an address's own stands (RFC 1035, section 3.5; RFC 3596, section 2.5).
fn reverse_name(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, d] = ip.octets();
            format!("{d}.{c}.{b}.{a}.in-addr.arpa")
        }
        IpAddr::V6(ip) => {
            let mut text = String::with_capacity(72);
            for byte in ip.octets().iter().rev() {
                text += &format!("{:x}.{:x}.", byte & 15, byte >> 4);
            }
            text + "ip6.arpa"
        }
    }
}

/// The name of an address.
pub(super) fn name_of(ip: IpAddr) -> Result<Vec<u8>, Failure> {
    let name = Name::from_text(reverse_name(ip).as_bytes()).ok_or(Failure::NotFound)?;
    let answers = ask_for(&Config::read(), &name, &[TYPE_PTR])?;
    let answer = answers.first().ok_or(Failure::TryAgain)?;
    judge(answer)?;
    name_in(answer).ok_or(Failure::NoRecovery)
}

fn name_in(answer: &[u8]) -> Option<Vec<u8>> {
    let message = Message::new(answer)?;
    let owner = message.aliases().pop()?;
    let is_one = |record: &Record| {
        record.kind == TYPE_PTR && record.class == CLASS_IN && record.owner == owner
    };
    let record = message.answer_records().find(is_one)?;
    let (name, _) = Name::in_message(message.bytes(), record.at)?;
    name.is_host_name().then(|| name.to_text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reverse_names_are_those_of_the_rfcs() {
        assert_eq!(
            reverse_name("10.2.0.52".parse().unwrap()),
            "52.0.2.10.in-addr.arpa"
        );
        let expected = "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa";
        assert_eq!(
            reverse_name("4321:0:1:2:3:4:567:89ab".parse().unwrap()),
            expected
        );
    }
}
