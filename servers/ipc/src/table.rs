//! Objects by identifier and by key.
//!
//! An identifier is a place in the table and how often one there was removed, so that an old one does not name
//! a new object.

use crate::permission;
use abi::errno::{Errno, Result};
use posix::identity::Credentials;
use posix::types::constants::ipc::{IPC_CREAT, IPC_EXCL, IPC_PRIVATE};
use posix::types::IpcPermission;
use std::collections::HashMap;

/// Bits of an identifier that are the place; the rest, up to the sign, count removals.
const PLACE_BITS: u32 = 15;
const REMOVALS: u32 = 1 << (31 - PLACE_BITS);

/// What every kind of object has.
pub trait Object {
    fn permission(&self) -> &IpcPermission;
}

struct Place<T> {
    removals: u32,
    object: Option<T>,
}

/// The objects of one kind.
pub struct Table<T> {
    places: Vec<Place<T>>,
    keys: HashMap<i32, i32>,
    used: usize,
    most: usize,
}

impl<T: Object> Table<T> {
    /// A table of at most `most` objects.
    pub fn new(most: usize) -> Self {
        assert!(most <= 1 << PLACE_BITS);
        Self {
            places: Vec::new(),
            keys: HashMap::new(),
            used: 0,
            most,
        }
    }

    /// `*get`: the object of that key, made by `make` where the flags allow. `fits` refuses one that there is.
    /// Errors: EEXIST, ENOENT, EACCES, ENOSPC, and those of `fits` and `make`.
    pub fn get(
        &mut self,
        caller: &Credentials,
        key: i32,
        flags: i32,
        fits: impl FnOnce(&T) -> Result<()>,
        make: impl FnOnce(IpcPermission) -> Result<T>,
    ) -> Result<i32> {
        let known = match key {
            IPC_PRIVATE => None,
            key => self.keys.get(&key).copied(),
        };
        if let Some(id) = known {
            if flags & IPC_CREAT != 0 && flags & IPC_EXCL != 0 {
                return Err(Errno::EEXIST);
            }
            let object = self.find(id)?;
            fits(object)?;
            permission::check(object.permission(), caller, flags as u32 & 0o777)?;
            return Ok(id);
        }
        if key != IPC_PRIVATE && flags & IPC_CREAT == 0 {
            return Err(Errno::ENOENT);
        }
        if self.used == self.most {
            return Err(Errno::ENOSPC);
        }
        let object = make(permission::new(caller, key, flags as u32))?;
        let id = self.insert(object);
        if key != IPC_PRIVATE {
            self.keys.insert(key, id);
        }
        Ok(id)
    }

    fn insert(&mut self, object: T) -> i32 {
        self.used += 1;
        let free = self.places.iter().position(|place| place.object.is_none());
        let index = free.unwrap_or_else(|| {
            self.places.push(Place {
                removals: 0,
                object: None,
            });
            self.places.len() - 1
        });
        let place = &mut self.places[index];
        place.object = Some(object);
        (place.removals << PLACE_BITS | index as u32) as i32
    }

    fn place(&mut self, id: i32) -> Result<&mut Place<T>> {
        let number = u32::try_from(id).map_err(|_| Errno::EINVAL)?;
        let index = (number & ((1 << PLACE_BITS) - 1)) as usize;
        let place = self.places.get_mut(index).ok_or(Errno::EINVAL)?;
        match place.removals == number >> PLACE_BITS {
            true => Ok(place),
            false => Err(Errno::EINVAL),
        }
    }

    /// The object of an identifier. Errors: EINVAL.
    pub fn find(&mut self, id: i32) -> Result<&mut T> {
        self.place(id)?.object.as_mut().ok_or(Errno::EINVAL)
    }

    /// The identifier of the object at an index. Errors: EINVAL if there is none.
    pub fn id_at(&self, index: i32) -> Result<i32> {
        let index = usize::try_from(index).map_err(|_| Errno::EINVAL)?;
        match self.places.get(index) {
            Some(Place {
                removals,
                object: Some(_),
            }) => Ok((removals << PLACE_BITS | index as u32) as i32),
            _ => Err(Errno::EINVAL),
        }
    }

    /// The object, if `wanted` (mode bits) is allowed. Errors: EINVAL, EACCES.
    pub fn find_allowed(&mut self, caller: &Credentials, id: i32, wanted: u32) -> Result<&mut T> {
        let object = self.find(id)?;
        permission::check(object.permission(), caller, wanted)?;
        Ok(object)
    }

    /// The object, if the caller owns it. Errors: EINVAL, EPERM.
    pub fn find_owned(&mut self, caller: &Credentials, id: i32) -> Result<&mut T> {
        let object = self.find(id)?;
        permission::check_owner(object.permission(), caller)?;
        Ok(object)
    }

    /// Takes the object's key away: nobody finds it by that again.
    pub fn forget_key(&mut self, id: i32) {
        self.keys.retain(|_, known| *known != id);
    }

    /// Removes an object. Errors: EINVAL.
    pub fn remove(&mut self, id: i32) -> Result<T> {
        let place = self.place(id)?;
        let object = place.object.take().ok_or(Errno::EINVAL)?;
        place.removals = (place.removals + 1) % REMOVALS;
        self.used -= 1;
        self.forget_key(id);
        Ok(object)
    }

    /// Every object with its identifier.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (i32, &mut T)> {
        self.places
            .iter_mut()
            .enumerate()
            .filter_map(|(index, place)| {
                let id = (place.removals << PLACE_BITS | index as u32) as i32;
                place.object.as_mut().map(|object| (id, object))
            })
    }
}
