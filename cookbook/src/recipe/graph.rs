//! In which order recipes are built.

use std::collections::HashSet;

use anyhow::{bail, Result};

use super::{Book, Port};

/// `names` and all they need, every recipe after its needs; fails on a cycle or a missing recipe.
pub fn order<'b>(book: &'b Book, names: &[&str]) -> Result<Vec<&'b Port>> {
    let mut order = Vec::new();
    let mut done = HashSet::new();
    for name in names {
        visit(
            book,
            book.get(name)?,
            &mut Vec::new(),
            &mut done,
            &mut order,
        )?;
    }
    Ok(order)
}

/// Depth first: `path` is the chain of needs that led here.
fn visit<'b>(
    book: &'b Book,
    port: &'b Port,
    path: &mut Vec<&'b str>,
    done: &mut HashSet<&'b str>,
    order: &mut Vec<&'b Port>,
) -> Result<()> {
    if done.contains(port.name()) {
        return Ok(());
    }
    if let Some(start) = path.iter().position(|n| *n == port.name()) {
        bail!(
            "these recipes need each other: {} -> {}",
            path[start..].join(" -> "),
            port.name()
        );
    }
    path.push(port.name());
    for need in &port.recipe.build.needs {
        visit(book, book.get(need.get_ref())?, path, done, order)?;
    }
    path.pop();
    done.insert(port.name());
    order.push(port);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{book, recipe};
    use super::*;

    #[test]
    fn every_recipe_comes_after_what_it_needs_and_once() {
        let texts = [
            recipe("a", &["b", "c"]),
            recipe("b", &["c"]),
            recipe("c", &[]),
        ];
        let book = book(&[("a", &texts[0]), ("b", &texts[1]), ("c", &texts[2])]).unwrap();
        let names: Vec<&str> = order(&book, &["a", "b"])
            .unwrap()
            .iter()
            .map(|p| p.name())
            .collect();
        assert_eq!(names, ["c", "b", "a"]);
    }
}
