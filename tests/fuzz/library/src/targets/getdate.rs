//! `getdate` with a file of templates. Input: the text. It must not crash, and what it answers must be a time that there is.

use std::sync::Once;

use relibc::header::stdlib::env::setenv;
use relibc::header::time;

use crate::fence::Fenced;
use crate::host;

const TEMPLATES: &str = "%m\n%A %B %d, %Y, %H:%M:%S\n%A\n%B\n%m/%d/%y %I %p\n%d,%m,%Y %H:%M\nat %A the %dst of %B in %Y\nrun job at %I %p,%B %dnd\n%A den %d. %B %Y %H.%M Uhr\n%j %Y\n%s\n%U %w %C\n";

pub fn run(data: &[u8]) {
    host::use_utf8();
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let path = std::env::temp_dir().join("ochre-fuzz-templates");
        std::fs::write(&path, TEMPLATES).unwrap();
        let path = std::ffi::CString::new(path.to_str().unwrap()).unwrap();
        // SAFETY: strings; nobody else uses relibc's environment.
        assert_eq!(unsafe { setenv(c"DATEMSK".as_ptr(), path.as_ptr(), 1) }, 0);
    });
    let text = Fenced::string(data);
    // SAFETY: a string; the answer is the library's own.
    if let Some(found) = unsafe { time::getdate(text.as_c()).as_ref() } {
        assert!(
            (0..12).contains(&found.tm_mon)
                && (1..=31).contains(&found.tm_mday)
                && (0..7).contains(&found.tm_wday),
            "{found:?}"
        );
        assert!(
            (0..24).contains(&found.tm_hour)
                && (0..60).contains(&found.tm_min)
                && (0..=60).contains(&found.tm_sec),
            "{found:?}"
        );
    }
}
