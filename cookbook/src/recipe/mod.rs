//! Recipes: `ports/NAME/recipe.toml`, and the toolchain's in `toolchain-patches`. [`file`] is what one may say, [`Book`] is all of them, [`graph`]
//! orders them. Everything wrong with a recipe is found here, with file and line, before anything runs.

mod file;
mod graph;
mod lint;
mod suites;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{bail, Context as _, Result};
use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::tree::Tree;

pub use file::{CargoProgram, Environment, Link, Machine, Recipe, Source, System};
pub use graph::order;
pub use lint::lint;
pub use suites::{Suite, Suites};

/// One recipe and where it was read from.
#[derive(Debug)]
pub struct Port {
    /// What the recipe says.
    pub recipe: Recipe,
    /// Its folder: `ports/NAME`.
    pub dir: PathBuf,
    /// The recipe's text, for messages that name a line.
    text: String,
    /// The recipe's path as shown to the user.
    shown: String,
}

impl Port {
    /// The recipe's name.
    pub fn name(&self) -> &str {
        &self.recipe.package.name
    }

    /// The recipes that it was linked with by name, and whose libraries its programs therefore load when they
    /// run. Some of those may be tools that it was only made with.
    fn linked_with(&self) -> impl Iterator<Item = &str> {
        let build = &self.recipe.build;
        let loads = match build.system {
            System::Cargo | System::Sysroot => false,
            System::Configure | System::Make | System::Script => build.link == Link::Dynamic,
        };
        let needs = build.needs.iter().map(|need| need.get_ref().as_str());
        needs.filter(move |_| loads)
    }

    /// `FILE:LINE` of something in the recipe.
    pub fn place<T>(&self, value: &Spanned<T>) -> String {
        let line = 1 + self.text[..value.span().start.min(self.text.len())]
            .matches('\n')
            .count();
        format!("{}:{line}", self.shown)
    }

    /// The patches beside the recipe, in the order of their names.
    pub fn patches(&self) -> Result<Vec<PathBuf>> {
        let dir = self.dir.join("patches");
        if !dir.is_dir() {
            return Ok(Vec::new());
        }
        let mut patches = Vec::new();
        for entry in
            fs::read_dir(&dir).with_context(|| format!("{}: cannot read", dir.display()))?
        {
            let path = entry?.path();
            if path.extension().is_some_and(|e| e == "patch") {
                patches.push(path);
            }
        }
        patches.sort();
        Ok(patches)
    }
}

/// The folders of a tree that hold recipes.
const SHELVES: [&str; 2] = ["ports", "toolchain-patches"];

/// All recipes of a tree.
#[derive(Debug)]
pub struct Book {
    ports: BTreeMap<String, Port>,
}

impl Book {
    /// Reads every `recipe.toml` of the tree and checks them all, so that a mistake in one is found
    /// before anything runs.
    pub fn open(tree: &Tree) -> Result<Self> {
        let mut ports = BTreeMap::new();
        for shelf in SHELVES {
            let dir = tree.source(shelf);
            if dir.is_dir() {
                add(&dir, shelf, &mut ports)?;
            }
        }
        let book = Self { ports };
        lint(&book)?;
        Ok(book)
    }

    /// The recipe called `name`.
    pub fn get(&self, name: &str) -> Result<&Port> {
        match self.ports.get(name) {
            Some(port) => Ok(port),
            None => {
                let names: Vec<&str> = self.ports.keys().map(String::as_str).collect();
                bail!(
                    "there is no recipe {name:?}; there are: {}",
                    names.join(", ")
                )
            }
        }
    }

    /// The recipes whose libraries the programs of `port` load when they run: what it was linked with, unless
    /// wholly.
    pub fn runs_with<'b>(&'b self, port: &'b Port) -> impl Iterator<Item = &'b str> {
        port.linked_with()
            .filter(|need| self.ports[*need].recipe.build.runs_on == Machine::Target)
    }

    /// All recipes, by name.
    pub fn ports(&self) -> impl Iterator<Item = &Port> {
        self.ports.values()
    }

    /// Whether there is a recipe called `name`.
    pub fn contains(&self, name: &str) -> bool {
        self.ports.contains_key(name)
    }
}

/// Reads the recipes in the folders of `dir`, which is called `shelf` in the tree.
fn add(dir: &Path, shelf: &str, ports: &mut BTreeMap<String, Port>) -> Result<()> {
    let entries = fs::read_dir(dir).with_context(|| format!("{}: cannot read", dir.display()))?;
    for entry in entries {
        let folder = entry?.path();
        if folder.join("recipe.toml").is_file() {
            let port = read(&folder, shelf)?;
            if let Some(other) = ports.get(port.name()) {
                bail!("{} and {} have one name", other.shown, port.shown);
            }
            ports.insert(port.name().to_owned(), port);
        }
    }
    Ok(())
}

/// Reads the recipe in `folder`.
fn read(folder: &Path, shelf: &str) -> Result<Port> {
    let path = folder.join("recipe.toml");
    let folder_name = folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let shown = format!("{shelf}/{folder_name}/recipe.toml");
    let (recipe, text) = read_toml(&path, &shown)?;
    let port = Port {
        recipe,
        dir: folder.to_owned(),
        text,
        shown,
    };
    if port.name() != folder_name {
        bail!(
            "{}: the recipe is called {:?}, but its folder {folder_name:?}",
            port.shown,
            port.name()
        );
    }
    Ok(port)
}

/// Reads a TOML file; gives its text, too. An error in it is told as `SHOWN:LINE:COLUMN: what`.
pub fn read_toml<T: DeserializeOwned>(path: &Path, shown: &str) -> Result<(T, String)> {
    let text =
        fs::read_to_string(path).with_context(|| format!("{}: cannot read", path.display()))?;
    let value = toml::from_str(&text).map_err(|e| parse_error(shown, &text, &e))?;
    Ok((value, text))
}

fn parse_error(shown: &str, text: &str, error: &toml::de::Error) -> anyhow::Error {
    let place = error.span().map_or_else(String::new, |span| {
        let before = &text[..span.start.min(text.len())];
        let line = 1 + before.matches('\n').count();
        let column = 1 + before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count();
        format!(":{line}:{column}")
    });
    anyhow::anyhow!("{shown}{place}: {}", error.message())
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Writes recipes into a fresh folder and opens it as a book.
    pub fn book(recipes: &[(&str, &str)]) -> Result<Book> {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in recipes {
            fs::create_dir_all(dir.path().join(name)).unwrap();
            fs::write(dir.path().join(name).join("recipe.toml"), text).unwrap();
        }
        let mut ports = BTreeMap::new();
        add(dir.path(), "ports", &mut ports)?;
        let book = Book { ports };
        lint(&book)?;
        Ok(book)
    }

    /// A small good recipe called `name` that needs `needs`.
    pub fn recipe(name: &str, needs: &[&str]) -> String {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"1\"\nlicense = \"MIT\"\nsummary = \"x\"\n\
             [source]\nurl = \"https://example.org/{name}.tar.gz\"\nblake3 = \"{}\"\n\
             [build]\nsystem = \"configure\"\nneeds = {needs:?}\n",
            "0".repeat(64)
        )
    }

    #[test]
    fn an_unknown_key_is_reported_with_its_file_line_and_column() {
        let text = recipe("a", &[]).replace("summary", "sumary");
        let error = book(&[("a", &text)]).unwrap_err().to_string();
        assert!(
            error.starts_with("ports/a/recipe.toml:5:1: unknown field `sumary`"),
            "{error}"
        );
    }

    #[test]
    fn a_missing_need_is_reported_with_its_line() {
        let error = book(&[("a", &recipe("a", &["b"]))])
            .unwrap_err()
            .to_string();
        assert!(error.contains("ports/a/recipe.toml:11"), "{error}");
        assert!(
            error.contains("needs \"b\", which no recipe makes"),
            "{error}"
        );
    }

    #[test]
    fn a_cycle_is_reported_with_every_recipe_in_it() {
        let texts = [
            recipe("a", &["b"]),
            recipe("b", &["c"]),
            recipe("c", &["a"]),
        ];
        let error = book(&[("a", &texts[0]), ("b", &texts[1]), ("c", &texts[2])])
            .unwrap_err()
            .to_string();
        assert!(error.contains("need each other"), "{error}");
        assert!(error.contains("a -> b -> c -> a"), "{error}");
    }

    #[test]
    fn a_malformed_hash_is_reported_with_its_line() {
        let text = recipe("a", &[]).replace(&"0".repeat(64), "123");
        let error = book(&[("a", &text)]).unwrap_err().to_string();
        assert!(
            error.contains("ports/a/recipe.toml:8") && error.contains("64"),
            "{error}"
        );
    }

    #[test]
    fn a_recipe_whose_folder_has_another_name_is_refused() {
        let error = book(&[("b", &recipe("a", &[]))]).unwrap_err().to_string();
        assert!(
            error.contains("called \"a\", but its folder \"b\""),
            "{error}"
        );
    }

    #[test]
    fn a_program_runs_with_the_libraries_it_was_linked_with_unless_wholly() {
        let wholly = recipe("b", &["a"]) + "link = \"static\"\n";
        let tool = recipe("d", &[]) + "runs_on = \"build\"\n";
        let texts = [recipe("a", &[]), wholly, recipe("c", &["a", "d"]), tool];
        let names = ["a", "b", "c", "d"];
        let recipes: Vec<_> = names
            .iter()
            .copied()
            .zip(texts.iter().map(String::as_str))
            .collect();
        let book = book(&recipes).unwrap();
        let runs_with = |name| {
            let port = book.get(name).unwrap();
            book.runs_with(port).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            [runs_with("a"), runs_with("b"), runs_with("c")],
            ["", "", "a"]
        );
    }

    #[test]
    fn the_toolchain_s_recipes_are_in_the_same_book_under_names_of_their_own() {
        let dir = tempfile::tempdir().unwrap();
        let write = |place: &str, text: &str| {
            fs::create_dir_all(dir.path().join(place)).unwrap();
            fs::write(dir.path().join(place).join("recipe.toml"), text).unwrap();
        };
        fs::create_dir_all(dir.path().join("cookbook")).unwrap();
        write("ports/a", &recipe("a", &["b"]));
        write("toolchain-patches/b", &recipe("b", &[]));
        let tree = Tree::open(dir.path()).unwrap();
        assert_eq!(Book::open(&tree).unwrap().ports().count(), 2);
        write("ports/b", &recipe("b", &[]));
        assert_eq!(
            Book::open(&tree).unwrap_err().to_string(),
            "ports/b/recipe.toml and toolchain-patches/b/recipe.toml have one name"
        );
    }

    #[test]
    fn an_unknown_recipe_is_reported_with_those_there_are() {
        let book = book(&[("a", &recipe("a", &[]))]).unwrap();
        assert_eq!(
            book.get("z").unwrap_err().to_string(),
            "there is no recipe \"z\"; there are: a"
        );
    }
}
