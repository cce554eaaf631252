//! Reads what relibc's Rust sources export to C.

use anyhow::{Context, Result};
use quote::quote;
use std::path::{Path, PathBuf};
use syn::{Attribute, Item, Visibility};

/// A folder under `src/header`: the Rust side of one header.
#[derive(Default)]
pub struct Room {
    pub dir: PathBuf,
    /// Functions with `no_mangle`.
    pub functions: Vec<syn::ItemFn>,
    /// Public constants.
    pub constants: Vec<syn::ItemConst>,
    /// Statics with `no_mangle`.
    pub statics: Vec<syn::ItemStatic>,
    /// Public `repr(C)` structures and unions, and type aliases.
    pub types: Vec<(String, Item)>,
}

impl Room {
    /// The header's name in Rust: `sys_stat`.
    pub fn name(&self) -> &str {
        self.dir
            .file_name()
            .and_then(|n| n.to_str())
            .unwrap_or_default()
    }
}

/// Every room, by name.
pub fn read_rooms(headers: &Path) -> Result<Vec<Room>> {
    let mut dirs: Vec<PathBuf> = std::fs::read_dir(headers)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    dirs.retain(|dir| dir.is_dir());
    dirs.sort();
    dirs.into_iter().map(read_room).collect()
}

fn read_room(dir: PathBuf) -> Result<Room> {
    let mut room = Room {
        dir: dir.clone(),
        ..Room::default()
    };
    read_dir(&dir, &mut room)?;
    Ok(room)
}

fn read_dir(dir: &Path, room: &mut Room) -> Result<()> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(dir)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    files.sort();
    for file in files {
        if file.is_dir() {
            read_dir(&file, room)?;
        } else if file.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&file)?;
            let parsed = syn::parse_file(&text).with_context(|| file.display().to_string())?;
            parsed.items.into_iter().for_each(|item| add(item, room));
        }
    }
    Ok(())
}

fn add(item: Item, room: &mut Room) {
    match item {
        Item::Fn(f) if exported(&f.attrs) => room.functions.push(f),
        Item::Static(s) if exported(&s.attrs) => room.statics.push(s),
        Item::Const(c) if public(&c.vis) && c.ident != "_" && !test_only(&c.attrs) => {
            room.constants.push(c)
        }
        Item::Struct(s) if public(&s.vis) && repr_c(&s.attrs) => {
            room.types.push((s.ident.to_string(), Item::Struct(s)));
        }
        Item::Union(u) if public(&u.vis) && repr_c(&u.attrs) => {
            room.types.push((u.ident.to_string(), Item::Union(u)));
        }
        Item::Type(t) if public(&t.vis) => room.types.push((t.ident.to_string(), Item::Type(t))),
        _ => {}
    }
}

fn public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn attribute_text(attribute: &Attribute) -> String {
    let meta = &attribute.meta;
    quote!(#meta).to_string()
}

fn exported(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|a| attribute_text(a).contains("no_mangle"))
}

fn repr_c(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|a| a.path().is_ident("repr") && attribute_text(a).contains('C'))
}

fn test_only(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|a| a.path().is_ident("cfg") && attribute_text(a).contains("test"))
}
