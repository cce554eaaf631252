#![cfg_attr(fuzzing, no_main)]
relibc_fuzz::executable!(elf);
