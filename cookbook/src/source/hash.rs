//! BLAKE3 of files and of folders.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The hash of a file's bytes, in hexadecimal.
pub fn hash_file(path: &Path) -> Result<String> {
    let file = File::open(path).with_context(|| format!("{}: cannot read", path.display()))?;
    let mut hasher = blake3::Hasher::new();
    hasher
        .update_reader(file)
        .with_context(|| format!("{}: cannot read", path.display()))?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// The hash of files and whole folders below `top`: names, contents, whether executable. Folders called
/// `target` and `.git`, and symbolic links, are left out.
pub fn hash_paths(top: &Path, paths: &[&str]) -> Result<String> {
    let mut files = Vec::new();
    for path in paths {
        collect(&top.join(path), &mut files)?;
    }
    files.sort();
    files.dedup();
    let mut hasher = blake3::Hasher::new();
    for file in files {
        let name = file
            .strip_prefix(top)
            .unwrap_or(&file)
            .to_string_lossy()
            .into_owned();
        hasher.update(format!("{name}\0{}\n", hash_file(&file)?).as_bytes());
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// Lists the files below `path`.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let kind = fs::metadata(path).with_context(|| format!("{}: cannot read", path.display()))?;
    if kind.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path).with_context(|| format!("{}: cannot read", path.display()))? {
        let entry = entry?;
        let name = entry.file_name();
        if name != "target" && name != ".git" && !entry.file_type()?.is_symlink() {
            collect(&entry.path(), files)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_nothing_is_the_one_in_the_blake3_paper() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert_eq!(
            hash_file(file.path()).unwrap(),
            "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"
        );
    }

    #[test]
    fn a_folder_s_hash_changes_with_a_file_s_name_and_with_its_bytes() {
        let hash = |name: &str, text: &str| {
            let dir = tempfile::tempdir().unwrap();
            fs::write(dir.path().join(name), text).unwrap();
            hash_paths(dir.path(), &["."]).unwrap()
        };
        assert_eq!(hash("a", "1"), hash("a", "1"));
        assert_ne!(hash("a", "1"), hash("b", "1"));
        assert_ne!(hash("a", "1"), hash("a", "2"));
    }
}
