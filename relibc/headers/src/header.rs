//! Makes one header.

use crate::alltypes::AllTypes;
use crate::rust::Room;
use anyhow::{bail, Context, Result};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use syn::{FnArg, Item};

/// What a room's `cbindgen.toml` says.
pub struct Header<'a> {
    room: &'a Room,
    /// Path below the include folder.
    pub path: PathBuf,
    config: cbindgen::Config,
    /// Shared types the standard gives this header though no declaration uses them.
    types: Vec<String>,
    /// Other rooms' functions and constants to repeat: `room::name`.
    also: Vec<String>,
    /// Rust names of this room that are not for the header.
    hide: Vec<String>,
}

/// Rooms in these folders are headers of the same folder in C.
const FOLDERS: [&str; 5] = ["sys", "net", "netinet", "arpa", "netpacket"];

impl<'a> Header<'a> {
    /// `None`: the room has no `cbindgen.toml`, so it makes no header (yet).
    pub fn read(room: &'a Room) -> Result<Option<Self>> {
        let file = room.dir.join("cbindgen.toml");
        let Ok(text) = std::fs::read_to_string(&file) else {
            return Ok(None);
        };
        let mut table: toml::Table = text.parse().with_context(|| file.display().to_string())?;
        let own = match table.remove("header") {
            Some(toml::Value::Table(own)) => own,
            None => toml::Table::new(),
            Some(_) => bail!("{}: `header` must be a table", file.display()),
        };
        for key in own.keys() {
            if !["path", "types", "also", "hide"].contains(&key.as_str()) {
                bail!("{}: unknown key `header.{key}`", file.display());
            }
        }
        let list = |key: &str| -> Vec<String> {
            own.get(key)
                .and_then(toml::Value::as_array)
                .map(|a| {
                    a.iter()
                        .filter_map(|v| v.as_str().map(str::to_owned))
                        .collect()
                })
                .unwrap_or_default()
        };
        let config: cbindgen::Config = table
            .try_into()
            .with_context(|| file.display().to_string())?;
        let path = match own.get("path").and_then(toml::Value::as_str) {
            Some(path) => path.into(),
            None => default_path(room.name()),
        };
        let (types, also, hide) = (list("types"), list("also"), list("hide"));
        Ok(Some(Self {
            room,
            path,
            config,
            types,
            also,
            hide,
        }))
    }

    /// The header's text.
    pub fn c_text(&self, rooms: &[Room], types: &AllTypes, scratch: &Path) -> Result<String> {
        let body = self.declarations(rooms, types, scratch)?;
        // ISO C keeps the name from `<stdio.h>` and `<wchar.h>`.
        let body = body.replace(", va_list)", ", __builtin_va_list)");
        let extra = self.config.after_includes.clone().unwrap_or_default();
        let trailer = self.config.trailer.clone().unwrap_or_default();
        let guard = format!("_RELIBC_{}", guard_word(&self.path));
        let mut out = format!("#ifndef {guard}\n#define {guard}\n\n#include <features.h>\n");
        for include in &self.config.sys_includes {
            out += &format!("#include <{include}>\n");
        }
        let all = format!("{extra}\n{body}\n{trailer}\n{}", self.types.join(" "));
        let needed: String = types
            .used_by(&all)
            .into_iter()
            .map(AllTypes::need)
            .collect();
        if !needed.is_empty() {
            out += &format!("\n{needed}#include <bits/alltypes.h>\n");
        }
        out += "\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n";
        for part in [&extra, &body, &trailer] {
            if !part.trim().is_empty() {
                out += part.trim();
                out += "\n\n";
            }
        }
        out += "#ifdef __cplusplus\n}\n#endif\n\n#endif\n";
        Ok(out)
    }

    /// What cbindgen makes of the room's Rust items.
    fn declarations(&self, rooms: &[Room], types: &AllTypes, scratch: &Path) -> Result<String> {
        let shown = |name: &str| !self.hide.iter().any(|h| h == name);
        let mut source = TokenStream::new();
        let mut local = Vec::new();
        for (name, item) in &self.room.types {
            if shown(name) && !types.contains(name) {
                local.push(name.clone());
                source.extend(quote!(#item));
            }
        }
        for constant in &self.room.constants {
            if shown(&constant.ident.to_string()) {
                source.extend(quote!(#constant));
            }
        }
        for item in &self.room.statics {
            if shown(&item.ident.to_string()) {
                let (name, ty) = (&item.ident, &item.ty);
                source.extend(quote!(#[no_mangle] pub static #name: #ty = 0;));
            }
        }
        for function in &self.room.functions {
            if shown(&function.sig.ident.to_string()) {
                source.extend(declaration(function));
            }
        }
        for name in &self.also {
            source.extend(find(rooms, name)?);
        }
        if source.is_empty() {
            return Ok(String::new());
        }
        let file = scratch.join("header.rs");
        std::fs::write(&file, source.to_string())?;
        let bindings = cbindgen::Builder::new()
            .with_config(self.cbindgen_config(rooms, types, &local))
            .with_src(&file)
            .generate()?;
        let mut text = Vec::new();
        bindings.write(&mut text);
        let text = String::from_utf8(text)?;
        Ok(forward_tags(&text, &local) + &text)
    }

    fn cbindgen_config(
        &self,
        rooms: &[Room],
        types: &AllTypes,
        local: &[String],
    ) -> cbindgen::Config {
        let mut config = self.config.clone();
        config.language = cbindgen::Language::C;
        config.style = cbindgen::Style::Tag;
        config.no_includes = true;
        config.documentation = false;
        config.usize_is_size_t = true;
        config.cpp_compat = false;
        config.after_includes = None;
        config.trailer = None;
        config.sys_includes.clear();
        config.line_length = 200;
        config.function.no_return = Some("__attribute__((__noreturn__))".into());
        config.export.include.extend(local.iter().cloned());
        let tags = rooms
            .iter()
            .flat_map(|room| &room.types)
            .filter_map(|(name, item)| {
                let keyword = match item {
                    Item::Struct(_) => "struct",
                    Item::Union(_) => "union",
                    _ => return None,
                };
                let tag = !local.contains(name) && !types.contains(name) && !is_typedef(name);
                tag.then(|| (name.clone(), format!("{keyword} {name}")))
            });
        let shared = types
            .tags()
            .map(|tag| (tag.to_owned(), format!("struct {tag}")));
        for (name, c_name) in tags.chain(shared) {
            config.export.rename.entry(name).or_insert(c_name);
        }
        config
    }
}

/// A function without body and argument names: a header must not name anything that a program may
/// have defined as a macro.
fn declaration(function: &syn::ItemFn) -> TokenStream {
    let mut signature = function.sig.clone();
    for input in &mut signature.inputs {
        if let FnArg::Typed(argument) = input {
            *argument.pat = syn::parse_quote!(_);
        }
    }
    if let Some(variadic) = &mut signature.variadic {
        variadic.pat = Some((Box::new(syn::parse_quote!(_)), Default::default()));
    }
    quote!(#[no_mangle] pub #signature {})
}

/// A function's declaration or a constant, by its room and its name.
fn find(rooms: &[Room], name: &str) -> Result<TokenStream> {
    let (room, item) = name
        .split_once("::")
        .with_context(|| format!("`{name}`: expected room::name"))?;
    let mut rooms = rooms.iter().filter(|r| r.name() == room);
    let found = rooms.find_map(|room| {
        let function = room.functions.iter().find(|f| f.sig.ident == item);
        let constant = room.constants.iter().find(|c| c.ident == item);
        function
            .map(declaration)
            .or_else(|| constant.map(|constant| quote!(#constant)))
    });
    found.with_context(|| format!("`{name}`: no such exported function or constant"))
}

/// Structure names ending in `_t` or beginning with a capital are typedefs in C, and a few by
/// tradition; all others are tags.
fn is_typedef(name: &str) -> bool {
    const OTHERS: [&str; 1] = ["fd_set"];
    OTHERS.contains(&name)
        || name.ends_with("_t")
        || name.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Declares the tags of other headers, so that they do not come into being inside a prototype.
fn forward_tags(body: &str, local: &[String]) -> String {
    let mut seen = HashSet::new();
    let mut out = String::new();
    let list: Vec<&str> = body
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|w| !w.is_empty())
        .collect();
    for pair in list.windows(2) {
        let tag = pair[1];
        if (pair[0] == "struct" || pair[0] == "union")
            && !local.iter().any(|l| l == tag)
            && seen.insert(tag)
        {
            out += &format!("{} {tag};\n", pair[0]);
        }
    }
    out
}

fn default_path(room: &str) -> PathBuf {
    let file = match room.split_once('_') {
        Some((folder, rest)) if FOLDERS.contains(&folder) => format!("{folder}/{rest}.h"),
        _ => format!("{room}.h"),
    };
    file.into()
}

fn guard_word(path: &Path) -> String {
    path.to_string_lossy()
        .chars()
        .map(|c| {
            if c.is_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect()
}

/// The identifiers in a piece of C.
pub fn words(c: &str) -> HashSet<&str> {
    c.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|w| !w.is_empty())
        .collect()
}
