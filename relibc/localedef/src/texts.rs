//! The categories that are tables of texts: LC_TIME, LC_NUMERIC, LC_MONETARY, LC_MESSAGES.

use std::collections::HashMap;

use anyhow::{bail, Context as _, Result};
use locale_format::{Section, ALTERNATIVE_MONTHS, TIME_TEXTS};

use crate::file::Writer;
use crate::source::{Library, Line};

/// What a number of LC_MONETARY is where the locale does not say (`CHAR_MAX`).
const UNSPECIFIED: u8 = 127;

/// A category's keywords.
struct Keywords(HashMap<String, Line>);

impl Keywords {
    fn of(library: &Library, locale: &str, category: &str) -> Result<Self> {
        let lines = library.category(locale, category)?;
        Ok(Self(
            lines
                .into_iter()
                .map(|line| (line.keyword.clone(), line))
                .collect(),
        ))
    }

    fn list(&self, keyword: &str) -> Vec<String> {
        let operands = self.0.get(keyword).map(|line| line.operands.as_slice());
        let operands = operands.unwrap_or_default().iter();
        operands.map(|operand| operand.text().to_owned()).collect()
    }

    fn text(&self, keyword: &str) -> String {
        self.list(keyword).into_iter().next().unwrap_or_default()
    }

    /// A list of so many texts, or none.
    fn exactly(&self, keyword: &str, count: usize) -> Result<Option<Vec<String>>> {
        match self.list(keyword) {
            list if list.is_empty() => Ok(None),
            list if list.len() == count => Ok(Some(list)),
            list => bail!("{keyword}: {} texts, should be {count}", list.len()),
        }
    }

    fn number(&self, keyword: &str) -> Result<Option<u8>> {
        match self.text(keyword).as_str() {
            "" => Ok(None),
            "-1" => Ok(Some(UNSPECIFIED)),
            text => {
                let number = text
                    .parse()
                    .with_context(|| format!("{keyword}: {text:?}"))?;
                Ok(Some(number))
            }
        }
    }

    /// Sizes of groups as `struct lconv` has them; -1 ends grouping.
    fn grouping(&self, keyword: &str) -> Result<String> {
        let mut out = String::new();
        for size in self.list(keyword) {
            match size
                .parse::<i8>()
                .with_context(|| format!("{keyword}: {size:?}"))?
            {
                size @ 1.. => out.push(size as u8 as char),
                _ => {
                    // Without any group there is nothing to end.
                    if !out.is_empty() {
                        out.push(UNSPECIFIED as char);
                    }
                    break;
                }
            }
        }
        Ok(out)
    }
}

/// Gives the file a locale's texts.
pub fn write(library: &Library, locale: &str, file: &mut Writer) -> Result<()> {
    let keywords = |category: &str| Keywords::of(library, locale, category);
    let place = |category: &'static str| move || format!("{locale}: {category}");
    let texts = time(&keywords("LC_TIME")?).with_context(place("LC_TIME"))?;
    file.texts(Section::Time, texts);
    let numeric = keywords("LC_NUMERIC")?;
    let texts = ["decimal_point", "thousands_sep"].map(|keyword| numeric.text(keyword));
    let grouping = numeric
        .grouping("grouping")
        .with_context(place("LC_NUMERIC"))?;
    file.texts(Section::Numeric, [&texts[..], &[grouping]].concat());
    monetary(&keywords("LC_MONETARY")?, file).with_context(place("LC_MONETARY"))?;
    let messages = keywords("LC_MESSAGES")?;
    let texts = ["yesexpr", "noexpr", "yesstr", "nostr"].map(|keyword| messages.text(keyword));
    file.texts(Section::Messages, texts.to_vec());
    Ok(())
}

/// In the order of `nl_langinfo`'s numbers.
fn time(keywords: &Keywords) -> Result<Vec<String>> {
    let mut texts = Vec::with_capacity(TIME_TEXTS);
    let lists = [
        ("abday", 7),
        ("day", 7),
        ("abmon", 12),
        ("mon", 12),
        ("am_pm", 2),
    ];
    for (keyword, count) in lists {
        let list = keywords.exactly(keyword, count)?;
        texts.extend(list.unwrap_or_else(|| vec![String::new(); count]));
    }
    for keyword in ["d_t_fmt", "d_fmt", "t_fmt", "t_fmt_ampm"] {
        texts.push(keywords.text(keyword));
    }
    // ERA, a number that is not used, ERA_D_FMT, ALT_DIGITS, ERA_D_T_FMT, ERA_T_FMT: without eras the usual formats.
    let by_era = |keyword: &str, usual: &str| match keywords.text(keyword) {
        text if text.is_empty() => keywords.text(usual),
        text => text,
    };
    texts.extend([keywords.list("era").join(";"), String::new()]);
    texts.push(by_era("era_d_fmt", "d_fmt"));
    texts.push(keywords.list("alt_digits").join(";"));
    texts.push(by_era("era_d_t_fmt", "d_t_fmt"));
    texts.push(by_era("era_t_fmt", "t_fmt"));
    assert_eq!(texts.len(), ALTERNATIVE_MONTHS);
    for (keyword, usual) in [("alt_mon", "mon"), ("ab_alt_mon", "abmon")] {
        let list = match keywords.exactly(keyword, 12)? {
            Some(list) => list,
            None => keywords.list(usual),
        };
        texts.extend(list);
    }
    if texts.len() != TIME_TEXTS {
        bail!("no names of months");
    }
    Ok(texts)
}

fn monetary(keywords: &Keywords, file: &mut Writer) -> Result<()> {
    let [international, symbol, point, separator] = [
        "int_curr_symbol",
        "currency_symbol",
        "mon_decimal_point",
        "mon_thousands_sep",
    ]
    .map(|keyword| keywords.text(keyword));
    let mut numbers = Vec::new();
    for keyword in ["int_frac_digits", "frac_digits"] {
        numbers.push(keywords.number(keyword)?.unwrap_or(UNSPECIFIED));
    }
    let places = [
        "p_cs_precedes",
        "p_sep_by_space",
        "n_cs_precedes",
        "n_sep_by_space",
        "p_sign_posn",
        "n_sign_posn",
    ];
    for keyword in places {
        numbers.push(keywords.number(keyword)?.unwrap_or(UNSPECIFIED));
    }
    // Those of the international symbol are the same where nothing is said of them.
    for (index, keyword) in places.iter().enumerate() {
        let own = keywords.number(&format!("int_{keyword}"))?;
        numbers.push(own.unwrap_or(numbers[2 + index]));
    }
    // CRNCYSTR: where the symbol stands, and the symbol.
    let sign = if numbers[2] == 0 { '+' } else { '-' };
    let texts = vec![
        international,
        symbol.clone(),
        point,
        separator,
        keywords.grouping("mon_grouping")?,
        keywords.text("positive_sign"),
        keywords.text("negative_sign"),
        format!("{sign}{symbol}"),
    ];
    file.texts(Section::Monetary, texts);
    file.monetary_numbers(numbers);
    Ok(())
}
