//! Expected values: the example and the table of XSH `strfmon` and XBD 7.3.3.

use super::*;
use std::ffi::CString;
use std::format;
use std::string::String;
use std::vec::Vec;

/// Conventions of the examples: `$`, groups of three.
fn dollars() -> lconv {
    let text = |text: &'static CStr| text.as_ptr().cast_mut();
    lconv {
        decimal_point: text(c"."),
        thousands_sep: text(c","),
        grouping: text(c"\x03"),
        int_curr_symbol: text(c"USD "),
        currency_symbol: text(c"$"),
        mon_decimal_point: text(c"."),
        mon_thousands_sep: text(c","),
        mon_grouping: text(c"\x03"),
        positive_sign: text(c""),
        negative_sign: text(c"-"),
        int_frac_digits: 2,
        frac_digits: 2,
        p_cs_precedes: 1,
        p_sep_by_space: 0,
        n_cs_precedes: 1,
        n_sep_by_space: 0,
        p_sign_posn: 1,
        n_sign_posn: 1,
        int_p_cs_precedes: 1,
        int_p_sep_by_space: 1,
        int_n_cs_precedes: 1,
        int_n_sep_by_space: 1,
        int_p_sign_posn: 1,
        int_n_sign_posn: 1,
    }
}

fn shown(format: &str, value: f64, conventions: &lconv) -> String {
    let text = write(format.as_bytes(), conventions, || value).unwrap();
    String::from_utf8(text).unwrap()
}

#[test]
fn the_standards_example_is_written_as_it_says() {
    let table = [
        ("%n", "$123.45", "-$123.45", "$3,456.78"),
        ("%11n", "    $123.45", "   -$123.45", "  $3,456.78"),
        ("%#5n", " $   123.45", "-$   123.45", " $ 3,456.78"),
        ("%=*#5n", " $***123.45", "-$***123.45", " $*3,456.78"),
        ("%=0#5n", " $000123.45", "-$000123.45", " $03,456.78"),
        ("%^#5n", " $  123.45", "-$  123.45", " $ 3456.78"),
        ("%^#5.0n", " $  123", "-$  123", " $ 3457"),
        ("%^#5.4n", " $  123.4500", "-$  123.4500", " $ 3456.7810"),
        ("%(#5n", " $   123.45 ", "($   123.45)", " $ 3,456.78 "),
        ("%!(#5n", "    123.45 ", "(   123.45)", "  3,456.78 "),
        (
            "%-14#5.4n",
            " $   123.4500 ",
            "-$   123.4500 ",
            " $ 3,456.7810 ",
        ),
        (
            "%14#5.4n",
            "  $   123.4500",
            " -$   123.4500",
            "  $ 3,456.7810",
        ),
        ("%i", "USD 123.45", "-USD 123.45", "USD 3,456.78"),
    ];
    for (format, a, b, c) in table {
        let ours = [123.45, -123.45, 3456.781].map(|value| shown(format, value, &dollars()));
        assert_eq!(ours, [a, b, c], "{format}");
    }
}

/// XBD 7.3.3: rows are cs_precedes and sign_posn, columns sep_by_space 2, 1, 0.
#[test]
fn sign_and_symbol_stand_where_the_standards_table_says() {
    let table = [
        (1, 0, ["($1.25)", "($ 1.25)", "($1.25)"]),
        (1, 1, ["- $1.25", "-$ 1.25", "-$1.25"]),
        (1, 2, ["$1.25 -", "$ 1.25-", "$1.25-"]),
        (1, 3, ["- $1.25", "-$ 1.25", "-$1.25"]),
        (1, 4, ["$ -1.25", "$- 1.25", "$-1.25"]),
        (0, 0, ["(1.25$)", "(1.25 $)", "(1.25$)"]),
        (0, 1, ["- 1.25$", "-1.25 $", "-1.25$"]),
        (0, 2, ["1.25$ -", "1.25 $-", "1.25$-"]),
        (0, 3, ["1.25- $", "1.25 -$", "1.25-$"]),
        (0, 4, ["1.25$ -", "1.25 $-", "1.25$-"]),
    ];
    for (n_cs_precedes, n_sign_posn, texts) in table {
        for (n_sep_by_space, text) in [2, 1, 0].into_iter().zip(texts) {
            let conventions = lconv {
                n_cs_precedes,
                n_sep_by_space,
                n_sign_posn,
                ..dollars()
            };
            let place = format!("{n_cs_precedes} {n_sign_posn} {n_sep_by_space}");
            assert_eq!(shown("%n", -1.25, &conventions), text, "{place}");
        }
    }
}

#[test]
fn groups_have_the_sizes_that_the_locale_says() {
    let indian = CString::new([3, 2]).unwrap();
    let once = CString::new([3, 127]).unwrap();
    let cases: Vec<(&CStr, &str)> = Vec::from([
        (c"\x03", "$123,456,789.00"),
        (indian.as_c_str(), "$12,34,56,789.00"),
        (once.as_c_str(), "$123456,789.00"),
        (c"", "$123456789.00"),
    ]);
    for (sizes, expected) in cases {
        let conventions = lconv {
            mon_grouping: sizes.as_ptr().cast_mut(),
            ..dollars()
        };
        assert_eq!(shown("%n", 123456789.0, &conventions), expected);
    }
}

#[test]
fn a_wrong_format_is_an_error() {
    for format in ["%", "%5", "%=", "%q", "%.n", "%#n", "%+(n", "%99999999999n"] {
        let result = write(format.as_bytes(), &dollars(), || 1.0);
        assert_eq!(result, Err(Errno::EINVAL), "{format}");
    }
}
