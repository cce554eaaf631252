//! Other processes: their streams, environment, ends. The program starts itself again in its roles.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{self, Command, ExitCode, ExitStatus, Stdio};
use std::{env, fs, thread, time::Duration};

fn main() -> io::Result<ExitCode> {
    let mut arguments = env::args().skip(1);
    if let Some(role) = arguments.next() {
        return child(&role, arguments.collect());
    }
    exits()?;
    signals()?;
    streams()?;
    much_data()?;
    environment()?;
    failures();
    pipes()?;
    waiting()?;
    replaced()?;
    from_threads()?;
    shell()?;
    Ok(ExitCode::SUCCESS)
}

/// What the program does as its own child.
fn child(role: &str, arguments: Vec<String>) -> io::Result<ExitCode> {
    match role {
        "exit" => process::exit(arguments[0].parse().unwrap()),
        "return" => return Ok(ExitCode::from(9)),
        "panic" => panic!("on purpose"),
        "abort" => process::abort(),
        "echo" => println!("{arguments:?}"),
        "both" => {
            println!("out");
            eprintln!("err");
        }
        "upper" => {
            for line in io::stdin().lock().lines() {
                println!("{}", line?.to_uppercase());
            }
        }
        "count" => println!("{}", io::copy(&mut io::stdin().lock(), &mut io::sink())?),
        "variables" => {
            let mut all: Vec<_> = env::vars().collect();
            all.sort();
            println!("{all:?}");
        }
        "where" => println!("{}", env::current_dir()?.display()),
        "wait" => {
            println!("ready");
            thread::sleep(Duration::from_secs(600));
        }
        "name" => println!("{:?}", env::args_os().next()),
        other => panic!("no role {other:?}"),
    }
    Ok(ExitCode::SUCCESS)
}

/// This program in a role.
fn role(role: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.arg(role).stderr(Stdio::null());
    command
}

fn told(status: ExitStatus) -> String {
    format!(
        "{:?} {:?} {} {status}",
        status.code(),
        status.signal(),
        status.success()
    )
}

fn exits() -> io::Result<()> {
    for code in ["0", "1", "42", "255"] {
        println!("exit {code}: {}", told(role("exit").arg(code).status()?));
    }
    println!("return: {}", told(role("return").status()?));
    println!("panic: {}", told(role("panic").status()?));
    Ok(())
}

fn signals() -> io::Result<()> {
    let aborted = role("abort").status()?;
    println!("abort: {:?} {:?}", aborted.code(), aborted.signal());
    let mut waiting = role("wait").stdout(Stdio::piped()).spawn()?;
    let mut line = String::new();
    BufReader::new(waiting.stdout.take().unwrap()).read_line(&mut line)?;
    println!("{line:?}, ended: {}", waiting.try_wait()?.is_some());
    waiting.kill()?;
    println!("killed: {}", told(waiting.wait()?));
    println!("again: {}", told(waiting.wait()?));
    println!(
        "kill after the end: {:?}",
        waiting.kill().map_err(|e| e.kind())
    );
    let terminated = Command::new("/bin/sh")
        .args(["-c", "kill -TERM $$"])
        .status()?;
    println!("sh: {}", told(terminated));
    Ok(())
}

fn streams() -> io::Result<()> {
    let output = role("both").stderr(Stdio::piped()).output()?;
    println!(
        "{:?} {:?}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    let mut upper = role("upper")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut input = upper.stdin.take().unwrap();
    let mut lines = BufReader::new(upper.stdout.take().unwrap()).lines();
    for word in ["first", "second"] {
        writeln!(input, "{word}")?;
        println!("{:?}", lines.next().transpose()?);
    }
    drop(input);
    println!("{:?}, {}", lines.next().transpose()?, told(upper.wait()?));
    let path = env::temp_dir().join(format!("rust-processes-{}", process::id()));
    role("echo")
        .args(["to", "a file"])
        .stdout(fs::File::create(&path)?)
        .status()?;
    println!("{:?}", fs::read_to_string(&path)?);
    println!(
        "{:?}",
        role("upper")
            .stdin(fs::File::open(&path)?)
            .output()
            .map(|o| String::from_utf8(o.stdout))
    );
    fs::remove_file(path)
}

/// More than a pipe holds, both ways at once.
fn much_data() -> io::Result<()> {
    let mut cat = Command::new("/bin/cat")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut input = cat.stdin.take().unwrap();
    let writer =
        thread::spawn(move || (0..2000).try_for_each(|n| input.write_all(&[n as u8; 512])));
    let mut back = Vec::new();
    cat.stdout.take().unwrap().read_to_end(&mut back)?;
    writer.join().unwrap()?;
    let sum: u64 = back.iter().map(|&b| u64::from(b)).sum();
    println!("{} bytes, sum {sum}, {}", back.len(), told(cat.wait()?));
    Ok(())
}

fn environment() -> io::Result<()> {
    let output = role("variables")
        .env_clear()
        .env("B", "2")
        .env("A", "one = 1")
        .output()?;
    print!("{}", String::from_utf8_lossy(&output.stdout));
    let output = role("variables").env_clear().output()?;
    print!("{}", String::from_utf8_lossy(&output.stdout));
    let output = role("where").current_dir("/usr").output()?;
    print!("{}", String::from_utf8_lossy(&output.stdout));
    let output = role("name").arg0("another name").output()?;
    print!("{}", String::from_utf8_lossy(&output.stdout));
    let output = role("echo")
        .args(["", "two words", "\u{e9}\u{1F980}", "-x", "\"quoted\""])
        .output()?;
    print!("{}", String::from_utf8_lossy(&output.stdout));
    Ok(())
}

fn failures() {
    let kind = |mut command: Command| {
        command
            .status()
            .map(drop)
            .map_err(|e| (e.kind(), e.raw_os_error()))
    };
    println!("{:?}", kind(Command::new("/no/such/program")));
    println!("{:?}", kind(Command::new("no-such-program-in-path")));
    println!("{:?}", kind(Command::new("/")));
    println!("{:?}", kind(Command::new("/etc/passwd")));
    let mut nowhere = Command::new("/bin/sh");
    nowhere.current_dir("/no/such/folder");
    println!("{:?}", kind(nowhere));
}

fn pipes() -> io::Result<()> {
    let (mut reader, writer) = io::pipe()?;
    let mut echo = role("echo")
        .arg("through a pipe")
        .stdout(writer.try_clone()?)
        .spawn()?;
    echo.wait()?;
    drop(writer);
    let mut text = String::new();
    reader.read_to_string(&mut text)?;
    println!("{text:?}");
    let mut first = role("echo").arg("chained").stdout(Stdio::piped()).spawn()?;
    let second = role("upper").stdin(first.stdout.take().unwrap()).output()?;
    println!(
        "{:?} {}",
        String::from_utf8_lossy(&second.stdout),
        told(first.wait()?)
    );
    Ok(())
}

fn waiting() -> io::Result<()> {
    let mut children: Vec<_> = (0..8)
        .map(|n| role("exit").arg(n.to_string()).spawn())
        .collect::<io::Result<_>>()?;
    let codes: Vec<_> = children
        .iter_mut()
        .rev()
        .map(|c| c.wait().map(|s| s.code()))
        .collect::<io::Result<_>>()?;
    println!("{codes:?}");
    let mut group = role("wait")
        .process_group(0)
        .stdout(Stdio::piped())
        .spawn()?;
    println!("{}", group.id() != process::id());
    group.kill()?;
    println!("{}", told(group.wait()?));
    Ok(())
}

/// A shell that becomes this program.
fn replaced() -> io::Result<()> {
    let program = env::current_exe()?;
    let output = Command::new("/bin/sh")
        .args(["-c", "exec \"$0\" echo replaced $1"])
        .arg(program)
        .arg("sh")
        .output()?;
    println!(
        "{:?} {}",
        String::from_utf8_lossy(&output.stdout),
        told(output.status)
    );
    Ok(())
}

fn from_threads() -> io::Result<()> {
    let codes: Vec<Option<i32>> = thread::scope(|scope| {
        let handles: Vec<_> = (10..16)
            .map(|n| scope.spawn(move || role("exit").arg(n.to_string()).status().unwrap().code()))
            .collect();
        handles.into_iter().map(|h| h.join().unwrap()).collect()
    });
    println!("{codes:?}");
    Ok(())
}

fn shell() -> io::Result<()> {
    let script = "for i in 1 2 3; do echo $((i * i)); done | tail -n 1; exit 7";
    let output = Command::new("sh").args(["-c", script]).output()?;
    println!(
        "{:?} {}",
        String::from_utf8_lossy(&output.stdout),
        told(output.status)
    );
    Ok(())
}
