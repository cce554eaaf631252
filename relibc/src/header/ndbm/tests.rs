//! The database beside a map of the standard library.

use super::file::Database;
use crate::types::*;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::format;
use std::path::PathBuf;
use std::vec::Vec;

const CREATE: c_int = 0o102; // O_RDWR | O_CREAT

/// A folder of its own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("ndbm-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn open(&self) -> Database {
        let name = self.0.join("db");
        Database::open(name.as_os_str().as_encoded_bytes(), CREATE, 0o600).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn keys(database: &mut Database) -> Vec<Vec<u8>> {
    database.rewind();
    let mut keys: Vec<_> = core::iter::from_fn(|| database.next_key().unwrap()).collect();
    keys.sort();
    keys
}

#[derive(Clone, Debug)]
enum Step {
    Store(Vec<u8>, Vec<u8>, bool),
    Delete(Vec<u8>),
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let key = || prop::collection::vec(0_u8..4, 0..4);
    let content = prop::collection::vec(any::<u8>(), 0..900);
    prop_oneof![
        8 => (key(), content, any::<bool>()).prop_map(|(k, c, r)| Step::Store(k, c, r)),
        2 => key().prop_map(Step::Delete),
        1 => Just(Step::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn it_holds_what_a_map_holds(steps in prop::collection::vec(step(), 1..200)) {
        let folder = Folder::new("model");
        let _ = std::fs::remove_file(folder.0.join("db.dir"));
        let _ = std::fs::remove_file(folder.0.join("db.pag"));
        let mut model = BTreeMap::new();
        let mut database = folder.open();
        for step in steps {
            match step {
                Step::Store(key, content, replace) => {
                    let new = !model.contains_key(&key);
                    prop_assert_eq!(database.store(&key, &content, replace), Ok(new || replace));
                    if new || replace {
                        model.insert(key, content);
                    }
                }
                Step::Delete(key) => {
                    prop_assert_eq!(database.delete(&key), Ok(model.remove(&key).is_some()));
                }
                Step::Reopen => database = folder.open(),
            }
        }
        for (key, content) in &model {
            prop_assert_eq!(database.fetch(key), Ok(Some(content.clone())));
        }
        prop_assert_eq!(keys(&mut database), model.into_keys().collect::<Vec<_>>());
    }
}

#[test]
fn a_walk_that_deletes_meets_every_key_once() {
    let folder = Folder::new("walk");
    let mut database = folder.open();
    for number in 0..500_u32 {
        let key = number.to_le_bytes();
        assert_eq!(database.store(&key, &[7; 40], false), Ok(true));
    }
    database.rewind();
    let mut met = 0;
    while let Some(key) = database.next_key().unwrap() {
        assert_eq!(database.delete(&key), Ok(true));
        met += 1;
    }
    assert_eq!((met, keys(&mut database).len()), (500, 0));
}
