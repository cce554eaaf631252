# python3: files, errors, processes, threads, signals, sockets.
cat >a.py <<'END'
import errno, fcntl, glob, mmap, os, pathlib, pwd, queue, selectors, shutil, signal, socket, stat, subprocess, sys, tempfile, threading, time

with open('text', 'w', encoding='utf-8') as f: f.write('one\r\ntwo\nüber\n'); print(f.tell())
with open('text', 'rb+') as f: f.seek(-4, os.SEEK_END); f.write(b'ZZ'); f.truncate(15); f.seek(0); print(f.read())
print(open('text', encoding='utf-8').readlines(), os.stat('text').st_size, stat.filemode(os.stat('text').st_mode), pathlib.Path('a/b/../c').parts)
os.makedirs('d/e/f'); os.symlink('../text', 'd/link'); os.link('text', 'd/hard'); os.chmod('text', 0o640); os.utime('text', (1, 2))
print(sorted(os.path.join(top, name) for top, folders, names in os.walk('d') for name in folders + names), os.readlink('d/link'), os.stat('d/hard').st_nlink, os.stat('text').st_mtime, glob.glob('d/**/f', recursive=True))
for attempt in (lambda: open('nowhere'), lambda: os.rmdir('d'), lambda: os.mkdir('text'), lambda: os.listdir('text'), lambda: os.kill(2 ** 22 + 5, 0), lambda: os.close(99), lambda: os.execv('/nonexistent', ['x'])):
    try: attempt()
    except OSError as error: print(type(error).__name__, errno.errorcode[error.errno], error.strerror)
shutil.copytree('d', 'copy', symlinks=True); shutil.rmtree('d'); print(sorted(os.listdir('copy')), shutil.which('sh') is not None)
with tempfile.TemporaryFile() as f: f.write(b'x' * 100000); f.seek(99990); print(len(f.read()))
with open('map', 'w+b') as f:
    f.write(bytes(8192)); f.flush()
    with mmap.mmap(f.fileno(), 0) as view: view[4096:4100] = b'page'; print(view.find(b'page'), view[:2]); view.flush()
    f.seek(4096); print(f.read(4)); fcntl.lockf(f, fcntl.LOCK_EX); print(fcntl.fcntl(f, fcntl.F_GETFD))

run = lambda *argv, **more: subprocess.run(argv, capture_output=True, text=True, **more)
done = run('sh', '-c', 'read x; echo "got $x"; echo bad >&2; exit 3', input='line\n'); print(done.returncode, done.stdout, done.stderr)
print(run('sh', '-c', 'kill -TERM $$').returncode, run('env', '-i', 'A=b', '/usr/bin/env', env={}).stdout, run('pwd', cwd='/').stdout)
try: run('sleep', '10', timeout=0.2)
except subprocess.TimeoutExpired as error: print('too long', error.timeout)
try: run('no-such-program')
except FileNotFoundError as error: print(error.filename)
first = subprocess.Popen(['seq', '1', '20000'], stdout=subprocess.PIPE); print(subprocess.check_output(['wc', '-l'], stdin=first.stdout).strip(), first.wait())
read, write = os.pipe(); child = os.fork()
if child == 0: os.write(write, b'from the child'); os._exit(7)
print(os.read(read, 100), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))

total, lock, results = 0, threading.Lock(), queue.Queue()
def add(n):
    global total
    for _ in range(n):
        with lock: total += 1
    results.put(n)
threads = [threading.Thread(target=add, args=(n * 500,)) for n in range(1, 5)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(total, sorted(results.get() for _ in threads), threading.active_count())
barrier, event, local = threading.Barrier(3), threading.Event(), threading.local()
def wait(): barrier.wait(5); event.wait(5); local.x = 1
for _ in range(2): threading.Thread(target=wait).start()
barrier.wait(5); print(threading.active_count()); event.set(); print(hasattr(local, 'x'), threading.Condition().acquire(), lock.acquire(timeout=0.05), lock.acquire(timeout=0.05))

seen = []
signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(number)); os.kill(os.getpid(), signal.SIGUSR1)
signal.signal(signal.SIGALRM, lambda number, frame: seen.append(number)); signal.setitimer(signal.ITIMER_REAL, 0.05); signal.pause()
print(seen, signal.sigwait({signal.SIGUSR2}) if signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2}) is None else os.kill(os.getpid(), signal.SIGUSR2) or signal.sigwait({signal.SIGUSR2}))

left, right = socket.socketpair(); left.sendall(b'x' * 1000); print(len(right.recv(4096)))
selector = selectors.DefaultSelector(); selector.register(right, selectors.EVENT_READ); print(selector.select(0)); left.send(b'y'); print(len(selector.select(5))); left.close(); print(right.recv(1), right.recv(1))
server = socket.socket(socket.AF_UNIX); server.bind('socket'); server.listen()
def serve(): peer, _ = server.accept(); peer.sendall(peer.recv(100).upper()); peer.close()
thread = threading.Thread(target=serve); thread.start(); client = socket.socket(socket.AF_UNIX); client.connect('socket'); client.sendall(b'quiet'); print(client.recv(100), client.recv(100)); thread.join()

print(pwd.getpwuid(0).pw_name, os.getuid(), os.isatty(0), os.get_terminal_size.__name__, sys.byteorder, sys.maxsize, sys.getfilesystemencoding(), len(os.urandom(8)))
END
python3 a.py; echo "status $?"
