//! One parser, or a family of them, a file.

pub mod addresses;
pub mod catalogs;
pub mod collation;
pub mod crypt;
pub mod database;
pub mod dns;
pub mod elf;
pub mod fnmatch;
pub mod getdate;
pub mod glob;
pub mod iconv;
pub mod integers;
pub mod locale_source;
pub mod money;
pub mod printf;
pub mod regex;
pub mod scanf;
pub mod strftime;
pub mod strptime;
pub mod strtod;
pub mod tzif;
pub mod tzrule;
pub mod wordexp;
