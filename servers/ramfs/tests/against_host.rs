//! The same random operations on a [`Tree`] and on a directory of the host's file system give the
//! same errors, types and link counts. The host's kernel is the oracle; the test runs as whatever
//! user runs it, and the tree's credentials are that user's.

use abi::errno::Errno;
use proptest::prelude::*;
use ramfs::tree::{Content, Credentials, LastLink, Place, Stop, Tree, ROOT, S_IFREG};
use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

#[derive(Clone, Debug)]
enum Operation {
    Mkdir(String),
    Create(String),
    Unlink(String),
    Rmdir(String),
    Rename(String, String),
    Link(String, String),
    Symlink(String, String),
    Stat(String),
    Lstat(String),
}

fn path() -> impl Strategy<Value = String> {
    let part = prop_oneof![4 => "[abc]", 1 => Just(".".to_string()), 1 => Just("..".to_string())];
    (prop::collection::vec(part, 1..4), any::<bool>()).prop_map(|(parts, slash)| {
        // One level down, so that `..` cannot leave the test's own directory.
        let mut depth = 0i32;
        let kept: Vec<_> = parts
            .into_iter()
            .filter(|part| {
                depth += match part.as_str() {
                    "." => 0,
                    ".." => -1,
                    _ => 1,
                };
                let inside = depth >= 0;
                if !inside {
                    depth = 0;
                }
                inside
            })
            .collect();
        let joined = if kept.is_empty() {
            ".".to_string()
        } else {
            kept.join("/")
        };
        if slash && joined.len() > 3 {
            joined + "/"
        } else {
            joined
        }
    })
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        path().prop_map(Operation::Mkdir),
        path().prop_map(Operation::Create),
        path().prop_map(Operation::Unlink),
        path().prop_map(Operation::Rmdir),
        (path(), path()).prop_map(|(a, b)| Operation::Rename(a, b)),
        (path(), path()).prop_map(|(a, b)| Operation::Link(a, b)),
        ("[abc](/[abc])?", path()).prop_map(|(a, b)| Operation::Symlink(a, b)),
        path().prop_map(Operation::Stat),
        path().prop_map(Operation::Lstat),
    ]
}

/// 0 and the node's facts, or an error number.
type Answer = Result<Option<(u32, u64)>, i32>;

fn host_path(root: &Path, path: &str) -> CString {
    CString::new([root.as_os_str().as_bytes(), b"/", path.as_bytes()].concat()).unwrap()
}

fn on_host(root: &Path, operation: &Operation) -> Answer {
    let status = |result: i32| {
        if result < 0 {
            Err(std::io::Error::last_os_error().raw_os_error().unwrap())
        } else {
            Ok(None)
        }
    };
    let at = |path: &str| host_path(root, path);
    let stat = |path: &str, flags: i32| {
        // SAFETY: zero is a valid `stat`, and the pointers are to live values.
        unsafe {
            let mut st: libc::stat = std::mem::zeroed();
            status(libc::fstatat(
                libc::AT_FDCWD,
                at(path).as_ptr(),
                &mut st,
                flags,
            ))?;
            Ok(Some((st.st_mode & libc::S_IFMT, st.st_nlink)))
        }
    };
    // SAFETY: every pointer is to a NUL-terminated string that lives over the call.
    unsafe {
        match operation {
            Operation::Mkdir(path) => status(libc::mkdir(at(path).as_ptr(), 0o755)),
            Operation::Create(path) => {
                let flags = libc::O_CREAT | libc::O_EXCL | libc::O_WRONLY;
                let fd = libc::open(at(path).as_ptr(), flags, 0o644);
                let answer = status(fd);
                if fd >= 0 {
                    libc::close(fd);
                }
                answer
            }
            Operation::Unlink(path) => status(libc::unlink(at(path).as_ptr())),
            Operation::Rmdir(path) => status(libc::rmdir(at(path).as_ptr())),
            Operation::Rename(a, b) => status(libc::rename(at(a).as_ptr(), at(b).as_ptr())),
            Operation::Link(a, b) => status(libc::link(at(a).as_ptr(), at(b).as_ptr())),
            Operation::Symlink(target, path) => {
                let target = CString::new(target.as_str()).unwrap();
                status(libc::symlink(target.as_ptr(), at(path).as_ptr()))
            }
            Operation::Stat(path) => stat(path, 0),
            Operation::Lstat(path) => stat(path, libc::AT_SYMLINK_NOFOLLOW),
        }
    }
}

fn number(stop: Stop) -> i32 {
    match stop {
        Stop::Error(error) => i32::from(error.0),
        Stop::Redirect(path) => panic!("no absolute link was made, yet a redirect to {path:?}"),
    }
}

fn walk<'p>(
    tree: &Tree<()>,
    path: &'p str,
    last: LastLink,
    who: &Credentials,
) -> Result<Place<'p>, i32> {
    tree.walk(ROOT, path.as_bytes(), last, who).map_err(number)
}

fn on_tree(tree: &mut Tree<()>, who: &Credentials, operation: &Operation) -> Answer {
    let errno = |error: Errno| i32::from(error.0);
    match operation {
        Operation::Mkdir(path) => {
            let place = walk(tree, path, LastLink::Never, who)?;
            tree.create_directory(&place, 0o755, who, 0)
                .map_err(errno)?;
            Ok(None)
        }
        Operation::Create(path) => {
            let place = walk(tree, path, LastLink::Never, who)?;
            if place.directory_wanted && !place.name.is_empty() {
                return Err(libc::EISDIR);
            }
            tree.create(&place, S_IFREG | 0o644, Content::File(()), who, 0)
                .map_err(errno)?;
            Ok(None)
        }
        Operation::Unlink(path) => {
            let place = walk(tree, path, LastLink::Never, who)?;
            tree.unlink(&place, who, 0).map_err(errno)?;
            Ok(None)
        }
        Operation::Rmdir(path) => {
            let place = walk(tree, path, LastLink::Never, who)?;
            tree.remove_directory(&place, who, 0).map_err(errno)?;
            Ok(None)
        }
        Operation::Rename(a, b) => {
            let from = walk(tree, a, LastLink::Never, who)?;
            let to = walk(tree, b, LastLink::Never, who)?;
            tree.rename(&from, &to, who, 0).map_err(errno)?;
            Ok(None)
        }
        Operation::Link(a, b) => {
            let from = walk(tree, a, LastLink::Keep, who)?;
            let node = from.node.ok_or(libc::ENOENT)?;
            let to = walk(tree, b, LastLink::Never, who)?;
            tree.link(node, &to, who, 0).map_err(errno)?;
            Ok(None)
        }
        Operation::Symlink(target, path) => {
            let place = walk(tree, path, LastLink::Never, who)?;
            let content = Content::Symlink(target.as_bytes().into());
            tree.create(&place, libc::S_IFLNK | 0o777, content, who, 0)
                .map_err(errno)?;
            Ok(None)
        }
        Operation::Stat(path) | Operation::Lstat(path) => {
            let follows = matches!(operation, Operation::Stat(_));
            let last = if follows {
                LastLink::Follow
            } else {
                LastLink::Keep
            };
            let place = walk(tree, path, last, who)?;
            let node = tree.node(place.node.ok_or(libc::ENOENT)?).map_err(errno)?;
            Ok(Some((node.mode & libc::S_IFMT, u64::from(node.links()))))
        }
    }
}

/// A rename or removal of the root itself is refused by both, with errors that depend on what the
/// root is on the host (here a subdirectory), so such operations are left out.
fn names_root(operation: &Operation) -> bool {
    let is_root = |path: &str| {
        let mut depth = 0;
        let parts = path
            .split('/')
            .filter(|part| !part.is_empty() && *part != ".");
        for part in parts {
            depth += if part == ".." { -1 } else { 1 };
        }
        depth == 0 || path.contains("..") || path.ends_with('.') || path.ends_with("./")
    };
    match operation {
        Operation::Unlink(a) | Operation::Rmdir(a) => is_root(a),
        Operation::Rename(a, b) => is_root(a) || is_root(b),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn random_operations_answer_as_the_host_does(
        operations in prop::collection::vec(operation(), 1..40),
    ) {
        let host = tempfile::tempdir().unwrap();
        let root = host.path().join("root");
        std::fs::create_dir(&root).unwrap();
        // SAFETY: these calls only read.
        let who = unsafe {
            Credentials { uid: libc::geteuid(), gid: libc::getegid(), groups: Vec::new() }
        };
        let mut tree = Tree::new(0);
        if who.uid != 0 {
            tree.node_mut(ROOT).unwrap().uid = who.uid;
        }
        for operation in operations.iter().filter(|operation| !names_root(operation)) {
            let expected = on_host(&root, operation);
            let found = on_tree(&mut tree, &who, operation);
            prop_assert_eq!(found, expected, "{:?} of {:?}", operation, &operations);
        }
    }
}
