//! relibc's headers against a real musl's: constants, sizes, alignments and member offsets.
//!
//! A program compiled against musl (Debian's `musl-tools`) prints what it sees; what relibc's headers
//! say is then checked by a file of static assertions, so nothing of relibc needs to be linked. Each
//! header must also compile alone, as C99, as C17 and as C++.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where Debian keeps musl's headers.
const MUSL: &str = "/usr/include/x86_64-linux-musl";

/// Headers whose constants are compared.
const CONSTANTS: &[&str] = &[
    "errno.h",
    "fcntl.h",
    "signal.h",
    "termios.h",
    "poll.h",
    "sched.h",
    "pthread.h",
    "unistd.h",
    "dirent.h",
    "dlfcn.h",
    "spawn.h",
    "netdb.h",
    "resolv.h",
    "arpa/nameser.h",
    "netinet/in.h",
    "netinet/tcp.h",
    "time.h",
    "limits.h",
    "stdio.h",
    "stdlib.h",
    "wchar.h",
    "locale.h",
    "langinfo.h",
    "regex.h",
    "fnmatch.h",
    "glob.h",
    "math.h",
    "fenv.h",
    "sys/stat.h",
    "sys/mman.h",
    "sys/wait.h",
    "sys/time.h",
    "sys/resource.h",
    "sys/ioctl.h",
    "sys/select.h",
    "sys/socket.h",
    "sys/statvfs.h",
    "sys/file.h",
    "sys/epoll.h",
    "sys/eventfd.h",
    "sys/timerfd.h",
    "sys/signalfd.h",
    "sys/inotify.h",
    "sys/prctl.h",
    "sys/xattr.h",
    "sys/mount.h",
    "sys/random.h",
    "sys/reboot.h",
    "sys/ipc.h",
    "sys/shm.h",
    "sys/sem.h",
    "sys/msg.h",
    "sys/syscall.h",
    "net/if.h",
];

/// Constants that differ on purpose: relibc follows a later POSIX, or counts otherwise. And what is no constant but
/// another name of a macro with arguments.
const OURS: &[&str] = &[
    "_POSIX_VERSION",
    "_POSIX2_VERSION",
    "_XOPEN_VERSION",
    "_XOPEN_SOURCE",
    "_GNU_SOURCE",
    "GETSHORT",
    "GETLONG",
    "PUTSHORT",
    "PUTLONG",
];

/// Header, type, members.
const TYPES: &[(&str, &str, &str)] = &[
    ("sys/types.h", "size_t", ""),
    ("sys/types.h", "off_t", ""),
    ("sys/types.h", "dev_t", ""),
    ("sys/types.h", "nlink_t", ""),
    ("sys/types.h", "pthread_t", ""),
    ("sys/types.h", "pthread_attr_t", ""),
    ("sys/types.h", "pthread_mutex_t", ""),
    ("sys/types.h", "pthread_cond_t", ""),
    ("sys/types.h", "pthread_rwlock_t", ""),
    ("sys/types.h", "pthread_barrier_t", ""),
    ("sys/types.h", "pthread_mutexattr_t", ""),
    ("sys/types.h", "pthread_rwlockattr_t", ""),
    ("semaphore.h", "sem_t", ""),
    ("setjmp.h", "jmp_buf", ""),
    ("setjmp.h", "sigjmp_buf", ""),
    ("time.h", "struct timespec", "tv_sec tv_nsec"),
    ("time.h", "struct tm", "tm_sec tm_min tm_hour tm_mday tm_mon tm_year tm_wday tm_yday tm_isdst tm_gmtoff tm_zone"),
    ("time.h", "struct itimerspec", "it_interval it_value"),
    ("sys/time.h", "struct timeval", "tv_sec tv_usec"),
    ("sys/time.h", "struct itimerval", "it_interval it_value"),
    ("sys/stat.h", "struct stat", "st_dev st_ino st_nlink st_mode st_uid st_gid st_rdev st_size st_blksize st_blocks st_atim st_mtim st_ctim"),
    ("sys/statvfs.h", "struct statvfs", "f_bsize f_frsize f_blocks f_bfree f_bavail f_files f_ffree f_favail f_fsid f_flag f_namemax"),
    ("sys/statfs.h", "struct statfs", "f_type f_bsize f_blocks f_bfree f_bavail f_files f_ffree f_fsid f_namelen f_frsize f_flags"),
    ("fcntl.h", "struct flock", "l_type l_whence l_start l_len l_pid"),
    ("fcntl.h", "struct f_owner_ex", "type pid"),
    ("signal.h", "struct sigaction", "sa_handler sa_mask sa_flags sa_restorer"),
    ("signal.h", "siginfo_t", "si_signo si_errno si_code si_pid si_uid si_status si_utime si_stime si_value si_addr si_band si_fd si_timerid si_overrun si_call_addr si_syscall si_arch"),
    ("signal.h", "sigset_t", ""),
    ("signal.h", "stack_t", "ss_sp ss_flags ss_size"),
    ("signal.h", "struct sigevent", "sigev_value sigev_signo sigev_notify sigev_notify_function sigev_notify_attributes"),
    ("signal.h", "union sigval", "sival_int sival_ptr"),
    ("ucontext.h", "ucontext_t", "uc_flags uc_link uc_stack uc_mcontext uc_sigmask"),
    ("ucontext.h", "mcontext_t", "gregs fpregs"),
    ("termios.h", "struct termios", "c_iflag c_oflag c_cflag c_lflag c_line c_cc"),
    ("dirent.h", "struct dirent", "d_ino d_off d_reclen d_type d_name"),
    ("poll.h", "struct pollfd", "fd events revents"),
    ("sched.h", "struct sched_param", "sched_priority"),
    ("sched.h", "cpu_set_t", ""),
    ("spawn.h", "posix_spawnattr_t", ""),
    ("spawn.h", "posix_spawn_file_actions_t", ""),
    ("dlfcn.h", "Dl_info", "dli_fname dli_fbase dli_sname dli_saddr"),
    ("sys/select.h", "fd_set", "fds_bits"),
    ("sys/resource.h", "struct rlimit", "rlim_cur rlim_max"),
    ("sys/resource.h", "struct rusage", "ru_utime ru_stime ru_maxrss ru_nivcsw"),
    ("sys/times.h", "struct tms", "tms_utime tms_stime tms_cutime tms_cstime"),
    ("sys/utsname.h", "struct utsname", "sysname nodename release version machine domainname"),
    ("sys/uio.h", "struct iovec", "iov_base iov_len"),
    ("sys/ioctl.h", "struct winsize", "ws_row ws_col ws_xpixel ws_ypixel"),
    ("sys/sysinfo.h", "struct sysinfo", "uptime loads totalram procs mem_unit"),
    ("sys/socket.h", "struct sockaddr", "sa_family sa_data"),
    ("sys/socket.h", "struct sockaddr_storage", "ss_family"),
    ("sys/socket.h", "struct msghdr", "msg_name msg_namelen msg_iov msg_iovlen msg_control msg_controllen msg_flags"),
    ("sys/socket.h", "struct mmsghdr", "msg_hdr msg_len"),
    ("sys/socket.h", "struct cmsghdr", "cmsg_len cmsg_level cmsg_type"),
    ("sys/socket.h", "struct linger", "l_onoff l_linger"),
    ("sys/un.h", "struct sockaddr_un", "sun_family sun_path"),
    ("netinet/in.h", "struct sockaddr_in", "sin_family sin_port sin_addr sin_zero"),
    ("netinet/in.h", "struct sockaddr_in6", "sin6_family sin6_port sin6_flowinfo sin6_addr sin6_scope_id"),
    ("netinet/in.h", "struct in6_addr", "s6_addr"),
    ("netdb.h", "struct addrinfo", "ai_flags ai_family ai_socktype ai_protocol ai_addrlen ai_addr ai_canonname ai_next"),
    ("netdb.h", "struct hostent", "h_name h_aliases h_addrtype h_length h_addr_list"),
    ("resolv.h", "struct __res_state", "retrans retry options nscount nsaddr_list id dnsrch defdname pfcode sort_list qhook rhook res_h_errno _vcsock _flags _u"),
    ("arpa/nameser.h", "ns_msg", "_msg _eom _id _flags _counts _sections _sect _rrnum _msg_ptr"),
    ("arpa/nameser.h", "ns_rr", "name type rr_class ttl rdlength rdata"),
    ("arpa/nameser.h", "HEADER", ""),
    ("net/if.h", "struct ifreq", "ifr_name ifr_addr"),
    ("sys/epoll.h", "struct epoll_event", "events data"),
    ("sys/signalfd.h", "struct signalfd_siginfo", "ssi_signo ssi_pid ssi_status ssi_ptr ssi_addr"),
    ("sys/inotify.h", "struct inotify_event", "wd mask cookie len name"),
    ("sys/ipc.h", "struct ipc_perm", "uid gid cuid cgid mode"),
    ("sys/shm.h", "struct shmid_ds", "shm_perm shm_segsz shm_atime shm_cpid shm_nattch"),
    ("sys/sem.h", "struct semid_ds", "sem_perm sem_otime sem_ctime sem_nsems"),
    ("sys/msg.h", "struct msqid_ds", "msg_perm msg_stime msg_qnum msg_qbytes msg_lspid"),
    ("utime.h", "struct utimbuf", "actime modtime"),
    ("regex.h", "regex_t", "re_nsub"),
    ("regex.h", "regmatch_t", "rm_so rm_eo"),
    ("glob.h", "glob_t", "gl_pathc gl_pathv gl_offs"),
    ("wchar.h", "mbstate_t", ""),
    ("locale.h", "struct lconv", "decimal_point grouping int_curr_symbol int_frac_digits int_p_sign_posn"),
    ("pwd.h", "struct passwd", "pw_name pw_passwd pw_uid pw_gid pw_gecos pw_dir pw_shell"),
    ("grp.h", "struct group", "gr_name gr_passwd gr_gid gr_mem"),
    ("getopt.h", "struct option", "name has_arg flag val"),
    ("ftw.h", "struct FTW", "base level"),
    ("search.h", "ENTRY", "key data"),
    ("stdlib.h", "div_t", "quot rem"),
    ("stdlib.h", "lldiv_t", "quot rem"),
    ("fenv.h", "fenv_t", ""),
    ("inttypes.h", "imaxdiv_t", "quot rem"),
    ("stdio.h", "fpos_t", ""),
];

fn scratch() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}

/// A file that only the calling test uses.
fn scratch_file(name: &str) -> PathBuf {
    let test = std::thread::current().name().unwrap_or("test").to_owned();
    scratch().join(format!("{test}-{name}"))
}

/// Makes the headers once a test.
fn headers(name: &str) -> PathBuf {
    let out = scratch().join(name);
    let status = Command::new(env!("CARGO_BIN_EXE_relibc-headers"))
        .arg(&out)
        .status()
        .expect("runs");
    assert!(status.success(), "relibc-headers failed");
    out
}

/// `gcc` that sees the headers in `include` and the compiler's own only.
fn gcc(include: &Path) -> Command {
    let own = Command::new("gcc")
        .arg("-print-file-name=include")
        .output()
        .expect("gcc runs")
        .stdout;
    let own = String::from_utf8(own).expect("a path");
    let mut command = Command::new("gcc");
    command
        .args(["-nostdinc", "-D_GNU_SOURCE", "-isystem"])
        .arg(include)
        .args(["-isystem", own.trim()]);
    command
}

/// Names of a header's macros that look like integer constants.
fn constants_of(header: &str, include: &Path) -> BTreeSet<String> {
    let source = scratch_file("macros.c");
    std::fs::write(&source, format!("#include <{header}>\n")).expect("writes");
    let output = gcc(include)
        .args(["-E", "-dM"])
        .arg(&source)
        .output()
        .expect("gcc runs");
    let mut names = BTreeSet::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Some((name, value)) = line
            .strip_prefix("#define ")
            .and_then(|rest| rest.split_once(' '))
        else {
            continue;
        };
        let own = !name.starts_with("__") && !name.contains('(');
        let numeric = value.chars().all(|c| {
            c.is_ascii_uppercase() || c.is_ascii_digit() || "_xabcdef()+-*|&~<>^ ".contains(c)
        }) && value.chars().any(|c| c.is_ascii_alphanumeric());
        if own && numeric && !OURS.contains(&name) {
            names.insert(name.to_owned());
        }
    }
    names
}

/// Expressions that both sides must agree on, for one header.
fn expressions() -> Vec<(String, String)> {
    let mut list = Vec::new();
    for (header, name, members) in TYPES {
        list.push(((*header).to_owned(), format!("sizeof({name})")));
        list.push(((*header).to_owned(), format!("_Alignof({name})")));
        for member in members.split_whitespace() {
            list.push((
                (*header).to_owned(),
                format!("__builtin_offsetof({name}, {member})"),
            ));
        }
    }
    list
}

/// What musl says of each expression, in order. Those that are no constant there are left out.
fn ask_musl(all: &[(String, String)]) -> Vec<(String, String, i128)> {
    let mut found = Vec::new();
    let headers: BTreeSet<&String> = all.iter().map(|(header, _)| header).collect();
    for header in headers {
        let own: Vec<&String> = all
            .iter()
            .filter(|(h, _)| h == header)
            .map(|(_, e)| e)
            .collect();
        let mut lines = String::new();
        for (index, expression) in own.iter().enumerate() {
            // Constant expressions of integer type only; anything else is 0 and not printed.
            writeln!(lines, "  P({index}, {expression})").expect("fits");
        }
        let source = format!(
            "#define _GNU_SOURCE\n#include <stdio.h>\n#include <{header}>\n\
             #define P(n, e) printf(\"%d %llu\\n\", n, (unsigned long long)(e));\n\
             int main(void) {{\n{lines}  return 0;\n}}\n"
        );
        let file = scratch_file("musl.c");
        let program = scratch_file("musl");
        std::fs::write(&file, source).expect("writes");
        let made = Command::new("musl-gcc")
            .args(["-w", "-static", "-o"])
            .arg(&program)
            .arg(&file)
            .output()
            .expect("musl-gcc");
        assert!(
            made.status.success(),
            "{header}: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        let output = Command::new(&program).output().expect("runs");
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let (index, value) = line.split_once(' ').expect("two words");
            let index: usize = index.parse().expect("a number");
            found.push((
                header.clone(),
                own[index].clone(),
                value.parse().expect("a number"),
            ));
        }
    }
    found
}

/// Compiles relibc's side: one static assertion an expression. The compiler's complaints.
fn check_relibc(include: &Path, wanted: &[(String, String, i128)]) -> Vec<String> {
    let mut complaints = Vec::new();
    let headers: BTreeSet<&String> = wanted.iter().map(|(header, _, _)| header).collect();
    for header in headers {
        let mut source = format!("#include <{header}>\n");
        for (_, expression, value) in wanted.iter().filter(|(h, _, _)| h == header) {
            // Of constants only those that both have: a program's build finds the others.
            let name = !expression.contains('(');
            let (open, close) = if name {
                (format!("#ifdef {expression}\n"), "\n#endif")
            } else {
                (String::new(), "")
            };
            writeln!(
                source,
                "{open}_Static_assert((unsigned long long)({expression}) == {value}ULL, \"{expression} is {value} in musl\");{close}"
            )
            .expect("fits");
        }
        let file = scratch_file("ours.c");
        std::fs::write(&file, source).expect("writes");
        let output = gcc(include)
            .args(["-std=gnu17", "-fsyntax-only", "-fmax-errors=0"])
            .arg(&file)
            .output()
            .expect("gcc");
        for line in String::from_utf8_lossy(&output.stderr).lines() {
            if let Some((_, error)) = line.split_once("error: ") {
                complaints.push(format!("{header}: {error}"));
            }
        }
    }
    complaints
}

fn musl_is_there() -> bool {
    Path::new(MUSL).exists() && Command::new("musl-gcc").arg("--version").output().is_ok()
}

#[test]
fn constants_that_both_have_are_equal() {
    assert!(
        musl_is_there(),
        "this test needs Debian's musl-dev and musl-tools"
    );
    let include = headers("constants");
    let mut list = Vec::new();
    for header in CONSTANTS {
        for name in constants_of(header, Path::new(MUSL)) {
            list.push(((*header).to_owned(), name));
        }
    }
    let complaints = check_relibc(&include, &ask_musl(&list));
    assert!(
        complaints.is_empty(),
        "{} differences\n{}",
        complaints.len(),
        complaints.join("\n")
    );
}

#[test]
fn types_have_the_size_alignment_and_offsets_of_musl() {
    assert!(
        musl_is_there(),
        "this test needs Debian's musl-dev and musl-tools"
    );
    let include = headers("types");
    let complaints = check_relibc(&include, &ask_musl(&expressions()));
    assert!(
        complaints.is_empty(),
        "{} differences\n{}",
        complaints.len(),
        complaints.join("\n")
    );
}

#[test]
fn every_header_compiles_alone_as_c_and_as_cpp() {
    let include = headers("alone");
    let mut complaints = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(include.join(&folder)).expect("reads") {
            let entry = entry.expect("reads");
            let header = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(header);
                continue;
            }
            for language in [
                ["-xc", "-std=c99"],
                ["-xc", "-std=gnu17"],
                ["-xc++", "-std=c++17"],
            ] {
                let source = scratch_file("alone.c");
                std::fs::write(&source, format!("#include <{}>\n", header.display()))
                    .expect("writes");
                let output = gcc(&include)
                    .args(language)
                    .args(["-Wall", "-Werror", "-fsyntax-only"])
                    .arg(&source)
                    .output()
                    .expect("gcc");
                if !output.status.success() {
                    let first = String::from_utf8_lossy(&output.stderr)
                        .lines()
                        .next()
                        .unwrap_or_default()
                        .to_owned();
                    complaints.push(format!("{} {}: {first}", header.display(), language[1]));
                }
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
