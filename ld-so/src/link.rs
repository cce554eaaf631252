//! All loaded objects: who needs whom, in which order they are searched, started and ended.

use crate::debugger::{self, State};
use crate::error;
use crate::error::{Error, Result};
use crate::map;
use crate::object::{FiniFunction, InitFunction, Object};
use crate::relocate::{self, relocate, Binding, Scope};
use crate::search::Search;
use crate::symbols::{self, Definition, Wanted};
use crate::tls::{self, Place};
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cell::OnceCell;
use relibc::sync::Mutex;

/// What initialisers get: `main`'s arguments.
#[derive(Clone, Copy)]
pub struct Arguments {
    pub count: i32,
    pub arguments: *const *const u8,
    pub environment: *const *const u8,
}

/// How a library is opened.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenMode {
    /// Its symbols serve everybody (`RTLD_GLOBAL`).
    pub global: bool,
    /// Only if it is loaded already (`RTLD_NOLOAD`).
    pub only_loaded: bool,
    /// It stays for ever (`RTLD_NODELETE`).
    pub permanent: bool,
    pub binding: Binding,
}

/// The loaded objects. Numbers are indices that are not used again while the object lives.
pub struct Linker {
    pub objects: Vec<Option<Box<Object>>>,
    /// Objects whose symbols serve everybody, in order.
    pub global: Vec<usize>,
    pub search: Search,
    /// Objects whose initialisers have run, in order.
    started: Vec<usize>,
    pub arguments: Arguments,
    /// Names that were not found, where they are no error but listed.
    pub missing: Option<Vec<String>>,
    /// Objects loaded and unloaded so far (`dlpi_adds`, `dlpi_subs`).
    pub loads: u64,
    pub unloads: u64,
}

// SAFETY: the raw pointers are to the process's own arguments and to link maps inside the objects;
// they are used under the lock only.
unsafe impl Send for Linker {}

/// The one linker of the process. Initialisers run while it is not held.
pub static LINKER: Mutex<Linker> = Mutex::new(Linker {
    objects: Vec::new(),
    global: Vec::new(),
    search: Search {
        folders: Vec::new(),
        secure: false,
        program_name: String::new(),
        program: OnceCell::new(),
        last: OnceCell::new(),
    },
    started: Vec::new(),
    arguments: Arguments {
        count: 0,
        arguments: core::ptr::null(),
        environment: core::ptr::null(),
    },
    missing: None,
    loads: 0,
    unloads: 0,
});

/// The name of the C library, which is this loader's own file.
const LIBC: &str = "libc.so";

/// What other C libraries are divided into, between `lib` and a point. Whatever follows (`libm.so.6`), the library is this one,
/// as with musl: programs open them by these names, and a folder may have files of another C library's.
const PARTS_OF_LIBC: [&str; 7] = ["c", "dl", "m", "pthread", "rt", "util", "xnet"];

fn is_libc(name: &str) -> bool {
    let rest = name.strip_prefix("lib");
    rest.and_then(|rest| rest.split_once('.'))
        .is_some_and(|(part, _)| PARTS_OF_LIBC.contains(&part))
}

/// The program's number.
pub const PROGRAM: usize = 0;

impl Linker {
    /// The object of a number that is in use.
    pub fn object(&self, number: usize) -> &Object {
        self.objects[number]
            .as_ref()
            .expect("a number in use names an object")
    }

    fn object_mut(&mut self, number: usize) -> &mut Object {
        self.objects[number]
            .as_mut()
            .expect("a number in use names an object")
    }

    /// All objects with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Object)> {
        self.objects
            .iter()
            .enumerate()
            .filter_map(|(n, object)| Some((n, &**object.as_ref()?)))
    }

    /// Adds an object that is mapped already.
    pub fn add(&mut self, object: Object) -> usize {
        debugger::changing(State::Adding);
        let free = self.objects.iter().position(Option::is_none);
        let number = free.unwrap_or(self.objects.len());
        if free.is_none() {
            self.objects.push(None);
        }
        self.objects[number] = Some(Box::new(object));
        self.loads += 1;
        self.chain();
        number
    }

    /// Sets the link maps' links.
    fn chain(&mut self) {
        let maps: Vec<_> = self
            .objects
            .iter_mut()
            .flatten()
            .map(|object| &raw mut object.link_map)
            .collect();
        for (i, &map) in maps.iter().enumerate() {
            // SAFETY: each points into a live object of ours.
            unsafe {
                (*map).previous = if i == 0 {
                    core::ptr::null_mut()
                } else {
                    maps[i - 1]
                };
                (*map).next = maps.get(i + 1).copied().unwrap_or(core::ptr::null_mut());
            }
        }
    }

    /// The object of that name, loaded if it is not yet. `chain` is who brought `needing` in.
    fn load(
        &mut self,
        name: &str,
        needing: Option<usize>,
        chain: &[usize],
        mode: OpenMode,
    ) -> Result<usize> {
        let name = if is_libc(name) { LIBC } else { name };
        if !name.contains('/') {
            if let Some((number, _)) = self
                .iter()
                .find(|(_, object)| object.is_named(name.as_bytes()))
            {
                return Ok(number);
            }
        }
        let chain: Vec<&Object> = chain.iter().map(|&number| self.object(number)).collect();
        let needer = needing.map(|number| self.object(number));
        let file = self
            .search
            .open(name, needer, &chain)
            .ok_or_else(|| match needer {
                Some(object) => {
                    error!("{name}: not found, needed by {}", object.display_name())
                }
                None => error!("{name}: not found"),
            })?;
        let facts = file.facts()?;
        let identity = facts.identity;
        if let Some((number, _)) = self
            .iter()
            .find(|(_, object)| object.identity == Some(identity))
        {
            return Ok(number);
        }
        if mode.only_loaded {
            return Err(error!("{name}: not loaded"));
        }
        let object = file.load(&facts)?;
        Ok(self.add(object))
    }

    /// Loads what `roots` need, breadth first, and gives all in that order.
    pub fn load_needs(&mut self, roots: &[usize]) -> Result<Vec<usize>> {
        let mut order: Vec<usize> = roots.to_vec();
        let mut brought_by: Vec<Option<usize>> = alloc::vec![None; roots.len()];
        let mut next = 0;
        while next < order.len() {
            let number = order[next];
            let mut chain = Vec::new();
            let mut owner = brought_by[next];
            while let Some(position) = owner {
                chain.push(order[position]);
                owner = brought_by[position];
            }
            let names: Vec<String> = self
                .object(number)
                .dynamic
                .needed
                .iter()
                .map(|name| name.to_string_lossy().into_owned())
                .collect();
            let known = self.object(number).needs.len() == names.len();
            let mut needs = Vec::new();
            for (i, name) in names.iter().enumerate() {
                let need = match known {
                    true => self.object(number).needs[i],
                    false => match self.load(name, Some(number), &chain, OpenMode::default()) {
                        Ok(need) => need,
                        Err(error) => {
                            self.note_missing(name, number, &chain, error)?;
                            continue;
                        }
                    },
                };
                needs.push(need);
                if !order.contains(&need) {
                    order.push(need);
                    brought_by.push(Some(next));
                }
            }
            self.object_mut(number).needs = needs;
            next += 1;
        }
        Ok(order)
    }

    /// Notes a name that is not found where names are listed. Anywhere else it is an error, and a damaged file is one
    /// everywhere.
    #[cold]
    fn note_missing(
        &mut self,
        name: &str,
        needing: usize,
        chain: &[usize],
        error: Error,
    ) -> Result<()> {
        let chain: Vec<&Object> = chain.iter().map(|&number| self.object(number)).collect();
        let needer = Some(self.object(needing));
        let is_found = self.search.open(name, needer, &chain).is_some();
        match &mut self.missing {
            Some(missing) if !is_found => {
                if !missing.iter().any(|known| known == name) {
                    missing.push(name.to_string());
                }
                Ok(())
            }
            _ => Err(error),
        }
    }

    /// Opens the library that LD_PRELOAD names; the program goes on without one that is missing.
    pub fn preload(&mut self, name: &str) -> Result<usize> {
        let number = self.load(name, None, &[], OpenMode::default())?;
        self.object_mut(number).permanent = true;
        Ok(number)
    }

    /// Whom an object's symbols are asked for: the global ones, then its own.
    pub fn scope_numbers(&self, local: &[usize]) -> Vec<usize> {
        let mut numbers = self.global.clone();
        numbers.extend(local.iter().filter(|number| !self.global.contains(number)));
        numbers
    }

    fn scope(&self, numbers: &[usize]) -> Scope<'_> {
        Scope {
            objects: numbers.iter().map(|&number| self.object(number)).collect(),
            loader: crate::interface::loader_function,
        }
    }

    /// Binds a call that nothing defined when its object was relocated, and gives the function's address.
    pub fn bind_call(&mut self, object: *const Object, index: usize) -> Result<usize> {
        let found = self
            .iter()
            .find(|(_, other)| core::ptr::eq(*other, object))
            .map(|(number, _)| number);
        let caller = found.ok_or_else(|| error!("a call from an object that is not loaded"))?;
        let numbers = self.scope_numbers(&self.object(caller).local_scope);
        // SAFETY: what makes calls is relocated.
        let (address, bound) =
            unsafe { relocate::bind_call(self.object(caller), &self.scope(&numbers), index)? };
        for number in numbers {
            if bound.contains(&core::ptr::from_ref(self.object(number))) {
                self.object_mut(caller).bound.push(number);
            }
        }
        Ok(address)
    }

    /// Relocates the objects that are not, last first, and protects what is done.
    pub fn bind(&mut self, order: &[usize], local: &[usize], binding: Binding) -> Result<()> {
        for &number in order.iter().rev() {
            if self.object(number).relocated {
                continue;
            }
            let numbers = self.scope_numbers(local);
            let object = self.object(number);
            // SAFETY: mapped and not in use: it is not relocated yet.
            let bound = unsafe { relocate(object, &self.scope(&numbers), binding)? };
            map::protect_relro(object)?;
            let bound = numbers
                .iter()
                .copied()
                .filter(|&other| bound.contains(&core::ptr::from_ref(self.object(other))))
                .collect();
            let object = self.object_mut(number);
            object.relocated = true;
            object.bound = bound;
        }
        Ok(())
    }

    /// The object came with the program and stays.
    pub fn make_permanent(&mut self, number: usize) {
        let object = self.object_mut(number);
        object.permanent = true;
        object.global = true;
    }

    /// Gives every object in `order` that has none yet its TLS module.
    pub fn place_tls(&mut self, order: &[usize], at_start: bool) -> Result<()> {
        for &number in order {
            let object = self.object_mut(number);
            if object.tls.is_some_and(|tls| tls.module == 0) {
                let is_static = at_start || object.dynamic.static_tls;
                tls::register(
                    object,
                    if is_static {
                        Place::Static
                    } else {
                        Place::Dynamic
                    },
                )?;
            }
        }
        Ok(())
    }

    /// `dlopen`, up to the initialisers: gives the object and what remains to be started.
    pub fn open(&mut self, name: &str, caller: Option<usize>, mode: OpenMode) -> Result<usize> {
        let before: Vec<bool> = self.objects.iter().map(Option::is_some).collect();
        let result = self.open_all(name, caller, mode);
        if result.is_err() {
            let is_new = |number: &usize| !before.get(*number).copied().unwrap_or(false);
            let new: Vec<usize> = self
                .iter()
                .map(|(number, _)| number)
                .filter(is_new)
                .collect();
            for number in new {
                self.remove(number);
            }
        }
        debugger::settled();
        result
    }

    fn open_all(&mut self, name: &str, caller: Option<usize>, mode: OpenMode) -> Result<usize> {
        let root = self.load(name, caller, &[], mode)?;
        let order = self.load_needs(&[root])?;
        let known = tls::modules();
        self.place_tls(&order, false)?;
        self.bind(&order, &order, mode.binding)?;
        tls::fill_behind(known);
        for &number in &order {
            let object = self.object_mut(number);
            if object.local_scope.is_empty() {
                object.local_scope = order.clone();
            }
            if mode.global && !object.global {
                object.global = true;
                self.global.push(number);
            }
        }
        let object = self.object_mut(root);
        object.references += 1;
        object.permanent |= mode.permanent || object.dynamic.no_delete;
        Ok(root)
    }

    /// Objects to start, those that others need first. They count as started from now on.
    pub fn take_unstarted(&mut self, roots: &[usize]) -> Vec<usize> {
        let mut order = Vec::new();
        for &root in roots {
            self.visit(root, &mut order);
        }
        self.started.extend_from_slice(&order);
        order
    }

    fn visit(&mut self, number: usize, order: &mut Vec<usize>) {
        if core::mem::replace(&mut self.object_mut(number).initialised, true) {
            return;
        }
        // The last need first, as glibc has it: only the order of those that do not need each other depends on it.
        for need in self.object(number).needs.clone().into_iter().rev() {
            self.visit(need, order);
        }
        order.push(number);
    }

    /// Drops one reference of `dlopen`; gives the objects that nobody needs any more, in the order
    /// in which they must be ended.
    pub fn close(&mut self, number: usize) -> Vec<usize> {
        let object = self.object_mut(number);
        object.references = object.references.saturating_sub(1);
        if object.permanent || object.references > 0 {
            return Vec::new();
        }
        let mut kept: Vec<usize> = self
            .iter()
            .filter(|(_, object)| object.permanent || object.references > 0)
            .map(|(number, _)| number)
            .collect();
        let mut next = 0;
        while next < kept.len() {
            let object = self.object(kept[next]);
            for &other in object.needs.iter().chain(&object.bound) {
                if !kept.contains(&other) {
                    kept.push(other);
                }
            }
            next += 1;
        }
        let ending: Vec<usize> = self
            .started
            .iter()
            .rev()
            .copied()
            .filter(|number| !kept.contains(number))
            .collect();
        self.started.retain(|number| kept.contains(number));
        ending
    }

    /// All that was started, for the end of the process, in the order of ending.
    pub fn take_started(&mut self) -> Vec<usize> {
        core::mem::take(&mut self.started)
            .into_iter()
            .rev()
            .collect()
    }

    /// Unloads an object that nothing refers to.
    pub fn remove(&mut self, number: usize) {
        let Some(object) = self.objects[number].take() else {
            return;
        };
        self.global.retain(|&other| other != number);
        for other in self.objects.iter_mut().flatten() {
            other.local_scope.retain(|&n| n != number);
        }
        if let Some(tls) = object.tls.filter(|tls| tls.module != 0) {
            tls::unregister(&tls);
        }
        self.unloads += 1;
        debugger::changing(State::Removing);
        self.chain();
        // SAFETY: `close` found nothing that needs it or was bound to it; or it was never bound.
        unsafe { map::unload(*object) };
    }

    /// The initialisers of an object, in order.
    pub fn init_functions(&self, number: usize) -> Vec<usize> {
        let dynamic = &self.object(number).dynamic;
        let init = dynamic.init.as_slice();
        functions(init.iter().chain(dynamic.init_array))
    }

    /// The functions that end an object, in order.
    pub fn fini_functions(&self, number: usize) -> Vec<usize> {
        let dynamic = &self.object(number).dynamic;
        let array = dynamic.fini_array.iter().rev();
        functions(array.chain(dynamic.fini.as_slice()))
    }

    /// The first definition of a name among `scope`.
    pub fn find(&self, scope: &[usize], wanted: &Wanted) -> Option<Definition<'_>> {
        scope.iter().find_map(|&number| {
            let object = self.object(number);
            let symbol = symbols::find(object, wanted)?;
            Some(Definition { object, symbol })
        })
    }

    /// The object that holds an address.
    pub fn holder(&self, address: usize) -> Option<usize> {
        self.iter()
            .find(|(_, object)| object.holds(address))
            .map(|(number, _)| number)
    }
}

/// Runs the initialisers of those in `order`, without the lock.
pub fn start(order: &[usize]) {
    for &number in order {
        let functions = LINKER.lock().init_functions(number);
        // SAFETY: the object is relocated; its dynamic section says that these are functions.
        unsafe { call(functions) };
    }
}

/// Runs what the program wants done before any library's initialisers (`DT_PREINIT_ARRAY`).
pub fn before_all() {
    let functions = functions(LINKER.lock().object(PROGRAM).dynamic.preinit_array.iter());
    // SAFETY: as in `start`.
    unsafe { call(functions) };
}

/// The functions of a table, without its empty entries.
fn functions<'t>(table: impl Iterator<Item = &'t usize>) -> Vec<usize> {
    let real = |&function: &usize| function != 0 && function != usize::MAX;
    table.copied().filter(real).collect()
}

/// Calls initialisers, without the lock.
///
/// # Safety
/// They are functions of relocated objects.
unsafe fn call(functions: Vec<usize>) {
    let arguments = LINKER.lock().arguments;
    for function in functions {
        // SAFETY: the caller's promise.
        unsafe {
            let function: InitFunction = core::mem::transmute(function);
            function(arguments.count, arguments.arguments, arguments.environment);
        }
    }
}

/// Runs the ending functions of those in `order`, without the lock.
pub fn end(order: &[usize]) {
    for &number in order {
        let functions = LINKER.lock().fini_functions(number);
        for function in functions {
            // SAFETY: as in `start`.
            unsafe {
                let function: FiniFunction = core::mem::transmute(function);
                function();
            }
        }
    }
}

/// The paths of a list such as LD_PRELOAD: separated by spaces or colons.
pub fn split_list(list: &str) -> impl Iterator<Item = String> + '_ {
    list.split([' ', ':'])
        .filter(|part| !part.is_empty())
        .map(ToString::to_string)
}
