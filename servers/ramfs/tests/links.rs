//! A name that something was opened by goes where a rename takes it, and stays what it was last when it is removed.

use ramfs::directory::Link;
use ramfs::tree::{Content, Credentials, Inode, LastLink, Place, Tree, ROOT, S_IFREG};
use std::rc::Rc;

struct Files(Tree<()>);

impl Files {
    /// Directories `d` and `e`, and files `d/a` and `d/b`.
    fn new() -> Self {
        let mut files = Self(Tree::new(0));
        for path in ["d", "e"] {
            let place = files.place(path);
            let made = files.0.create_directory(&place, 0o755, &who(), 0);
            made.expect("there is room");
        }
        for path in ["d/a", "d/b"] {
            files.make(path);
        }
        files
    }

    fn place(&self, path: &'static str) -> Place<'static> {
        let walk = self.0.walk(ROOT, path.as_bytes(), LastLink::Never, &who());
        walk.expect("the directory is there")
    }

    fn make(&mut self, path: &'static str) {
        let place = self.place(path);
        let made = self
            .0
            .create(&place, S_IFREG | 0o644, Content::File(()), &who(), 0);
        made.expect("there is room");
    }

    fn link(&mut self, path: &'static str) -> Rc<Link> {
        let place = self.place(path);
        self.0.link_of(&place).expect("it is there")
    }

    fn rename(&mut self, from: &'static str, to: &'static str) {
        let (from, to) = (self.place(from), self.place(to));
        self.0.rename(&from, &to, &who(), 0).expect("allowed");
    }

    fn inode(&self, path: &'static str) -> Inode {
        self.place(path).node.expect("it is there")
    }
}

fn who() -> Credentials {
    Credentials::default()
}

fn is(link: &Link, directory: Inode, name: &str) -> bool {
    link.directory() == directory && *link.name() == *name.as_bytes() && !link.is_removed()
}

#[test]
fn one_name_has_one_link_and_other_names_have_others() {
    let mut files = Files::new();
    let (a, b) = (files.link("d/a"), files.link("d/b"));
    assert!(Rc::ptr_eq(&a, &files.link("d/a")));
    assert!(!Rc::ptr_eq(&a, &b));
    assert!(is(&a, files.inode("d"), "a"));
    let (inode, place) = (files.inode("d/a"), files.place("e/a"));
    files.0.link(inode, &place, &who(), 0).expect("allowed");
    assert!(!Rc::ptr_eq(&a, &files.link("e/a")));
    for path in ["", ".", "d/..", "d/none"] {
        let place = files.place(path);
        assert!(files.0.link_of(&place).is_none(), "{path}");
    }
}

#[test]
fn a_link_goes_with_a_rename() {
    let mut files = Files::new();
    let a = files.link("d/a");
    files.rename("d/a", "e/x");
    assert!(is(&a, files.inode("e"), "x"));
    assert!(Rc::ptr_eq(&a, &files.link("e/x")));
    files.rename("e/x", "e/y");
    assert!(is(&a, files.inode("e"), "y"));
    // Its directory's name is none of its own.
    files.rename("e", "f");
    assert!(is(&a, files.inode("f"), "y"));
}

#[test]
fn a_name_that_is_replaced_is_removed() {
    let mut files = Files::new();
    let (a, b) = (files.link("d/a"), files.link("d/b"));
    files.rename("d/a", "d/b");
    assert!(is(&a, files.inode("d"), "b"));
    assert!(b.is_removed() && *b.name() == *b"b");
    assert!(Rc::ptr_eq(&a, &files.link("d/b")));
}

#[test]
fn a_removed_name_is_not_the_new_one_of_the_same_text() {
    let mut files = Files::new();
    let a = files.link("d/a");
    let place = files.place("d/a");
    files.0.unlink(&place, &who(), 0).expect("allowed");
    assert!(a.is_removed() && a.directory() == files.inode("d"));
    files.make("d/a");
    let new = files.link("d/a");
    assert!(!Rc::ptr_eq(&a, &new) && !new.is_removed() && a.is_removed());
}

#[test]
fn exchanged_names_exchange_their_links() {
    let mut files = Files::new();
    files.make("e/z");
    let (a, z) = (files.link("d/a"), files.link("e/z"));
    let (one, other) = (files.place("d/a"), files.place("e/z"));
    files.0.exchange(&one, &other, &who(), 0).expect("allowed");
    assert!(is(&a, files.inode("e"), "z"));
    assert!(is(&z, files.inode("d"), "a"));
    // Where only one of the two was opened by, too.
    let (one, other) = (files.place("d/b"), files.place("e/z"));
    files.0.exchange(&one, &other, &who(), 0).expect("allowed");
    assert!(is(&a, files.inode("d"), "b"));
    assert!(!Rc::ptr_eq(&a, &files.link("e/z")));
}
