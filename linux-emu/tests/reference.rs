//! The table of calls in `docs/reference/linux-personality.md` is made from the personality's own.
//! `UPDATE=1 cargo test -p linux-emu` writes it anew.

use std::fmt::Write as _;
use std::path::Path;

const BEGIN: &str = "<!-- The table's beginning. -->\n";
const END: &str = "<!-- The table's end. -->\n";

fn table() -> String {
    let mut text = String::new();
    for entry in linux_emu::call::CALLS {
        let note = match (entry.is_restarted, entry.is_final) {
            (true, _) => " ↻",
            (_, true) => " ⊣",
            _ => "",
        };
        writeln!(text, "{} {}{note}  ", entry.number, entry.name).expect("strings grow");
    }
    text
}

#[test]
fn the_page_lists_the_calls_that_are_in_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference/linux-personality.md");
    let page = std::fs::read_to_string(&path).expect("the page is there");
    let (head, rest) = page.split_once(BEGIN).expect("it marks the beginning");
    let (listed, tail) = rest.split_once(END).expect("it marks the end");
    if std::env::var_os("UPDATE").is_some() {
        let page = [head, BEGIN, &table(), END, tail].concat();
        std::fs::write(&path, page).expect("writable");
        return;
    }
    assert!(
        listed == table(),
        "docs/reference/linux-personality.md is out of date: run this test with UPDATE=1"
    );
}

#[test]
fn the_table_is_in_the_order_of_its_numbers_and_finds_each() {
    let calls = linux_emu::call::CALLS;
    assert!(calls.windows(2).all(|pair| pair[0].number < pair[1].number));
    for entry in calls {
        let found = linux_emu::call::find(entry.number.into()).expect("it is there");
        assert_eq!(found.name, entry.name);
    }
    for none in [29, 511, 512, u64::MAX] {
        assert!(linux_emu::call::find(none).is_none());
    }
}

#[test]
fn numbers_are_those_of_this_machine_s_header() {
    let header = "/usr/include/x86_64-linux-gnu/asm/unistd_64.h";
    let text = std::fs::read_to_string(header).expect("linux-libc-dev is there");
    for entry in linux_emu::call::CALLS {
        let line = format!("#define __NR_{} {}", entry.name, entry.number);
        assert!(text.lines().any(|known| known == line), "{line}");
    }
}
