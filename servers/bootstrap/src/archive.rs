//! Finding a file in a ustar archive (POSIX.1-2024, pax, "ustar Interchange Format").

const BLOCK: usize = 512;

/// A field up to its first NUL.
fn text(field: &[u8]) -> &[u8] {
    let end = field
        .iter()
        .position(|&byte| byte == 0)
        .unwrap_or(field.len());
    &field[..end]
}

/// An octal number, ended by a space or NUL.
fn octal(field: &[u8]) -> Option<usize> {
    let mut digits = field.iter().take_while(|byte| (b'0'..=b'7').contains(byte));
    digits.try_fold(0usize, |sum, digit| {
        sum.checked_mul(8)?.checked_add(usize::from(digit - b'0'))
    })
}

/// Whether an entry's prefix and name together are `path`.
fn is_named(header: &[u8], path: &[u8]) -> bool {
    let (name, prefix) = (text(&header[..100]), text(&header[345..500]));
    let behind = match prefix {
        b"" => Some(path),
        prefix => path
            .strip_prefix(prefix)
            .and_then(|rest| rest.strip_prefix(b"/")),
    };
    let name = name.strip_prefix(b"./").unwrap_or(name);
    behind == Some(name)
}

/// The content of the regular file `path` (without a leading slash), or none.
pub fn find<'a>(archive: &'a [u8], path: &[u8]) -> Option<&'a [u8]> {
    let mut rest = archive;
    while let Some((header, behind)) = rest.split_at_checked(BLOCK) {
        if header.iter().all(|&byte| byte == 0) {
            return None;
        }
        let size = octal(&header[124..136])?;
        let is_file = matches!(header[156], b'0' | 0);
        if is_file && is_named(header, path) {
            return behind.get(..size);
        }
        rest = behind.get(size.checked_next_multiple_of(BLOCK)?..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::find;
    use std::fs;
    use std::process::Command;

    #[test]
    fn files_that_tar_packed_are_found() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let deep = format!("{}/{}", "d".repeat(90), "e".repeat(90));
        fs::create_dir_all(folder.path().join(&deep)).expect("folders");
        fs::create_dir(folder.path().join("boot")).expect("folder");
        fs::write(folder.path().join("boot/procd"), vec![7; 1500]).expect("file");
        fs::write(folder.path().join("empty"), b"").expect("file");
        fs::write(folder.path().join(&deep).join("far"), b"away").expect("file");
        let mut tar = Command::new("tar");
        tar.args(["--format=ustar", "-cf", "-", "boot", "empty", &deep])
            .current_dir(&folder);
        let archive = tar.output().expect("tar runs").stdout;
        assert_eq!(find(&archive, b"boot/procd"), Some(&[7; 1500][..]));
        assert_eq!(find(&archive, b"empty"), Some(&b""[..]));
        assert_eq!(
            find(&archive, format!("{deep}/far").as_bytes()),
            Some(&b"away"[..])
        );
        assert_eq!(find(&archive, b"boot"), None, "a folder");
        assert_eq!(find(&archive, b"nothing"), None);
        for cut in [0, 100, 512, 700, 1600] {
            // However the archive is cut, there is an answer and no panic.
            let _ = find(&archive[..cut.min(archive.len())], b"boot/procd");
        }
    }
}
