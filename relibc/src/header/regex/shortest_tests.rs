//! Repetitions that take the shortest: what the standard says, what Python and AT&T's tests say where they mean the same, and the rule
//! by trying everything.

use std::format;
use std::string::String;

use proptest::prelude::*;

use super::parse::{self, Options};
use super::tests::{expression, groups, ours, NOT_EMPTY};
use super::{Error, REG_EXTENDED, REG_MINIMAL};
use crate::header::wchar::multibyte::Encoding;

const MINIMAL: i32 = REG_EXTENDED | REG_MINIMAL;
const NONE: (i64, i64) = (-1, -1);

#[test]
fn the_standard_s_examples_hold() {
    // XBD 9.4.6 and 9.1 of POSIX.1-2024.
    for (pattern, text, flags, expected) in [
        (".*c", "abc abc", REG_EXTENDED, &[(0, 7)][..]),
        (".*?c", "abc abc", REG_EXTENDED, &[(0, 3)]),
        ("(.*?).*", "abcdef", REG_EXTENDED, &[(0, 6), (0, 0)]),
        (".*c", "abc abc", MINIMAL, &[(0, 3)]),
        (".*?c", "abc abc", MINIMAL, &[(0, 7)]),
        ("(.*).*?", "abcdef", MINIMAL, &[(0, 6), (0, 0)]),
    ] {
        assert_eq!(groups(pattern, text, flags).unwrap(), expected, "{pattern}");
    }
}

/// Expected values are from Python 3's `re.search`, which prefers where POSIX wants the longest; here both come to the same.
#[test]
fn python_finds_the_same() {
    for (pattern, text, expected) in [
        ("a*?", "aa", &[(0, 0)][..]),
        ("a+?", "aa", &[(0, 1)]),
        ("a??", "aa", &[(0, 0)]),
        ("a{2,3}?", "aaaa", &[(0, 2)]),
        ("a{2}?b", "aab", &[(0, 3)]),
        ("a{1,}?b", "aaab", &[(0, 4)]),
        ("^a*?$", "aa", &[(0, 2)]),
        ("^(a)*?$", "aa", &[(0, 2), (1, 2)]),
        ("<.*?>", "x<a><b>", &[(1, 4)]),
        ("(<.*?>)+", "x<a><b>y", &[(1, 7), (4, 7)]),
        ("(a.*?b)*c", "axbayybc", &[(0, 8), (3, 7)]),
        ("(aaa??)*", "aaaaa", &[(0, 4), (2, 4)]),
        ("(.+?)(.+?)(.*)", "abcd", &[(0, 4), (0, 1), (1, 2), (2, 4)]),
        (
            "(x+?)(x+)(x+?)(x+)",
            "xxxxxx",
            &[(0, 6), (0, 1), (1, 4), (4, 5), (5, 6)],
        ),
        ("((a*?)b)*?c", "aabbc", &[(0, 5), (3, 4), (3, 3)]),
        ("(a*)*?", "b", &[(0, 0), NONE]),
        ("(a*)+?", "b", &[(0, 0), (0, 0)]),
        ("(a?)??b", "ab", &[(0, 2), (0, 1)]),
        ("a(b??)(c*?)d", "abccd", &[(0, 5), (1, 2), (2, 4)]),
        ("(ab|cd)+?x", "abcdx", &[(0, 5), (2, 4)]),
        ("(a*?)*", "aaa", &[(0, 0), (0, 0)]),
        ("é+?(é*)", "aééé", &[(1, 7), (3, 7)]),
    ] {
        let found = groups(pattern, text, REG_EXTENDED).unwrap();
        assert_eq!(found, expected, "{pattern} on {text}");
    }
}

/// From `minimal.dat` of AT&T's regex, those without alternatives that differ in nothing but their length.
#[test]
fn att_finds_the_same() {
    let e = REG_EXTENDED;
    for (pattern, flags, text, expected) in [
        (
            "(abc)+(xyz)+",
            MINIMAL,
            "abcabcxyzxyz",
            &[(0, 9), (3, 6), (6, 9)][..],
        ),
        (
            "(abc)+?(xyz)+?",
            e,
            "abcabcxyzxyz",
            &[(0, 9), (3, 6), (6, 9)],
        ),
        (
            "(abc)+(xyz)+?",
            e,
            "abcabcxyzxyz",
            &[(0, 9), (3, 6), (6, 9)],
        ),
        (
            "(abc)+?(xyz)+",
            e,
            "abcabcxyzxyz",
            &[(0, 12), (3, 6), (9, 12)],
        ),
        (
            "(abc|abcxyz)+(xyz)+",
            MINIMAL,
            "abcabcxyzxyz",
            &[(0, 9), (3, 6), (6, 9)],
        ),
        (
            "(abc|abcxyz)+?(xyz)+?",
            e,
            "abcabcxyzxyz",
            &[(0, 9), (3, 6), (6, 9)],
        ),
        (
            "(abc|abcxyz)+(xyz)+?",
            e,
            "abcabcxyzxyz",
            &[(0, 12), (3, 9), (9, 12)],
        ),
        (
            "(abc|abcxyz)+?(xyz)+",
            e,
            "abcabcxyzxyz",
            &[(0, 12), (3, 6), (9, 12)],
        ),
        (
            ".*/(foo|bar)",
            MINIMAL,
            "/home/dgk/foo//bar/abcabcabc",
            &[(0, 13), (10, 13)],
        ),
        (
            ".*([0-9])+.*",
            MINIMAL,
            "abc123abc456abc789",
            &[(0, 4), (3, 4)],
        ),
        (
            ".*?([0-9])+?.*?",
            e,
            "abc123abc456abc789",
            &[(0, 4), (3, 4)],
        ),
        (
            ".*([0-9])+?.*",
            e,
            "abc123abc456abc789",
            &[(0, 18), (17, 18)],
        ),
        (".*(o+).*", MINIMAL, "foo/fun/bar", &[(0, 2), (1, 2)]),
        (".*?(o+).*", e, "foo/fun/bar", &[(0, 11), (1, 3)]),
        ("[[:digit:]]+", MINIMAL, "a1234z", &[(1, 2)]),
    ] {
        assert_eq!(groups(pattern, text, flags).unwrap(), expected, "{pattern}");
    }
}

#[test]
fn what_has_no_modifier_still_takes_the_longest() {
    for (pattern, text, expected) in [
        // Perl takes the first alternative that matches; XBD 9.1: "the longest such sequence is matched".
        ("a+?(a|aa)", "aaa", &[(0, 3), (1, 3)][..]),
        (".*?(foo|foobar)", "xfoobar", &[(0, 7), (1, 7)]),
        ("(aaa??)*|(aaa?)*", "aaaaa", &[(0, 5), NONE, (3, 5)]),
        (
            "((x+)(y+?)(x+))+",
            "aaaxyxxyxxyxzzz",
            &[(3, 12), (9, 12), (9, 10), (10, 11), (11, 12)],
        ),
    ] {
        let found = groups(pattern, text, REG_EXTENDED).unwrap();
        assert_eq!(found, expected, "{pattern} on {text}");
    }
}

#[test]
fn basic_expressions_have_the_flag_but_no_modifier() {
    assert_eq!(groups("a*?", "aa?", 0).unwrap(), [(0, 3)]);
    assert_eq!(groups("a*b", "aab", REG_MINIMAL).unwrap(), [(0, 3)]);
    assert_eq!(groups(r"<.*>", "<a><b>", REG_MINIMAL).unwrap(), [(0, 3)]);
    assert_eq!(groups(r"a\{2,\}", "aaa", REG_MINIMAL).unwrap(), [(0, 2)]);
}

#[test]
fn with_back_references_the_way_preferred_wins() {
    let found = groups(r"(a+?)b\1", "aabaab", REG_EXTENDED).unwrap();
    assert_eq!(found, [(0, 5), (0, 2)]);
    let found = groups(r"(.+?)\1", "aaaa", REG_EXTENDED).unwrap();
    assert_eq!(found, [(0, 2), (0, 1)]);
}

#[test]
fn what_ends_early_is_found_without_the_rest_of_the_text() {
    // A search that read the whole text each time would take 10^11 steps.
    let text = "<a>".repeat(100_000);
    let pattern = super::tests::compile("<(.*?)>", REG_EXTENDED).unwrap();
    for start in (0..text.len()).step_by(30) {
        let options = super::pattern::SearchOptions {
            start,
            not_line_start: false,
            not_line_end: false,
            groups_wanted: 2,
        };
        let found = pattern.search(text.as_bytes(), options).unwrap().unwrap();
        assert_eq!(
            found,
            [Some((start, start + 3)), Some((start + 1, start + 2))]
        );
    }
}

#[test]
fn hard_patterns_take_linear_time() {
    let text = "a".repeat(20_000) + "c";
    for pattern in [
        "(a*?)*?b",
        "(a*?)*c",
        "(a|aa)*?c",
        "((a??){20})*?c",
        "(.*?)(.*?)(.*?)c$",
        "((a+?)+?)+?c",
    ] {
        let found = groups(pattern, &text, REG_EXTENDED).map(|groups| groups[0]);
        let expected = (!pattern.ends_with('b')).then_some((0, 20_001));
        assert_eq!(found, expected, "{pattern}");
    }
}

#[test]
fn long_rows_of_modifiers_are_too_large_a_pattern() {
    let row = format!("a{}", "*?".repeat(10_000));
    assert_eq!(
        super::tests::compile(&row, REG_EXTENDED).err(),
        Some(Error::Space)
    );
    // Without the modifier a row of stars is one star.
    assert_eq!(groups("a****", "aa", REG_EXTENDED).unwrap(), [(0, 2)]);
}

/// Expressions in which some repetitions take the shortest.
fn mixed() -> impl Strategy<Value = String> {
    (expression(NOT_EMPTY), any::<u64>()).prop_map(|(pattern, bits)| {
        let mut number = 0;
        let mut mixed = String::new();
        for letter in pattern.chars() {
            mixed.push(letter);
            if matches!(letter, '*' | '+' | '?' | '}') {
                if bits >> (number % 64) & 1 == 1 {
                    mixed.push('?');
                }
                number += 1;
            }
        }
        mixed
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn matches_and_groups_are_what_the_rule_says(pattern in mixed(), text in "[abc]{0,5}", flag in any::<bool>()) {
        let options = Options { extended: true, fold_case: false, newline: false, minimal: flag, encoding: Encoding::Utf8 };
        let parsed = parse::parse(pattern.as_bytes(), options).unwrap();
        let flags = if flag { MINIMAL } else { REG_EXTENDED };
        prop_assert_eq!(model::search(&parsed, text.as_bytes()), ours(&pattern, &text, flags, 0).unwrap());
    }
}

/// The rule word by word, by trying everything.
mod model {
    use super::super::parse::{Node, Parsed};
    use super::super::tests::model::ends;
    use std::vec::Vec;

    type Groups = Vec<(i64, i64)>;

    /// What going on from a place leads to: the end of the match, if there is one.
    type Rest<'a> = &'a dyn Fn(usize) -> Option<usize>;

    /// The end that is wanted.
    const WANTED: usize = usize::MAX;

    pub fn search(parsed: &Parsed, text: &[u8]) -> Option<Groups> {
        (0..=text.len()).find_map(|start| {
            let end = best(&parsed.root, text, start, &Some)?;
            let mut groups = std::vec![(-1, -1); parsed.groups as usize + 1];
            groups[0] = (start as i64, end as i64);
            let rest = |place| Some(if place == end { WANTED } else { place });
            assign(&parsed.root, text, start, end, &rest, &mut groups);
            Some(groups)
        })
    }

    fn best(node: &Node, text: &[u8], start: usize, rest: Rest) -> Option<usize> {
        match node {
            Node::Group(_, body) => best(body, text, start, rest),
            Node::Concat(all) => best_of_all(all, text, start, rest),
            Node::Alternate(all) => all
                .iter()
                .filter_map(|node| best(node, text, start, rest))
                .max(),
            Node::Repeat(body, min, max) => repeat(body, *min, *max, text, start, rest),
            // The nearest end from which the rest can match.
            Node::Shortest(repeat) => ends(repeat, text, start).into_iter().find_map(rest),
            node => ends(node, text, start).into_iter().find_map(rest),
        }
    }

    fn best_of_all(nodes: &[Node], text: &[u8], start: usize, rest: Rest) -> Option<usize> {
        match nodes {
            [] => rest(start),
            [first, others @ ..] => best(first, text, start, &|place| {
                best_of_all(others, text, place, rest)
            }),
        }
    }

    fn repeat(
        body: &Node,
        min: u32,
        max: Option<u32>,
        text: &[u8],
        start: usize,
        rest: Rest,
    ) -> Option<usize> {
        let leave = if min == 0 { rest(start) } else { None };
        let turn = match max {
            Some(0) => None,
            _ => best(body, text, start, &|place| {
                after_turn(body, min, max, text, start, place, rest)
            }),
        };
        leave.max(turn)
    }

    /// An empty turn that the minimum does not require is the last.
    fn after_turn(
        body: &Node,
        min: u32,
        max: Option<u32>,
        text: &[u8],
        start: usize,
        end: usize,
        rest: Rest,
    ) -> Option<usize> {
        match min == 0 && start == end {
            true => rest(end),
            false => {
                let (min, max) = (min.saturating_sub(1), max.map(|max| max - 1));
                repeat(body, min, max, text, end, rest)
            }
        }
    }

    /// The same with another end wanted.
    fn want(wanted: usize, place: usize, rest: Option<usize>) -> Option<usize> {
        match rest {
            _ if place == wanted => Some(WANTED),
            Some(WANTED) => Some(0),
            rest => rest,
        }
    }

    fn assign(node: &Node, text: &[u8], start: usize, end: usize, rest: Rest, groups: &mut Groups) {
        // The farthest end of a node that goes on to the end wanted.
        let farthest = |node: &Node, place: usize, rest: Rest| {
            ends(node, text, place).into_iter().rev().find(|next| {
                let only = |place: usize| want(*next, place, rest(place));
                rest(*next) == Some(WANTED) && best(node, text, place, &only) == Some(WANTED)
            })
        };
        match node {
            Node::Group(number, body) => {
                groups[*number as usize] = (start as i64, end as i64);
                assign(body, text, start, end, rest, groups);
            }
            Node::Concat(all) => {
                let mut place = start;
                for (index, node) in all.iter().enumerate() {
                    let rest = |place: usize| best_of_all(&all[index + 1..], text, place, rest);
                    let next = farthest(node, place, &rest).unwrap();
                    let only = |place: usize| want(next, place, rest(place));
                    assign(node, text, place, next, &only, groups);
                    place = next;
                }
            }
            Node::Alternate(all) => {
                let wanted = |node: &&Node| best(node, text, start, rest) == Some(WANTED);
                let first = all.iter().find(wanted).unwrap();
                assign(first, text, start, end, rest, groups);
            }
            Node::Shortest(repeat) => {
                let is_free = matches!(**repeat, Node::Repeat(_, 0, _));
                if !(is_free && start == end) {
                    let rest = |place| (place == end).then_some(WANTED);
                    assign(repeat, text, start, end, &rest, groups);
                }
            }
            Node::Repeat(body, min, max) => {
                let (mut place, mut min, mut max) = (start, *min, *max);
                let mut last = None;
                while max != Some(0) && (place < end || min > 0 || last.is_none()) {
                    let after = |next: usize| after_turn(body, min, max, text, place, next, rest);
                    let Some(next) = farthest(body, place, &after) else {
                        break;
                    };
                    // An empty turn takes nothing from a longer one before it.
                    if next > place || last.is_none() {
                        last = Some((place, next, min, max));
                    }
                    (min, max) = (min.saturating_sub(1), max.map(|max| max - 1));
                    place = next;
                }
                if let Some((start, end, min, max)) = last {
                    let after = |next: usize| after_turn(body, min, max, text, start, next, rest);
                    let only = |place: usize| want(end, place, after(place));
                    assign(body, text, start, end, &only, groups);
                }
            }
            _ => {}
        }
    }
}
