//! Reading a ustar archive (POSIX pax, "ustar Interchange Format").

const BLOCK: usize = 512;

/// The contents of the regular file `path` in `archive`.
pub fn find<'a>(archive: &'a [u8], path: &str) -> Option<&'a [u8]> {
    let mut rest = archive;
    while let Some(header) = rest.get(..BLOCK) {
        if header.get(257..262)? != b"ustar" {
            return None;
        }
        let size = octal(&header[124..136])?;
        let contents = rest.get(BLOCK..)?.get(..size)?;
        let regular = matches!(header[156], b'0' | 0);
        if regular && is_named(header, path.as_bytes()) {
            return Some(contents);
        }
        rest = rest.get(BLOCK + size.next_multiple_of(BLOCK)..)?;
    }
    None
}

/// A NUL- or space-terminated octal number.
fn octal(field: &[u8]) -> Option<usize> {
    field
        .iter()
        .take_while(|&&byte| byte != 0 && byte != b' ')
        .try_fold(0usize, |value, byte| match byte {
            b'0'..=b'7' => value.checked_mul(8)?.checked_add(usize::from(byte - b'0')),
            _ => None,
        })
}

fn text(field: &[u8]) -> &[u8] {
    let end = field.iter().position(|&byte| byte == 0);
    &field[..end.unwrap_or(field.len())]
}

/// Whether prefix and name make up `path`; a leading `./` or `/` does not count.
fn is_named(header: &[u8], path: &[u8]) -> bool {
    let (prefix, name) = (text(&header[345..500]), text(&header[..100]));
    let whole = if prefix.is_empty() {
        name == path
            || name.strip_prefix(b"./") == Some(path)
            || name.strip_prefix(b"/") == Some(path)
    } else {
        let prefix = prefix.strip_prefix(b"./").unwrap_or(prefix);
        path.strip_prefix(prefix)
            .and_then(|rest| rest.strip_prefix(b"/"))
            == Some(name)
    };
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn files_that_tar_packed_are_found() {
        let folder = std::env::temp_dir().join(format!("ochre-archive-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("boot")).unwrap();
        std::fs::write(folder.join("boot/bootstrap"), b"the first program").unwrap();
        std::fs::write(folder.join("empty"), b"").unwrap();
        let archive = Command::new("tar")
            .args(["--format=ustar", "-c", "-C"])
            .arg(&folder)
            .arg(".")
            .output()
            .unwrap()
            .stdout;
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(
            find(&archive, "boot/bootstrap"),
            Some(&b"the first program"[..])
        );
        assert_eq!(find(&archive, "empty"), Some(&b""[..]));
        assert_eq!(find(&archive, "boot"), None);
        assert_eq!(find(&archive[..700], "boot/bootstrap"), None);
    }
}
