//! Files, folders, what is known of them, time and the environment.

use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{
    symlink, DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt, PermissionsExt,
};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{env, process};

fn main() -> io::Result<()> {
    let room = env::temp_dir().join(format!("rust-files-{}", process::id()));
    fs::create_dir(&room)?;
    env::set_current_dir(&room)?;
    reading_and_writing()?;
    positions()?;
    errors();
    what_is_known()?;
    links()?;
    folders()?;
    locks()?;
    devices()?;
    environment()?;
    time();
    env::set_current_dir("/")?;
    fs::remove_dir_all(&room)?;
    println!("room gone: {}", !room.exists());
    Ok(())
}

fn reading_and_writing() -> io::Result<()> {
    fs::write("text", "one\ntwo\nthree\n")?;
    OpenOptions::new()
        .append(true)
        .open("text")?
        .write_all(b"four\n")?;
    let lines: Vec<String> = BufReader::new(File::open("text")?)
        .lines()
        .collect::<io::Result<_>>()?;
    println!("lines: {lines:?}");
    let mut out = BufWriter::new(File::create("big")?);
    for n in 0..50_000_u32 {
        out.write_all(&n.to_le_bytes())?;
    }
    out.into_inner()?.sync_all()?;
    let bytes = fs::read("big")?;
    let sum: u64 = bytes
        .chunks(4)
        .map(|c| u64::from(u32::from_le_bytes(c.try_into().unwrap())))
        .sum();
    println!("big: {} bytes, sum {sum}", bytes.len());
    println!("copied: {}", fs::copy("big", "copy")?);
    println!("same: {}", fs::read("copy")? == bytes);
    let mut parts = Vec::new();
    let file = File::open("text")?;
    (&file).take(5).read_to_end(&mut parts)?;
    (&file).read_to_end(&mut parts)?;
    println!("read: {}", parts.len());
    Ok(())
}

fn positions() -> io::Result<()> {
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .open("holes")?;
    file.seek(SeekFrom::Start(10_000))?;
    file.write_all(b"end")?;
    println!(
        "at {}; {} from the end",
        file.stream_position()?,
        file.seek(SeekFrom::End(-3))?
    );
    file.write_all_at(b"start", 0)?;
    let mut word = [0; 5];
    file.read_exact_at(&mut word, 0)?;
    println!(
        "{:?}, then {:?}",
        str::from_utf8(&word).unwrap().to_owned(),
        file.read_at(&mut word, 5000)?
    );
    file.set_len(4)?;
    file.rewind()?;
    let mut left = String::new();
    file.read_to_string(&mut left)?;
    println!(
        "cut: {left:?}; past the end: {:?}",
        file.read_exact_at(&mut word, 2).map_err(|e| e.kind())
    );
    let second = file.try_clone()?;
    file.seek(SeekFrom::Start(2))?;
    println!("one position: {}", (&second).stream_position()?);
    Ok(())
}

fn errors() {
    let told = |what: &str, result: io::Result<()>| match result {
        Ok(()) => println!("{what}: fine"),
        Err(error) => println!(
            "{what}: {:?}, {:?}, {error}",
            error.kind(),
            error.raw_os_error()
        ),
    };
    told("missing", File::open("nothing").map(drop));
    told("folder of a file", File::open("text/below").map(drop));
    told(
        "created again",
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .open("text")
            .map(drop),
    );
    told("a folder as a file", fs::write("/", "x"));
    told("folder again", fs::create_dir("/"));
    told("no folder", fs::remove_dir("nothing"));
    told("a bad name", File::open("nul\0byte").map(drop));
    told(
        "not open for writing",
        File::open("text").and_then(|mut f| f.write_all(b"x")),
    );
    println!("kinds: {}", ErrorKind::NotFound);
}

fn what_is_known() -> io::Result<()> {
    let known = fs::metadata("text")?;
    println!(
        "file {} folder {} length {} links {} device {}",
        known.is_file(),
        known.is_dir(),
        known.len(),
        known.nlink(),
        known.dev() == fs::metadata(".")?.dev(),
    );
    fs::set_permissions("text", Permissions::from_mode(0o640))?;
    println!("mode {:o}", fs::metadata("text")?.permissions().mode());
    let mut permissions = fs::metadata("text")?.permissions();
    permissions.set_readonly(true);
    fs::set_permissions("text", permissions)?;
    println!("read-only {:o}", fs::metadata("text")?.mode() & 0o777);
    OpenOptions::new()
        .write(true)
        .create(true)
        .mode(0o600)
        .open("private")?;
    println!("private {:o}", fs::metadata("private")?.mode() & 0o777);
    let when = UNIX_EPOCH + Duration::new(1_000_000_000, 5000);
    File::options()
        .write(true)
        .open("private")?
        .set_modified(when)?;
    println!(
        "modified as set: {}",
        fs::metadata("private")?.modified()? == when
    );
    let age = SystemTime::now().duration_since(fs::metadata("copy")?.modified()?);
    println!(
        "made just now: {}",
        age.is_ok_and(|age| age < Duration::from_secs(60))
    );
    Ok(())
}

fn links() -> io::Result<()> {
    fs::hard_link("text", "hard")?;
    symlink("hard", "soft")?;
    println!("points to {:?}", fs::read_link("soft")?);
    println!(
        "link {} {}",
        fs::symlink_metadata("soft")?.is_symlink(),
        fs::metadata("soft")?.nlink()
    );
    println!(
        "canonical: {}",
        fs::canonicalize("./soft")? == env::current_dir()?.canonicalize()?.join("hard")
    );
    fs::remove_file("hard")?;
    println!(
        "dangling: {} {}",
        Path::new("soft").exists(),
        Path::new("soft").is_symlink()
    );
    symlink("round", "round")?;
    println!(
        "a loop: {:?}",
        fs::metadata("round")
            .map(drop)
            .map_err(|e| e.raw_os_error())
    );
    fs::rename("soft", "softer")?;
    println!("renamed: {:?}", fs::read_link("softer")?);
    Ok(())
}

fn folders() -> io::Result<()> {
    fs::create_dir_all("tree/a/b/c")?;
    fs::DirBuilder::new().mode(0o700).create("tree/private")?;
    for name in ["tree/z", "tree/a/y", "tree/a/b/x"] {
        fs::write(name, name)?;
    }
    symlink("/", "tree/root")?;
    let mut entries: Vec<_> = fs::read_dir("tree")?
        .map(|entry| {
            entry.and_then(|e| {
                Ok((
                    e.file_name(),
                    e.file_type()?.is_dir(),
                    e.file_type()?.is_symlink(),
                ))
            })
        })
        .collect::<io::Result<_>>()?;
    entries.sort();
    println!("{entries:?}");
    println!(
        "not empty: {:?}",
        fs::remove_dir("tree/a").map_err(|e| e.kind())
    );
    fs::rename("tree/a", "moved")?;
    println!("moved: {}", fs::read_to_string("moved/b/x")?);
    fs::create_dir("many")?;
    for n in 0..300 {
        File::create(format!("many/a file with number {n}"))?;
    }
    println!("many: {}", fs::read_dir("many")?.count());
    fs::remove_dir_all("tree")?;
    println!(
        "removed: {}; the link's target is there: {}",
        !Path::new("tree").exists(),
        Path::new("/").exists()
    );
    Ok(())
}

fn locks() -> io::Result<()> {
    let (one, two) = (File::open("text")?, File::open("text")?);
    one.lock()?;
    println!(
        "locked: {}",
        matches!(two.try_lock(), Err(TryLockError::WouldBlock))
    );
    one.unlock()?;
    two.try_lock_shared()?;
    one.try_lock_shared()?;
    println!("shared");
    Ok(())
}

fn devices() -> io::Result<()> {
    let mut zeros = [1; 64];
    File::open("/dev/zero")?.read_exact(&mut zeros)?;
    println!("zero: {}", zeros.iter().all(|&b| b == 0));
    println!("null: {}", fs::read("/dev/null")?.len());
    println!(
        "full: {:?}",
        fs::write("/dev/full", "x").map_err(|e| e.kind())
    );
    Ok(())
}

fn environment() -> io::Result<()> {
    println!("path: {:?}", env::var("PATH"));
    println!("unset: {:?}", env::var("NO_SUCH_VARIABLE"));
    // SAFETY: no other thread runs.
    unsafe { env::set_var("COLOUR", "bl\u{fc}e") };
    println!("set: {:?}", env::var("COLOUR"));
    // SAFETY: no other thread runs.
    unsafe { env::remove_var("COLOUR") };
    println!("removed: {}", env::var_os("COLOUR").is_none());
    println!("arguments: {}", env::args().count());
    println!("program: {:?}", env::current_exe()?.file_name());
    println!(
        "here: {}",
        env::current_dir()?.ends_with(format!("rust-files-{}", process::id()))
    );
    Ok(())
}

fn time() {
    let (instant, system) = (Instant::now(), SystemTime::now());
    std::thread::sleep(Duration::from_millis(20));
    println!(
        "monotonic: {}",
        instant.elapsed() >= Duration::from_millis(20)
    );
    println!(
        "system: {}",
        system
            .elapsed()
            .is_ok_and(|d| d >= Duration::from_millis(20) && d.as_secs() < 60)
    );
    let years = system.duration_since(UNIX_EPOCH).unwrap().as_secs() / 31_556_952;
    println!("a year of this century: {}", (54..130).contains(&years));
}
