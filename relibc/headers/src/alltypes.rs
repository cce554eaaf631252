//! Types that several headers define: `bits/alltypes.h`.
//!
//! A header asks for a type by defining `__NEED_name` before it includes the file, so that each
//! header defines just the names that the standard gives it.

use anyhow::{Context, Result};
use std::path::Path;

/// The shared types in the order of the table: a type comes after those it uses.
pub struct AllTypes {
    /// Name (`size_t`, `struct timespec`) and C text.
    entries: Vec<(String, String)>,
}

impl AllTypes {
    /// Reads the table `[[type]] name, text`.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let table: toml::Table = text.parse().with_context(|| path.display().to_string())?;
        let entries = table
            .iter()
            .map(|(name, text)| {
                let text = text
                    .as_str()
                    .with_context(|| format!("{name}: expected a string"))?;
                Ok((name.clone(), text.trim().to_owned()))
            })
            .collect::<Result<_>>()?;
        Ok(Self { entries })
    }

    /// Whether the Rust type of that name is one of the shared ones.
    pub fn contains(&self, name: &str) -> bool {
        self.entries
            .iter()
            .any(|(n, _)| n == name || n.strip_prefix("struct ") == Some(name))
    }

    /// The shared structures, by tag.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.entries
            .iter()
            .filter_map(|(name, _)| name.strip_prefix("struct "))
    }

    /// The shared types that a piece of C names.
    pub fn used_by(&self, c: &str) -> Vec<&str> {
        let words = crate::header::words(c);
        self.entries
            .iter()
            .map(|(name, _)| name.as_str())
            .filter(|name| words.contains(name.strip_prefix("struct ").unwrap_or(name)))
            .collect()
    }

    /// `#define __NEED_…` line of a type.
    pub fn need(name: &str) -> String {
        format!("#define __NEED_{}\n", name.replace(' ', "_"))
    }

    /// The whole `bits/alltypes.h`.
    pub fn c_text(&self) -> String {
        let mut out =
            String::from("/* Types that several headers share. Made by relibc-headers. */\n");
        // What an entry's own text needs is asked for first: later entries before earlier ones.
        for (name, text) in self.entries.iter().rev() {
            let id = name.replace(' ', "_");
            let needs: String = self
                .used_by(text)
                .into_iter()
                .filter(|used| used != name)
                .map(|used| {
                    format!(
                        "#ifndef __NEED_{0}\n#define __NEED_{0}\n#endif\n",
                        used.replace(' ', "_")
                    )
                })
                .collect();
            if !needs.is_empty() {
                out += &format!(
                    "#if defined(__NEED_{id}) && !defined(__DEFINED_{id})\n{needs}#endif\n"
                );
            }
        }
        for (name, text) in &self.entries {
            let id = name.replace(' ', "_");
            out += &format!(
                "\n#if defined(__NEED_{id}) && !defined(__DEFINED_{id})\n{text}\n#define __DEFINED_{id}\n#endif\n#undef __NEED_{id}\n"
            );
        }
        out
    }
}
