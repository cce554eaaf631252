//! A compiled pattern, ready to search with.

use super::automaton::Automaton;
use super::parse::{self, Options};
use super::program::{self, Program};
use super::search::{self, Hints, Text, Want};
use super::submatch::{self, Groups};
use super::{backtrack, shortest, Error};

/// What `regcomp` makes.
#[derive(Debug)]
pub struct Pattern {
    program: Program,
    hints: Hints,
    automaton: Automaton,
    options: Options,
}

/// How to search.
#[derive(Clone, Copy, Debug)]
pub struct SearchOptions {
    /// Offset at which matches may begin.
    pub start: usize,
    /// The beginning of the text is not the beginning of a line.
    pub not_line_start: bool,
    /// The end of the text is not the end of a line.
    pub not_line_end: bool,
    /// How many of the groups, the whole match being the first, the caller wants to know.
    pub groups_wanted: usize,
}

impl Pattern {
    /// Compiles a pattern.
    pub fn new(pattern: &[u8], options: Options) -> Result<Self, Error> {
        let program = program::compile(parse::parse(pattern, options)?)?;
        let hints = Hints::new(&program, options.encoding, options.newline);
        let automaton = Automaton::new(&program);
        Ok(Self {
            program,
            hints,
            automaton,
            options,
        })
    }

    /// Number of groups in the pattern, without the whole.
    pub fn group_count(&self) -> usize {
        self.program.groups as usize
    }

    /// Finds the leftmost longest match, or the one that repetitions taking the shortest leave. The answer has an element for every group wanted that
    /// the pattern has.
    pub fn search(&self, bytes: &[u8], options: SearchOptions) -> Result<Option<Groups>, Error> {
        let text = self.text(bytes, options);
        if self.program.has_back_references {
            let fold_case = self.options.fold_case;
            return backtrack::find(&self.program, &self.hints, &text, options.start, fold_case);
        }
        let want = match options.groups_wanted {
            0 => Want::Any,
            _ if self.program.shortest.is_empty() => Want::LeftmostLongest,
            _ => Want::Leftmost,
        };
        let (program, hints, start) = (&self.program, &self.hints, options.start);
        let found = self
            .automaton
            .find(program, hints, &text, start, want)
            .unwrap_or_else(|_| search::find(program, hints, &text, start, want));
        Ok(found.map(|(begin, end)| {
            let end = match want {
                Want::Leftmost => shortest::end(program, &text, begin).unwrap_or(end),
                _ => end,
            };
            if options.groups_wanted > 1 && self.program.groups > 0 {
                submatch::divide(&self.program, &text, begin..end)
            } else {
                Groups::from([Some((begin, end))])
            }
        }))
    }

    fn text<'a>(&self, bytes: &'a [u8], options: SearchOptions) -> Text<'a> {
        Text {
            bytes,
            encoding: self.options.encoding,
            not_line_start: options.not_line_start,
            not_line_end: options.not_line_end,
            newline: self.options.newline,
        }
    }

    /// Where the match lies, as the search that keeps no states finds it.
    #[cfg(test)]
    pub fn search_without_cache(
        &self,
        bytes: &[u8],
        options: SearchOptions,
    ) -> Option<(usize, usize)> {
        let want = match options.groups_wanted {
            0 => Want::Any,
            _ => Want::LeftmostLongest,
        };
        let text = self.text(bytes, options);
        search::find(&self.program, &self.hints, &text, options.start, want)
    }
}
