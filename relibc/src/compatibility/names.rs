//! Other names of functions. Each is a jump in a section of its own, so that a static program keeps only those it calls;
//! a jump serves functions with any arguments.

/// Defines functions of the first name that jump to those of the second.
#[cfg(not(test))]
macro_rules! names {
    ($($name:literal = $function:literal;)*) => {
        $(core::arch::global_asm!(
            concat!(".section .text.", $name, ",\"ax\",@progbits"),
            concat!(".globl ", $name),
            concat!(".type ", $name, ",@function"),
            concat!($name, ":"),
            concat!("jmp qword ptr [rip + ", $function, "@GOTPCREL]"),
            concat!(".size ", $name, ", .-", $name),
            ".text",
        );)*
    };
}

// Files have 64-bit sizes always.
#[cfg(not(test))]
names! {
    "aio_cancel64" = "aio_cancel";
    "aio_error64" = "aio_error";
    "aio_fsync64" = "aio_fsync";
    "aio_read64" = "aio_read";
    "aio_return64" = "aio_return";
    "aio_suspend64" = "aio_suspend";
    "aio_write64" = "aio_write";
    "lio_listio64" = "lio_listio";
    "alphasort64" = "alphasort";
    "creat64" = "creat";
    "fallocate64" = "fallocate";
    "fgetpos64" = "fgetpos";
    "fopen64" = "fopen";
    "freopen64" = "freopen";
    "fseeko64" = "fseeko";
    "fsetpos64" = "fsetpos";
    "fstat64" = "fstat";
    "fstatat64" = "fstatat";
    "fstatfs64" = "fstatfs";
    "fstatvfs64" = "fstatvfs";
    "ftello64" = "ftello";
    "ftruncate64" = "ftruncate";
    "ftw64" = "ftw";
    "getrlimit64" = "getrlimit";
    "glob64" = "glob";
    "globfree64" = "globfree";
    "lockf64" = "lockf";
    "lseek64" = "lseek";
    "lstat64" = "lstat";
    "mkostemp64" = "mkostemp";
    "mkostemps64" = "mkostemps";
    "mkstemp64" = "mkstemp";
    "mkstemps64" = "mkstemps";
    "mmap64" = "mmap";
    "nftw64" = "nftw";
    "open64" = "open";
    "openat64" = "openat";
    "posix_fadvise64" = "posix_fadvise";
    "posix_fallocate64" = "posix_fallocate";
    "pread64" = "pread";
    "preadv64" = "preadv";
    "prlimit64" = "prlimit";
    "pwrite64" = "pwrite";
    "pwritev64" = "pwritev";
    "readdir64" = "readdir";
    "scandir64" = "scandir";
    "sendfile64" = "sendfile";
    "setrlimit64" = "setrlimit";
    "stat64" = "stat";
    "statfs64" = "statfs";
    "statvfs64" = "statvfs";
    "tmpfile64" = "tmpfile";
    "truncate64" = "truncate";
    "versionsort64" = "versionsort";
    "getdents64" = "getdents";
    "readdir64_r" = "readdir_r";
}

// glibc's names of scanf as ISO C99 has it.
#[cfg(not(test))]
names! {
    "__isoc99_fscanf" = "fscanf";
    "__isoc99_fwscanf" = "fwscanf";
    "__isoc99_scanf" = "scanf";
    "__isoc99_sscanf" = "sscanf";
    "__isoc99_swscanf" = "swscanf";
    "__isoc99_vfscanf" = "vfscanf";
    "__isoc99_vfwscanf" = "vfwscanf";
    "__isoc99_vscanf" = "vscanf";
    "__isoc99_vsscanf" = "vsscanf";
    "__isoc99_vswscanf" = "vswscanf";
    "__isoc99_vwscanf" = "vwscanf";
    "__isoc99_wscanf" = "wscanf";
}

// Names by which libraries call their own functions.
#[cfg(not(test))]
names! {
    "__isalnum_l" = "isalnum_l";
    "__isalpha_l" = "isalpha_l";
    "__isblank_l" = "isblank_l";
    "__iscntrl_l" = "iscntrl_l";
    "__isdigit_l" = "isdigit_l";
    "__isgraph_l" = "isgraph_l";
    "__islower_l" = "islower_l";
    "__isprint_l" = "isprint_l";
    "__ispunct_l" = "ispunct_l";
    "__isspace_l" = "isspace_l";
    "__isupper_l" = "isupper_l";
    "__isxdigit_l" = "isxdigit_l";
    "__iswalnum_l" = "iswalnum_l";
    "__iswalpha_l" = "iswalpha_l";
    "__iswblank_l" = "iswblank_l";
    "__iswcntrl_l" = "iswcntrl_l";
    "__iswctype_l" = "iswctype_l";
    "__iswdigit_l" = "iswdigit_l";
    "__iswgraph_l" = "iswgraph_l";
    "__iswlower_l" = "iswlower_l";
    "__iswprint_l" = "iswprint_l";
    "__iswpunct_l" = "iswpunct_l";
    "__iswspace_l" = "iswspace_l";
    "__iswupper_l" = "iswupper_l";
    "__iswxdigit_l" = "iswxdigit_l";
    "__tolower_l" = "tolower_l";
    "__toupper_l" = "toupper_l";
    "__towctrans_l" = "towctrans_l";
    "__towlower_l" = "towlower_l";
    "__towupper_l" = "towupper_l";
    "__wctrans_l" = "wctrans_l";
    "__wctype_l" = "wctype_l";
    "__strcasecmp_l" = "strcasecmp_l";
    "__strcoll_l" = "strcoll_l";
    "__strerror_l" = "strerror_l";
    "__strncasecmp_l" = "strncasecmp_l";
    "__strtod_l" = "strtod_l";
    "__strtof_l" = "strtof_l";
    "__strtold_l" = "strtold_l";
    "__strxfrm_l" = "strxfrm_l";
    "__wcscoll_l" = "wcscoll_l";
    "__wcsftime_l" = "wcsftime_l";
    "__wcsxfrm_l" = "wcsxfrm_l";
    "__duplocale" = "duplocale";
    "__freelocale" = "freelocale";
    "__newlocale" = "newlocale";
    "__uselocale" = "uselocale";
    "__nl_langinfo" = "nl_langinfo";
    "__nl_langinfo_l" = "nl_langinfo_l";
    "__strtol_internal" = "strtol";
    "__strtoll_internal" = "strtoll";
    "__strtoul_internal" = "strtoul";
    "__strtoull_internal" = "strtoull";
    "__strtoimax_internal" = "strtoimax";
    "__strtoumax_internal" = "strtoumax";
    "_IO_getc" = "getc";
    "_IO_putc" = "putc";
    "_IO_getc_unlocked" = "getc_unlocked";
    "_IO_putc_unlocked" = "putc_unlocked";
    "_IO_feof_unlocked" = "feof_unlocked";
    "_IO_ferror_unlocked" = "ferror_unlocked";
    "__fgetwc_unlocked" = "fgetwc_unlocked";
    "__fputwc_unlocked" = "fputwc_unlocked";
    "__posix_getopt" = "getopt";
    "__lgammal_r" = "lgammal_r";
    "__setjmp" = "setjmp";
}

// An older name.
#[cfg(not(test))]
names! {
    "pow10l" = "exp10l";
}
