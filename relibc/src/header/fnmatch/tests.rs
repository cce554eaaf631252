//! Against the host's fnmatch.

use std::ffi::CString;
use std::string::String;

use proptest::prelude::*;

use super::*;

fn host(pattern: &str, text: &str, flags: c_int) -> bool {
    crate::header::locale::use_utf8_on_host();
    let (pattern, text) = (CString::new(pattern).unwrap(), CString::new(text).unwrap());
    // SAFETY: strings.
    unsafe { libc::fnmatch(pattern.as_ptr(), text.as_ptr(), flags) == 0 }
}

fn ours(pattern: &str, text: &str, flags: c_int) -> bool {
    pattern::matches(
        pattern.as_bytes(),
        text.as_bytes(),
        &Options::new(flags, Encoding::Utf8),
    )
}

fn extended_pattern() -> impl Strategy<Value = String> {
    let leaf = "[abc.]{1,3}";
    leaf.prop_recursive(3, 8, 3, |inner| {
        let operator = prop::sample::select(&["?", "*", "+", "@", "!"][..]);
        prop_oneof![
            (operator, prop::collection::vec(inner.clone(), 1..3))
                .prop_map(|(operator, all)| std::format!("{operator}({})", all.join("|"))),
            (inner.clone(), inner).prop_map(|(one, other)| one + &other),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plain_patterns_match_as_on_the_host(
        pattern in r"([abAc./*?]|\[[!^]?[ab.-]{1,3}\]|\[[[:alpha:]a]\]|\\[a*]){0,6}",
        text in "[abAc./*]{0,6}",
        flags in 0..32,
    ) {
        // Of a range without regard to case, the host looks at the lower-case ends only.
        let flags = if pattern.contains('-') { flags & !FNM_CASEFOLD } else { flags };
        prop_assert_eq!(ours(&pattern, &text, flags), host(&pattern, &text, flags));
    }

    #[test]
    fn operators_match_as_on_the_host(pattern in extended_pattern(), text in "[abc]{0,6}") {
        let flags = FNM_EXTMATCH;
        prop_assert_eq!(ours(&pattern, &text, flags), host(&pattern, &text, flags));
    }
}

#[test]
fn nested_operators_do_not_take_exponential_time() {
    let nested = |operator: &str| operator.repeat(40) + "a" + &")".repeat(40);
    let text = "a".repeat(60);
    assert!(ours(&nested("+("), &text, FNM_EXTMATCH));
    assert!(!ours(&nested("+("), &(text.clone() + "b"), FNM_EXTMATCH));
    assert!(ours(&nested("*("), &text, FNM_EXTMATCH));
    // Negated an even number of times.
    assert!(ours(&nested("!("), "a", FNM_EXTMATCH));
    assert!(!ours(&nested("!("), &text, FNM_EXTMATCH));
}

#[test]
fn a_character_is_one_whatever_its_length() {
    // The host falls back to bytes here.
    assert!(ours("?", "é", 0) && !ours("??", "é", 0));
    assert!(ours("[à-ö]b", "éb", 0) && ours("É", "é", FNM_CASEFOLD));
    assert!(ours("@(é|a)?", "éa", FNM_EXTMATCH));
}

#[test]
fn hard_patterns_are_soon_done() {
    let text = "a".repeat(500);
    assert!(!ours(&"*a".repeat(100), &(text.clone() + "b"), 0));
    assert!(!ours("*(*(a|aa)|*(aaa))b", &text[..200], FNM_EXTMATCH));
}
