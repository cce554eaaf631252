//! Against the host's regex, and where that is wrong or silent, against POSIX's words.

use std::ffi::CString;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use proptest::prelude::*;

use super::parse::Options;
use super::pattern::{Pattern, SearchOptions};
use super::{Error, REG_EXTENDED, REG_ICASE, REG_MINIMAL, REG_NEWLINE, REG_NOTBOL, REG_NOTEOL};
use crate::header::wchar::multibyte::Encoding;

/// Whether the pattern compiles, whether it matches, and the groups.
type Answer = Result<Option<Vec<(i64, i64)>>, ()>;

fn host(pattern: &str, text: &str, compile_flags: i32, flags: i32) -> Answer {
    crate::header::locale::use_utf8_on_host();
    let pattern = CString::new(pattern).unwrap();
    let text = CString::new(text).unwrap();
    // SAFETY: the host's regcomp fills the regex in before the others use it.
    unsafe {
        let mut regex: libc::regex_t = core::mem::zeroed();
        if libc::regcomp(&mut regex, pattern.as_ptr(), compile_flags) != 0 {
            return Err(());
        }
        let unset = libc::regmatch_t {
            rm_so: -1,
            rm_eo: -1,
        };
        // Opening parentheses are at least as many as groups.
        let mut matches = std::vec![unset; 1 + count_groups(pattern.to_bytes(), compile_flags)];
        let len = matches.len();
        let found = libc::regexec(&regex, text.as_ptr(), len, matches.as_mut_ptr(), flags);
        libc::regfree(&mut regex);
        let groups = matches
            .iter()
            .map(|m| (m.rm_so.into(), m.rm_eo.into()))
            .collect();
        Ok((found == 0).then_some(groups))
    }
}

fn count_groups(pattern: &[u8], compile_flags: i32) -> usize {
    compile(core::str::from_utf8(pattern).unwrap(), compile_flags).map_or(0, |p| p.group_count())
}

pub(super) fn compile(pattern: &str, compile_flags: i32) -> Result<Pattern, Error> {
    let options = Options {
        extended: compile_flags & REG_EXTENDED != 0,
        fold_case: compile_flags & REG_ICASE != 0,
        newline: compile_flags & REG_NEWLINE != 0,
        minimal: compile_flags & REG_MINIMAL != 0,
        encoding: Encoding::Utf8,
    };
    Pattern::new(pattern.as_bytes(), options)
}

pub(super) fn ours(pattern: &str, text: &str, compile_flags: i32, flags: i32) -> Answer {
    let pattern = compile(pattern, compile_flags).map_err(|_| ())?;
    let options = SearchOptions {
        start: 0,
        not_line_start: flags & REG_NOTBOL != 0,
        not_line_end: flags & REG_NOTEOL != 0,
        groups_wanted: usize::MAX,
    };
    let groups = pattern.search(text.as_bytes(), options).map_err(|_| ())?;
    let to_c = |group: &Option<(usize, usize)>| {
        group.map_or((-1, -1), |(begin, end)| (begin as i64, end as i64))
    };
    Ok(groups.map(|groups| groups.iter().map(to_c).collect()))
}

/// Expressions over a small alphabet; anchors only where asked, as the host errs about some.
pub(super) fn expression(leaves: &'static [&'static str]) -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(leaves).prop_map(|leaf| leaf.to_string());
    leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 1..4).prop_map(|all| all.concat()),
            2 => inner.clone().prop_map(|one| format!("({one})")),
            2 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}|{b})")),
            1 => inner.clone().prop_map(|one| format!("({one})*")),
            1 => inner.clone().prop_map(|one| format!("({one})+")),
            1 => inner.clone().prop_map(|one| format!("({one})?")),
            1 => (inner, 0..3_u32, 0..3_u32).prop_map(|(one, min, more)| repeated(&one, min, min + more)),
        ]
    })
}

/// An interval; glibc loses matches (`((^.)?){1,2}` on `a` with REG_NOTBOL) where an anchor is inside.
fn repeated(one: &str, min: u32, max: u32) -> String {
    match one.contains(['^', '$']) {
        true => format!("({one})?"),
        false => format!("({one}){{{min},{max}}}"),
    }
}

const WITH_ANCHORS: &[&str] = &["a", "b", "c", "é", ".", "[ab]", "[^a]", "^", "$", "\\w", ""];
const WITH_WORDS: &[&str] = &[
    "a",
    "b",
    "ab",
    "é",
    ".",
    "[^a]",
    "^",
    "$",
    "\\w",
    "\\b",
    "\\B",
    "\\<",
    "\\>",
    "\\`",
    "\\'",
    "[[:space:]]",
    "",
];
pub(super) const NOT_EMPTY: &[&str] = &[
    "a",
    "b",
    "ab",
    "é",
    ".",
    "[ab]",
    "[^a]",
    "\\w",
    "[[:alpha:]]",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_match_lies_where_the_host_finds_it(
        pattern in expression(WITH_ANCHORS),
        text in "[abcAé ]{0,8}",
        icase in any::<bool>(),
        flags in 0..4,
    ) {
        let compile_flags = REG_EXTENDED | if icase { REG_ICASE } else { 0 };
        let (theirs, ours) =
            (host(&pattern, &text, compile_flags, flags), ours(&pattern, &text, compile_flags, flags));
        let whole = |answer: &Answer| answer.clone().map(|groups| groups.map(|groups| groups[0]));
        prop_assert_eq!(whole(&theirs), whole(&ours));
    }

    #[test]
    fn searches_that_keep_their_states_agree_with_those_that_keep_none(
        pattern in expression(WITH_WORDS),
        texts in prop::collection::vec("[abcé_ \n]{0,30}", 1..6),
        newline in any::<bool>(),
        flags in 0..4,
    ) {
        let pattern = compile(&pattern, REG_EXTENDED | if newline { REG_NEWLINE } else { 0 }).unwrap();
        for text in texts {
            for start in (0..=text.len()).filter(|start| text.is_char_boundary(*start)).step_by(7) {
                let (any, whole) = (pattern.both_ways(&text, start, flags, 0), pattern.both_ways(&text, start, flags, 1));
                prop_assert_eq!(any[0].is_some(), any[1].is_some());
                prop_assert_eq!(whole[0], whole[1]);
            }
        }
    }

    #[test]
    fn newline_splits_lines_where_the_host_says(
        begin in prop::sample::select(&["", "^"][..]),
        middle in expression(NOT_EMPTY),
        end in prop::sample::select(&["", "$"][..]),
        text in "[ab\n]{0,8}",
        flags in 0..4,
    ) {
        let pattern = format!("{begin}{middle}{end}");
        let compile_flags = REG_EXTENDED | REG_NEWLINE;
        let (theirs, ours) =
            (host(&pattern, &text, compile_flags, flags), ours(&pattern, &text, compile_flags, flags));
        let whole = |answer: &Answer| answer.clone().map(|groups| groups.map(|groups| groups[0]));
        prop_assert_eq!(whole(&theirs), whole(&ours));
    }

    #[test]
    fn groups_are_what_the_rule_says(pattern in expression(NOT_EMPTY), text in "[abc]{0,7}") {
        let options = Options { extended: true, fold_case: false, newline: false, minimal: false, encoding: Encoding::Utf8 };
        let parsed = super::parse::parse(pattern.as_bytes(), options).unwrap();
        prop_assert_eq!(model::search(&parsed, text.as_bytes()), ours(&pattern, &text, REG_EXTENDED, 0).unwrap());
    }

    #[test]
    fn arbitrary_patterns_compile_or_fail_as_the_host_says(
        pattern in r"[ab()*+?|{}1,\\^$.\[\]-]{0,10}",
        extended in any::<bool>(),
    ) {
        // The host takes no repetition of a repetition in basic expressions; musl does.
        let repeats = |one: char| matches!(one, '*' | '+' | '?' | '{' | '}');
        let unescaped = pattern.replace('\\', "");
        prop_assume!(extended || !unescaped.as_bytes().windows(2).any(|pair| {
            repeats(pair[0].into()) && repeats(pair[1].into())
        }));
        let flags = if extended { REG_EXTENDED } else { 0 };
        prop_assert_eq!(host(&pattern, "", flags, 0).is_ok(), compile(&pattern, flags).is_ok());
    }
}

impl Pattern {
    /// The answers of the automaton that keeps its states and of the one that does not.
    fn both_ways(
        &self,
        text: &str,
        start: usize,
        flags: i32,
        groups_wanted: usize,
    ) -> [Option<(usize, usize)>; 2] {
        let options = SearchOptions {
            start,
            not_line_start: flags & REG_NOTBOL != 0,
            not_line_end: flags & REG_NOTEOL != 0,
            groups_wanted,
        };
        let slow = self.search_without_cache(text.as_bytes(), options);
        let whole = self
            .search(text.as_bytes(), options)
            .unwrap()
            .map(|groups| groups[0].unwrap());
        [whole, slow]
    }
}

#[test]
fn an_automaton_too_large_to_keep_finds_the_same() {
    // The states of the automaton remember where among the last sixteen characters an `a` was.
    let pattern = compile("(b|c)*a(a|b|c){14}d", REG_EXTENDED).unwrap();
    let mut number = 1u32;
    let mut letters = |count: usize| -> String {
        (0..count)
            .map(|_| {
                number = number.wrapping_mul(1_103_515_245).wrapping_add(12345);
                b"abc"[(number >> 16) as usize % 3] as char
            })
            .collect()
    };
    for _ in 0..20 {
        let text = letters(20_000) + "d" + &letters(50);
        let [found, expected] = pattern.both_ways(&text, 0, 0, 1);
        assert_eq!(found, expected);
    }
}

#[test]
fn many_failing_starts_take_linear_time() {
    // At each `a` a match could begin, up to the only end that there is. Trying each place would take 10^11 steps.
    let text = "a".repeat(300_000) + "!c!";
    let pattern = compile("a*b|c", REG_EXTENDED).unwrap();
    let [found, expected] = pattern.both_ways(&text, 0, 0, 1);
    assert_eq!(found, Some((300_001, 300_002)));
    assert_eq!(found, expected);
}

#[test]
fn threads_may_search_with_one_pattern() {
    let pattern = compile("[a-z]+[0-9]{2,4}x?(foo|bar)$", REG_EXTENDED).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let pattern = &pattern;
            scope.spawn(move || {
                for turn in 0..500 {
                    let text = format!("thread {thread} abc{turn}bar");
                    let expected = (10..=9999).contains(&turn);
                    assert_eq!(
                        pattern.both_ways(&text, 0, 0, 0)[0].is_some(),
                        expected,
                        "{text}"
                    );
                }
            });
        }
    });
}

/// POSIX's rule word by word, with sets of ends and no regard for time.
pub(super) mod model {
    use super::super::parse::{Node, Parsed};
    use std::collections::BTreeSet;
    use std::vec::Vec;

    type Groups = Vec<(i64, i64)>;

    pub fn search(parsed: &Parsed, text: &[u8]) -> Option<Groups> {
        (0..=text.len()).find_map(|start| {
            let end = ends(&parsed.root, text, start).pop_last()?;
            let mut groups = std::vec![(-1, -1); parsed.groups as usize + 1];
            groups[0] = (start as i64, end as i64);
            assign(&parsed.root, text, start, end, &mut groups);
            Some(groups)
        })
    }

    /// All ends of matches that begin at `start`.
    pub fn ends(node: &Node, text: &[u8], start: usize) -> BTreeSet<usize> {
        let next = |taken: bool| {
            if taken {
                BTreeSet::from([start + 1])
            } else {
                BTreeSet::new()
            }
        };
        match node {
            Node::Char(wide) => next(
                text.get(start)
                    .is_some_and(|byte| u32::from(*byte) == *wide),
            ),
            Node::Set(set) => next(
                text.get(start)
                    .is_some_and(|byte| set.contains((*byte).into())),
            ),
            Node::Group(_, body) | Node::Shortest(body) => ends(body, text, start),
            Node::Concat(all) => all.iter().fold(BTreeSet::from([start]), |starts, node| {
                starts
                    .iter()
                    .flat_map(|start| ends(node, text, *start))
                    .collect()
            }),
            Node::Alternate(all) => all
                .iter()
                .flat_map(|node| ends(node, text, start))
                .collect(),
            Node::Repeat(body, min, max) => turns(body, *min, *max, text, start),
            _ => BTreeSet::from([start]),
        }
    }

    fn turns(
        body: &Node,
        min: u32,
        max: Option<u32>,
        text: &[u8],
        start: usize,
    ) -> BTreeSet<usize> {
        let mut all = BTreeSet::new();
        let mut last = BTreeSet::from([start]);
        for turn in 0..=max.unwrap_or(min + text.len() as u32) {
            if turn >= min {
                all.extend(&last);
            }
            last = last
                .iter()
                .flat_map(|start| ends(body, text, *start))
                .collect();
        }
        all
    }

    fn assign(node: &Node, text: &[u8], start: usize, end: usize, groups: &mut Groups) {
        match node {
            Node::Group(number, body) => {
                groups[*number as usize] = (start as i64, end as i64);
                assign(body, text, start, end, groups);
            }
            Node::Concat(all) => {
                let mut place = start;
                for (index, node) in all.iter().enumerate() {
                    let leads_on = |from: &usize| {
                        let rest = all[index + 1..].iter().fold(
                            BTreeSet::from([*from]),
                            |starts, node| {
                                starts
                                    .iter()
                                    .flat_map(|start| ends(node, text, *start))
                                    .collect()
                            },
                        );
                        rest.contains(&end)
                    };
                    let next = ends(node, text, place)
                        .into_iter()
                        .rev()
                        .find(leads_on)
                        .unwrap();
                    assign(node, text, place, next, groups);
                    place = next;
                }
            }
            Node::Alternate(all) => {
                let first = all
                    .iter()
                    .find(|node| ends(node, text, start).contains(&end))
                    .unwrap();
                assign(first, text, start, end, groups);
            }
            Node::Repeat(body, min, max) => {
                let (mut place, mut min, mut max) = (start, *min, *max);
                let mut last = None;
                while max != Some(0) && (place < end || min > 0 || last.is_none()) {
                    (min, max) = (min.saturating_sub(1), max.map(|max| max - 1));
                    let leads_on = |from: &usize| turns(body, min, max, text, *from).contains(&end);
                    let found = ends(body, text, place).into_iter().rev().find(leads_on);
                    let Some(next) = found else { break };
                    // An empty turn takes nothing from a longer one before it.
                    if next > place || last.is_none() {
                        last = Some((place, next));
                    }
                    place = next;
                }
                if let Some((start, end)) = last {
                    assign(body, text, start, end, groups);
                }
            }
            _ => {}
        }
    }
}

pub(super) fn groups(pattern: &str, text: &str, flags: i32) -> Option<Vec<(i64, i64)>> {
    ours(pattern, text, flags, 0).unwrap()
}

#[test]
fn each_part_takes_the_longest_from_left_to_right() {
    // XBD 9.1: "the subexpression (bcd) … consistent with the whole match being the longest".
    let expected = std::vec![(0, 4), (0, 2), (2, 3), (3, 4)];
    assert_eq!(
        groups("(a|ab)(c|bcd)(d*)", "abcd", REG_EXTENDED),
        Some(expected)
    );
    // XBD 9.3.6, item 3: `\(ab*\)*` and what the last turn matched.
    assert_eq!(
        groups(r"\(a\(b\)*\)*", "abba", 0),
        Some(std::vec![(0, 4), (3, 4), (-1, -1)])
    );
}

/// XBD 9.4.6: one turn suffices, and it may be empty. musl says the same; glibc finds nothing.
#[test]
fn an_interval_whose_anchor_fails_matches_the_empty_string() {
    for pattern in ["((^.)?){1,2}", "((^.)?){2}", "((^a)?){1,3}", "(($b)?){1,2}"] {
        let found = ours(pattern, "a", REG_EXTENDED, REG_NOTBOL).unwrap();
        assert_eq!(found.map(|all| all[0]), Some((0, 0)), "{pattern}");
    }
}

#[test]
fn back_references_match_the_same_text_again() {
    assert_eq!(
        groups(r"\(.*\)\1", "abcabcd", 0),
        Some(std::vec![(0, 6), (0, 3)])
    );
    assert_eq!(
        groups(r"^(a*)b\1$", "aabaa", REG_EXTENDED),
        Some(std::vec![(0, 5), (0, 2)])
    );
    assert_eq!(groups(r"^(a*)b\1$", "aabaaa", REG_EXTENDED), None);
    assert_eq!(
        groups(r"(É)\1", "éÉ", REG_EXTENDED | REG_ICASE).unwrap()[0],
        (0, 4)
    );
}

#[test]
fn gnu_escapes_stand_for_words_and_their_ends() {
    for (pattern, text, expected) in [
        (r"\<b", "ab b", Some((3, 4))),
        (r"a\>", "ab a", Some((3, 4))),
        (r"\bé\b", "aé é", Some((4, 6))),
        (r"\Bb", "b ab", Some((3, 4))),
        (r"\`a", "ba", None),
        (r"b\'", "ab", Some((1, 2))),
        (r"\w\+", "--a_9--", Some((2, 5))),
        (r"\W\+", "a--", Some((1, 3))),
        (r"\s\S", "a b", Some((1, 3))),
        (r"a\?b\|c", "b", Some((0, 1))),
    ] {
        assert_eq!(
            groups(pattern, text, 0).map(|groups| groups[0]),
            expected,
            "{pattern} on {text}"
        );
    }
}

#[test]
fn a_byte_that_is_no_character_matches_itself_only() {
    let options = Options {
        extended: false,
        fold_case: false,
        newline: false,
        minimal: false,
        encoding: Encoding::Utf8,
    };
    let search = |pattern: &[u8], text: &[u8]| {
        let options_of_search = SearchOptions {
            start: 0,
            not_line_start: false,
            not_line_end: false,
            groups_wanted: 1,
        };
        Pattern::new(pattern, options)
            .unwrap()
            .search(text, options_of_search)
            .unwrap()
    };
    assert_eq!(search(b"\xff", b"a\xff"), Some(std::vec![Some((1, 2))]));
    assert_eq!(search(b".b", b"\xffb"), None);
    // The second byte of é alone is not in é.
    assert_eq!(search(b"\xa9", "é".as_bytes()), None);
    // Escaped it is no pattern, as in musl.
    for pattern in [&b"\\\xfc"[..], b"a\\\xff*"] {
        assert_eq!(Pattern::new(pattern, options).err(), Some(Error::Pattern));
    }
}

#[test]
fn hard_patterns_take_linear_time() {
    let text = "a".repeat(20_000);
    for pattern in [
        "(a*)*b",
        "(a|aa)*b",
        "(x+x+)+y",
        "((a?){20})*b",
        "(a*)*$",
        "(.*)(.*)(.*)c",
    ] {
        groups(pattern, &text, REG_EXTENDED);
    }
}

#[test]
fn errors_are_told_by_name() {
    for (pattern, flags, error) in [
        ("a{1", REG_EXTENDED, Error::Brace),
        ("a{2,1}", REG_EXTENDED, Error::Interval),
        ("*a", REG_EXTENDED, Error::Repeat),
        ("(a", REG_EXTENDED, Error::Paren),
        (r"a\)", 0, Error::Paren),
        ("[a", 0, Error::Bracket),
        ("[z-a]", 0, Error::Range),
        ("[[:foo:]]", 0, Error::Class),
        ("[[.ab.]]", 0, Error::Collating),
        (r"\1", 0, Error::BackReference),
        ("a\\", 0, Error::Escape),
        ("((a{255}){255}){255}", REG_EXTENDED, Error::Space),
    ] {
        assert_eq!(compile(pattern, flags).err(), Some(error), "{pattern}");
    }
    assert_eq!(
        compile(&"(".repeat(100_000), REG_EXTENDED).err(),
        Some(Error::Space)
    );
}
