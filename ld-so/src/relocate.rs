//! Binding an object: its relocations, against the definitions that its scope gives.

use crate::arch::{lazy_call, ld_tlsdesc_dynamic, ld_tlsdesc_static, Relocation};
use crate::error;
use crate::error::{Error, Result};
use crate::object::Object;
use crate::symbols::{self, Definition, Purpose, Version, Wanted};
use crate::tls::TlsIndex;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cell::Cell;
use core::ffi::CStr;
use goblin::elf64::program_header::{PF_W, PF_X};
use goblin::elf64::reloc::{r_sym, r_type, Rela};
use goblin::elf64::sym::{st_bind, st_type, Sym, STB_LOCAL, STT_TLS};

const VERSION_HIDDEN: u16 = 0x8000;

/// Objects in the order in which they are asked for a symbol.
pub struct Scope<'a> {
    pub objects: Vec<&'a Object>,
    /// The loader's own functions, which no library may replace.
    pub loader: fn(&[u8]) -> Option<usize>,
}

/// A resolved reference.
#[derive(Clone, Copy)]
enum Target<'a> {
    Definition(Definition<'a>),
    /// One of the loader's functions.
    Loader(usize),
    /// A weak reference to nothing.
    Null,
    /// A function that nothing defines yet, and that may never be called.
    Later,
}

/// When a call is bound that nothing defines at first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Binding {
    /// Never: it is an error at once (`RTLD_NOW`, LD_BIND_NOW, `-z now`).
    Now,
    /// When it is made (`RTLD_LAZY`). What is defined is bound at once all the same.
    #[default]
    Lazy,
}

/// Address of the function that the object's PLT entry `index` calls, stored for the next call too, and the objects
/// that it was bound to.
///
/// # Safety
/// The object is relocated.
pub unsafe fn bind_call<'a>(
    object: &'a Object,
    scope: &Scope<'a>,
    index: usize,
) -> Result<(usize, Vec<*const Object>)> {
    let mut binder = Binder::new(object, scope, Binding::Now);
    let rela = object.dynamic.plt_rela.get(index);
    let rela = rela.ok_or_else(|| object.damaged("a PLT entry has no relocation"))?;
    // SAFETY: `place` checked the address, the caller promises the rest.
    let address = unsafe {
        let address = binder.address(r_sym(rela.r_info) as usize, Purpose::Call)?;
        binder.place(rela.r_offset, 8)?.write_unaligned(address);
        address as usize
    };
    Ok((address, binder.bound))
}

/// Relocates one object, and returns the addresses of the objects it was bound to.
///
/// # Safety
/// The object is mapped writable where it is relocated, and not in use yet.
pub unsafe fn relocate<'a>(
    object: &'a Object,
    scope: &Scope<'a>,
    binding: Binding,
) -> Result<Vec<*const Object>> {
    if object.dynamic.text_relocations {
        return Err(error!(
            "{}: has text relocations, which are not supported: build it with -fPIC",
            object.display_name()
        ));
    }
    let binding = match object.dynamic.bind_now {
        true => Binding::Now,
        false => binding,
    };
    let mut binder = Binder::new(object, scope, binding);
    // SAFETY: the caller's promise.
    unsafe {
        let skips_relative = object.relocated_itself;
        if !skips_relative {
            binder.apply_relr()?;
        }
        let tables = [object.dynamic.rela, object.dynamic.plt_rela];
        let kind = |rela: &Rela| Relocation::of(r_type(rela.r_info));
        let mut indirect = false;
        for rela in tables.into_iter().flatten() {
            match kind(rela) {
                Relocation::Relative if skips_relative => {}
                Relocation::Relative => binder.relative(rela)?,
                Relocation::IndirectRelative => indirect = true,
                kind => binder.apply(kind, rela)?,
            }
        }
        // Last: the functions called may use what the others set.
        let all = tables.into_iter().flatten().filter(|_| indirect);
        for rela in all.filter(|rela| kind(rela) == Relocation::IndirectRelative) {
            binder.apply(Relocation::IndirectRelative, rela)?;
        }
    }
    Ok(binder.bound)
}

struct Binder<'a, 's> {
    object: &'a Object,
    scope: &'s Scope<'a>,
    /// The writable segment that was relocated last.
    writable: Cell<(usize, usize)>,
    /// The last symbol resolved: runs of relocations name the same.
    last: Option<(usize, Purpose, Target<'a>)>,
    bound: Vec<*const Object>,
    binding: Binding,
}

impl<'a, 's> Binder<'a, 's> {
    fn new(object: &'a Object, scope: &'s Scope<'a>, binding: Binding) -> Self {
        Self {
            object,
            scope,
            writable: Cell::new((0, 0)),
            last: None,
            bound: Vec::new(),
            binding,
        }
    }

    /// Address of the datum to relocate, checked to be in a segment that can be written.
    #[inline]
    fn place(&self, offset: u64, len: usize) -> Result<*mut u64> {
        let address = self.object.image.base.wrapping_add(offset as usize);
        let (start, end) = self.writable.get();
        if address < start || address >= end || len > end - address {
            self.enter_segment(address, len)?;
        }
        Ok(address as *mut u64)
    }

    /// Remembers the writable segment that has the datum.
    #[cold]
    fn enter_segment(&self, address: usize, len: usize) -> Result<()> {
        let segment = self.object.segment(address, PF_W);
        match segment
            .filter(|(_, end)| len <= end - address && self.object.image.contains(address, len))
        {
            Some(segment) => {
                self.writable.set(segment);
                Ok(())
            }
            None => Err(self.object.damaged("a relocation lies outside of the data")),
        }
    }

    /// The packed relative relocations: an even word is an address, an odd one a bit map of the 63
    /// words after it.
    ///
    /// # Safety
    /// As for [`relocate`].
    unsafe fn apply_relr(&self) -> Result<()> {
        let base = self.object.image.base as u64;
        let mut next = 0_u64;
        for &word in self.object.dynamic.relr {
            // SAFETY: `place` checked the addresses.
            unsafe {
                if word & 1 == 0 {
                    let at = self.place(word, 8)?;
                    at.write_unaligned(at.read_unaligned().wrapping_add(base));
                    next = word.wrapping_add(8);
                    continue;
                }
                let mut bits = word >> 1;
                if bits != 0 {
                    // From the first word to the last that is relocated.
                    let first = next.wrapping_add(8 * u64::from(bits.trailing_zeros()));
                    let words = bits.ilog2() - bits.trailing_zeros() + 1;
                    self.place(first, 8 * words as usize)?;
                    let first = self.object.image.base.wrapping_add(next as usize) as *mut u64;
                    while bits != 0 {
                        let at = first.wrapping_add(bits.trailing_zeros() as usize);
                        at.write_unaligned(at.read_unaligned().wrapping_add(base));
                        bits &= bits - 1;
                    }
                }
                next = next.wrapping_add(8 * 63);
            }
        }
        Ok(())
    }

    /// The load address and the addend: most relocations are of this kind.
    ///
    /// # Safety
    /// As for [`relocate`].
    unsafe fn relative(&self, rela: &Rela) -> Result<()> {
        let value = (self.object.image.base as u64).wrapping_add(rela.r_addend as u64);
        // SAFETY: `place` checked the address.
        unsafe { self.place(rela.r_offset, 8)?.write_unaligned(value) };
        Ok(())
    }

    /// # Safety
    /// As for [`relocate`].
    unsafe fn apply(&mut self, kind: Relocation, rela: &Rela) -> Result<()> {
        let index = r_sym(rela.r_info) as usize;
        let addend = rela.r_addend as u64;
        let base = self.object.image.base as u64;
        let at = match kind {
            Relocation::None => return Ok(()),
            Relocation::Copy => self.place(rela.r_offset, 1)?,
            Relocation::TlsDescriptor => self.place(rela.r_offset, 16)?,
            _ => self.place(rela.r_offset, 8)?,
        };
        // SAFETY: `place` checked the address; unaligned data may be relocated.
        unsafe {
            let value = match kind {
                Relocation::IndirectRelative => {
                    let resolver = base.wrapping_add(addend) as usize;
                    if self.object.segment(resolver, PF_X).is_none() {
                        return Err(self
                            .object
                            .damaged("an indirect function lies outside of the code"));
                    }
                    let resolve: extern "C" fn() -> usize = core::mem::transmute(resolver);
                    resolve() as u64
                }
                Relocation::Absolute => self.address(index, Purpose::Address)?.wrapping_add(addend),
                Relocation::Slot => self.address(index, Purpose::Address)?,
                Relocation::CallSlot => match self.resolve(index, Purpose::Call)? {
                    Target::Later => return self.bind_later(index, at),
                    _ => self.address(index, Purpose::Call)?,
                },
                Relocation::Copy => return self.copy(index, at.cast()),
                Relocation::Size => match self.resolve(index, Purpose::Address)? {
                    Target::Definition(definition) => {
                        definition.symbol.st_size.wrapping_add(addend)
                    }
                    _ => addend,
                },
                Relocation::TlsModule => self.tls_module(index)? as u64,
                Relocation::TlsOffset => self.tls_offset(index)?.wrapping_add(addend),
                Relocation::ThreadOffset => self.thread_offset(index, addend)?,
                Relocation::TlsDescriptor => return self.tls_descriptor(index, addend, at),
                Relocation::None | Relocation::Relative => return Ok(()),
                Relocation::Unknown(number) => {
                    let name = self.object.display_name();
                    return Err(error!("{name}: relocation type {number} is not supported"));
                }
            };
            at.write_unaligned(value);
        }
        Ok(())
    }

    /// # Safety
    /// Definitions that are indirect functions belong to relocated objects.
    unsafe fn address(&mut self, index: usize, purpose: Purpose) -> Result<u64> {
        match self.resolve(index, purpose)? {
            Target::Definition(definition) => {
                if !definition.is_callable() {
                    return Err(definition
                        .object
                        .damaged("an indirect function lies outside of the code"));
                }
                // SAFETY: the caller's promise.
                Ok(unsafe { definition.address() } as u64)
            }
            Target::Loader(address) => Ok(address as u64),
            Target::Null => Ok(0),
            Target::Later => Err(self.undefined(index)),
        }
    }

    /// Leaves a call to its PLT entry, which asks the loader when the call is made (AMD64 supplement, "Procedure
    /// Linkage Table"): the slot has the address of the entry's second half in the file.
    ///
    /// # Safety
    /// As for [`relocate`]; the slot is in the image.
    unsafe fn bind_later(&self, index: usize, slot: *mut u64) -> Result<()> {
        let image = &self.object.image;
        let slot_address = slot as usize;
        let is_protected = self
            .object
            .relro
            .is_some_and(|(start, len)| slot_address.wrapping_sub(start) < len);
        // SAFETY: the caller's promise.
        let entry = unsafe { slot.read_unaligned() };
        let place = image.base.wrapping_add(entry as usize);
        let got = self.object.dynamic.plt_got.filter(|&got| {
            let room = self.object.segment(got, PF_W);
            room.is_some_and(|(_, end)| end - got >= 24) && image.contains(got, 24)
        });
        let Some(got) = got.filter(|_| entry != 0 && image.contains(place, 1) && !is_protected)
        else {
            return Err(self.undefined(index));
        };
        let words = got as *mut u64;
        // SAFETY: in the image, as was checked; the ABI gives the second and third word to the loader.
        unsafe {
            slot.write_unaligned(place as u64);
            let object = core::ptr::from_ref(self.object) as u64;
            words.wrapping_add(1).write_unaligned(object);
            words.wrapping_add(2).write_unaligned(lazy_call());
        }
        Ok(())
    }

    /// # Safety
    /// As for [`relocate`].
    unsafe fn copy(&mut self, index: usize, to: *mut u8) -> Result<()> {
        let reference = self.object.symbol(index)?;
        let Target::Definition(definition) = self.resolve(index, Purpose::Copy)? else {
            return Ok(());
        };
        let from = definition
            .object
            .image
            .base
            .wrapping_add(definition.symbol.st_value as usize);
        let len = reference.st_size.min(definition.symbol.st_size) as usize;
        let fits = definition.object.image.contains(from, len)
            && self.object.image.contains(to as usize, len);
        if !fits {
            return Err(self
                .object
                .damaged("a copy relocation lies outside of the segments"));
        }
        // SAFETY: both ranges were checked; the program's copy lies in its own bss.
        unsafe { core::ptr::copy(from as *const u8, to, len) };
        Ok(())
    }

    /// The object whose TLS a symbol is in, and its offset there. Number 0 is the object itself.
    fn tls_symbol(&mut self, index: usize) -> Result<Option<(&'a Object, u64)>> {
        if index == 0 {
            return Ok(Some((self.object, 0)));
        }
        match self.resolve(index, Purpose::Address)? {
            Target::Definition(definition) => {
                if definition.object.tls.is_none() {
                    return Err(definition
                        .object
                        .damaged("a thread-local symbol without PT_TLS"));
                }
                Ok(Some((definition.object, definition.symbol.st_value)))
            }
            _ => Ok(None),
        }
    }

    fn tls_module(&mut self, index: usize) -> Result<usize> {
        let found = self.tls_symbol(index)?;
        Ok(found
            .and_then(|(object, _)| object.tls)
            .map_or(0, |tls| tls.module))
    }

    fn tls_offset(&mut self, index: usize) -> Result<u64> {
        Ok(self.tls_symbol(index)?.map_or(0, |(_, offset)| offset))
    }

    fn thread_offset(&mut self, index: usize, addend: u64) -> Result<u64> {
        let Some((owner, offset)) = self.tls_symbol(index)? else {
            return Ok(0);
        };
        match owner.tls.and_then(|tls| tls.offset) {
            Some(distance) => Ok(offset.wrapping_add(addend).wrapping_sub(distance as u64)),
            None => {
                let name = owner.display_name();
                Err(error!(
                    "{name}: needs static thread-local storage but was opened too late for it"
                ))
            }
        }
    }

    /// # Safety
    /// As for [`relocate`].
    unsafe fn tls_descriptor(&mut self, index: usize, addend: u64, at: *mut u64) -> Result<()> {
        let found = self.tls_symbol(index)?;
        let (resolver, argument) = match found {
            // A weak symbol that is not there: the address comes out as the addend alone.
            None => (ld_tlsdesc_static as *const () as u64, addend),
            Some((owner, offset)) => {
                let tls = owner.tls.ok_or_else(|| owner.damaged("it has no PT_TLS"))?;
                let offset = offset.wrapping_add(addend);
                match tls.offset {
                    Some(distance) => (
                        ld_tlsdesc_static as *const () as u64,
                        offset.wrapping_sub(distance as u64),
                    ),
                    None => {
                        // Lives as long as the object; a few words are not worth a list to free.
                        let index = TlsIndex {
                            module: tls.module,
                            offset: offset as usize,
                        };
                        let index: &'static TlsIndex = Box::leak(Box::new(index));
                        (
                            ld_tlsdesc_dynamic as *const () as u64,
                            core::ptr::from_ref(index) as u64,
                        )
                    }
                }
            }
        };
        // SAFETY: `place` checked both words.
        unsafe {
            at.write_unaligned(resolver);
            at.add(1).write_unaligned(argument);
        }
        Ok(())
    }

    /// Finds the definition of the object's symbol `index`.
    fn resolve(&mut self, index: usize, purpose: Purpose) -> Result<Target<'a>> {
        if let Some((last, last_purpose, target)) = self.last {
            if last == index && last_purpose == purpose {
                return Ok(target);
            }
        }
        let target = self.look_up(index, purpose)?;
        if let Target::Definition(definition) = target {
            let pointer = core::ptr::from_ref(definition.object);
            if !core::ptr::eq(pointer, self.object) && !self.bound.contains(&pointer) {
                self.bound.push(pointer);
            }
        }
        self.last = Some((index, purpose, target));
        Ok(target)
    }

    fn look_up(&self, index: usize, purpose: Purpose) -> Result<Target<'a>> {
        let reference: &Sym = self.object.symbol(index)?;
        if st_bind(reference.st_info) == STB_LOCAL {
            if index == 0 {
                return Ok(Target::Null);
            }
            // Of this object alone, a section symbol among them.
            // SAFETY: the table's symbols live as long as the object.
            let symbol: &'static Sym = self.object.symbol(index)?;
            return Ok(Target::Definition(Definition {
                object: self.object,
                symbol,
            }));
        }
        let version = self.wanted_version(index)?;
        let strings = self
            .object
            .dynamic
            .strings
            .get(reference.st_name as usize..);
        let wanted = strings.and_then(|strings| Wanted::at(strings, version, purpose));
        let wanted = wanted.ok_or_else(|| {
            self.object
                .damaged("a symbol's name lies outside of the string table")
        })?;
        if let Some(address) = (self.scope.loader)(wanted.name) {
            return Ok(Target::Loader(address));
        }
        let own_first = self.object.dynamic.symbolic && purpose != Purpose::Copy;
        let own = own_first.then_some(self.object);
        for object in own.into_iter().chain(self.scope.objects.iter().copied()) {
            if purpose == Purpose::Copy && core::ptr::eq(object, self.object) {
                continue;
            }
            if let Some(symbol) = symbols::find(object, &wanted) {
                return Ok(Target::Definition(Definition { object, symbol }));
            }
        }
        if symbols::may_be_missing(reference) {
            return Ok(Target::Null);
        }
        if self.binding == Binding::Lazy && purpose == Purpose::Call {
            return Ok(Target::Later);
        }
        Err(self.undefined(index))
    }

    /// The error about the object's symbol `index`, which nothing defines.
    #[cold]
    fn undefined(&self, index: usize) -> Error {
        let reference = match self.object.symbol(index) {
            Ok(reference) => reference,
            Err(error) => return error,
        };
        let who = self.object.display_name();
        let name = self.object.string(reference.st_name.into());
        let name = name.map_or_else(|_| "?".into(), CStr::to_string_lossy);
        let kind = if st_type(reference.st_info) == STT_TLS {
            "thread-local symbol"
        } else {
            "symbol"
        };
        match self.wanted_version(index) {
            Ok(Some(version)) => {
                let version = alloc::string::String::from_utf8_lossy(version.name);
                error!("{who}: {kind} {name}, version {version}, is not defined by any library")
            }
            _ => error!("{who}: {kind} {name} is not defined by any library"),
        }
    }

    fn wanted_version(&self, index: usize) -> Result<Option<Version<'static>>> {
        let Some(&number) = self.object.dynamic.versions.get(index) else {
            return Ok(None);
        };
        let number = number & !VERSION_HIDDEN;
        if number < 2 {
            return Ok(None);
        }
        let name = symbols::needed_version(self.object, number)?;
        Ok(name.map(|name| Version {
            name: name.to_bytes(),
        }))
    }
}
