//! Sources of locales, as `localedef` reads them: an error, or a file that the library takes. Input: the source.

use std::path::PathBuf;
use std::sync::OnceLock;

pub fn run(data: &[u8]) {
    // What is copied would be other files of this machine.
    if data.len() > 20_000 || data.windows(4).any(|word| word == b"copy") {
        return;
    }
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    let file = FILE.get_or_init(|| {
        std::env::temp_dir().join(format!("ochre-fuzz-locale-{}", std::process::id()))
    });
    std::fs::write(file, data).unwrap();
    if let Ok(bytes) = localedef::compile(file) {
        assert!(
            locale_format::File::new(&bytes).is_some(),
            "localedef wrote a file that the library does not take"
        );
    }
}
