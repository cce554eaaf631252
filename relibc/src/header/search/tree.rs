//! Binary search trees, kept balanced as AVL trees: the heights of a node's children differ by one at
//! most. C sees of a node only its first word, the key.

use core::cmp::Ordering;
use core::ptr::null_mut;

use super::linear::Compare;
use crate::header::malloc::program::{free, malloc};
use crate::types::*;

const PREORDER: c_int = 0;
const POSTORDER: c_int = 1;
const ENDORDER: c_int = 2;
const LEAF: c_int = 3;

#[repr(C)]
struct Node {
    key: *const c_void,
    children: [*mut Node; 2],
    height: u32,
}

/// What `twalk` calls.
pub(crate) type Visit = unsafe extern "C" fn(*const c_void, c_int, c_int);

unsafe fn height(node: *mut Node) -> u32 {
    // SAFETY: null or a node.
    unsafe { node.as_ref() }.map_or(0, |node| node.height)
}

unsafe fn update_height(node: *mut Node) {
    // SAFETY: a node.
    unsafe {
        let [left, right] = (*node).children;
        (*node).height = 1 + height(left).max(height(right));
    }
}

/// Moves the child on `side` up to its parent's place; answers it.
unsafe fn rotate_up(node: *mut Node, side: usize) -> *mut Node {
    // SAFETY: a node that has this child.
    unsafe {
        let child = (*node).children[side];
        (*node).children[side] = (*child).children[1 - side];
        (*child).children[1 - side] = node;
        update_height(node);
        update_height(child);
        child
    }
}

/// Balances a node whose children are balanced; answers what is in its place.
unsafe fn balance(node: *mut Node) -> *mut Node {
    // SAFETY: a node.
    unsafe {
        let [left, right] = (*node).children;
        let (left_height, right_height) = (height(left), height(right));
        if left_height.abs_diff(right_height) < 2 {
            update_height(node);
            return node;
        }
        let side = usize::from(right_height > left_height);
        let high = (*node).children[side];
        let [outer, inner] = [(*high).children[side], (*high).children[1 - side]];
        if height(inner) > height(outer) {
            (*node).children[side] = rotate_up(high, 1 - side);
        }
        rotate_up(node, side)
    }
}

fn side(ordering: c_int) -> Option<usize> {
    match ordering.cmp(&0) {
        Ordering::Less => Some(0),
        Ordering::Equal => None,
        Ordering::Greater => Some(1),
    }
}

/// Puts a key below a node; answers what is in the node's place. `found` gets the node of the key.
unsafe fn insert(
    node: *mut Node,
    key: *const c_void,
    compare: Compare,
    found: &mut *mut Node,
) -> *mut Node {
    // SAFETY: null or a node; the comparison is the caller's.
    unsafe {
        if node.is_null() {
            *found = malloc(size_of::<Node>()).cast();
            if !found.is_null() {
                found.write(Node {
                    key,
                    children: [null_mut(); 2],
                    height: 1,
                });
            }
            return *found;
        }
        match side(compare(key, (*node).key)) {
            None => {
                *found = node;
                node
            }
            Some(side) => {
                let child = (*node).children[side];
                (*node).children[side] = insert(child, key, compare, found);
                balance(node)
            }
        }
    }
}

/// POSIX: `tsearch`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tsearch(
    key: *const c_void,
    root: *mut *mut c_void,
    compare: Compare,
) -> *mut c_void {
    if root.is_null() {
        return null_mut();
    }
    let mut found = null_mut();
    // SAFETY: the caller gives a tree and its comparison.
    unsafe { *root = insert((*root).cast(), key, compare, &mut found).cast() };
    found.cast()
}

/// POSIX: `tfind`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tfind(
    key: *const c_void,
    root: *const *mut c_void,
    compare: Compare,
) -> *mut c_void {
    if root.is_null() {
        return null_mut();
    }
    // SAFETY: the caller gives a tree and its comparison.
    unsafe {
        let mut node: *mut Node = (*root).cast();
        while !node.is_null() {
            match side(compare(key, (*node).key)) {
                None => break,
                Some(side) => node = (*node).children[side],
            }
        }
        node.cast()
    }
}

/// Takes the least node out of a subtree; answers it and what is in the subtree's place.
unsafe fn take_least(node: *mut Node) -> (*mut Node, *mut Node) {
    // SAFETY: a node.
    unsafe {
        let [left, right] = (*node).children;
        if left.is_null() {
            return (node, right);
        }
        let (least, rest) = take_least(left);
        (*node).children[0] = rest;
        (least, balance(node))
    }
}

/// Takes a key out from below a node; answers what is in the node's place. `removed` gets the node,
/// and `parent` the one above it.
unsafe fn remove(
    node: *mut Node,
    key: *const c_void,
    compare: Compare,
    removed: &mut *mut Node,
    parent: &mut *mut Node,
) -> *mut Node {
    // SAFETY: null or a node; the comparison is the caller's.
    unsafe {
        if node.is_null() {
            return node;
        }
        if let Some(side) = side(compare(key, (*node).key)) {
            let child = (*node).children[side];
            (*node).children[side] = remove(child, key, compare, removed, parent);
            if *removed == child {
                *parent = node;
            }
            return balance(node);
        }
        *removed = node;
        let [left, right] = (*node).children;
        if right.is_null() {
            return left;
        }
        let (least, rest) = take_least(right);
        (*least).children = [left, rest];
        balance(least)
    }
}

/// POSIX: `tdelete`: answers the parent of the node removed, or something not null for the root.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tdelete(
    key: *const c_void,
    root: *mut *mut c_void,
    compare: Compare,
) -> *mut c_void {
    if root.is_null() {
        return null_mut();
    }
    let (mut removed, mut parent) = (null_mut(), null_mut::<Node>());
    // SAFETY: the caller gives a tree and its comparison.
    unsafe {
        *root = remove((*root).cast(), key, compare, &mut removed, &mut parent).cast();
        if removed.is_null() {
            return null_mut();
        }
        free(removed.cast());
    }
    match parent.is_null() {
        true => root.cast(),
        false => parent.cast(),
    }
}

unsafe fn walk(node: *mut Node, visit: Visit, depth: c_int) {
    // SAFETY: null or a node; the function is the caller's.
    unsafe {
        if node.is_null() {
            return;
        }
        let [left, right] = (*node).children;
        if left.is_null() && right.is_null() {
            visit(node.cast(), LEAF, depth);
            return;
        }
        visit(node.cast(), PREORDER, depth);
        walk(left, visit, depth + 1);
        visit(node.cast(), POSTORDER, depth);
        walk(right, visit, depth + 1);
        visit(node.cast(), ENDORDER, depth);
    }
}

/// POSIX: `twalk`.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn twalk(root: *const c_void, visit: Visit) {
    // SAFETY: the caller gives a tree.
    unsafe { walk(root.cast_mut().cast(), visit, 0) };
}

/// GNU: `tdestroy`: frees a tree, and its keys with a function.
#[cfg_attr(not(test), no_mangle)]
pub unsafe extern "C" fn tdestroy(
    root: *mut c_void,
    free_key: Option<unsafe extern "C" fn(*mut c_void)>,
) {
    let node: *mut Node = root.cast();
    // SAFETY: the caller gives a tree, and a function that frees its keys.
    unsafe {
        if node.is_null() {
            return;
        }
        (*node)
            .children
            .iter()
            .for_each(|child| tdestroy(child.cast(), free_key));
        if let Some(free_key) = free_key {
            free_key((*node).key.cast_mut());
        }
        free(root);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    unsafe extern "C" fn compare(one: *const c_void, other: *const c_void) -> c_int {
        one.addr().cmp(&other.addr()) as c_int
    }

    unsafe fn check(node: *mut Node, keys: &mut std::vec::Vec<usize>) -> u32 {
        // SAFETY: null or a node.
        unsafe {
            let Some(this) = node.as_ref() else { return 0 };
            let left = check(this.children[0], keys);
            keys.push(this.key.addr());
            let right = check(this.children[1], keys);
            assert!(left.abs_diff(right) < 2);
            assert_eq!(this.height, 1 + left.max(right));
            this.height
        }
    }

    #[test]
    fn a_tree_stays_sorted_and_balanced() {
        let mut root = null_mut();
        let mut model = BTreeSet::new();
        let mut state = 7u32;
        for _ in 0..2000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let number = (state >> 16) as usize % 300 + 1;
            let key = core::ptr::without_provenance(number);
            // SAFETY: a tree of ours.
            unsafe {
                if state & 0x100 == 0 {
                    tsearch(key, &mut root, compare);
                    model.insert(number);
                } else {
                    let removed = !tdelete(key, &mut root, compare).is_null();
                    assert_eq!(removed, model.remove(&number));
                }
                assert_eq!(
                    !tfind(key, &root, compare).is_null(),
                    model.contains(&number)
                );
                let mut keys = std::vec::Vec::new();
                check(root.cast(), &mut keys);
                assert!(keys.iter().eq(model.iter()));
            }
        }
        // SAFETY: as above.
        unsafe { tdestroy(root, None) };
    }
}
