# python3: numbers, text, patterns, structures, dates; its command line.
cat >a.py <<'END'
import array, collections, csv, datetime, decimal, errno, fractions, functools, hashlib, io, itertools, json, locale, math, os, pickle, random, re, signal, string, struct, sys, textwrap, time, unicodedata, zlib

print(0.1 + 0.2, 1e16, 1e-5, 2 ** 200, -7 // 2, -7 % 3, 5e-324, 1.7976931348623157e308, float('nan'), -0.0, 1e22, 123456789.123456789)
print(f'{math.pi:.10f}|{math.e:>12.3e}|{1234567.891:,.2f}|{255:#x}|{-42:08d}|{0.00001234:g}|{1e100:.3g}', (0.1).hex(), float.fromhex('0x1.8p-3'), round(2.675, 2), round(0.5), round(1.5))
print(*(float(text) for text in ('1e-400', '1e400', '2.2250738585072011e-308', '0.30000000000000004', '9007199254740993')))
print([f(0.5) for f in (math.sin, math.cos, math.exp, math.log, math.sqrt, math.atan, math.tanh)], math.fsum([0.1] * 10), math.isclose(math.gamma(5.5), 52.34277778455352), math.hypot(3, 4), math.factorial(25))
decimal.getcontext().prec = 40
print(decimal.Decimal(1) / 7, decimal.Decimal(2).sqrt(), fractions.Fraction('0.125') + fractions.Fraction(1, 3))
random.seed(42); print(random.random(), random.randint(1, 10 ** 9), random.sample(range(100), 5))

print(re.sub(r'(?P<a>\w+) (?P<b>\w+)', r'\g<b> \g<a>', 'hello big world'), re.findall(r'(?i)\bk\w*=(\d+)', 'key=1 Keys=22 x=3'), re.split(r'[,;]\s*', 'a, b;c'), re.fullmatch(r'(a+)+b', 'a' * 20 + 'b').end())
print('größe'.upper(), 'ǅ'.lower(), unicodedata.normalize('NFD', 'é').encode(), unicodedata.name('€'), 'ß'.casefold(), '日本'.encode('utf-16-le'), b'\xff'.decode('utf-8', 'replace'), ascii('ü😀'))
print(json.dumps({'b': [1, 2.5, None, True], 'a': 'ü"\n'}, sort_keys=True), json.loads('{"x": [1e3, "\\u20ac", {"y": -0.5}]}'), textwrap.fill('the quick brown fox jumps', 12), string.Template('$a-${b}').substitute(a=1, b=2))
print(struct.pack('<hIq2sd', -1, 2, 3, b'ab', 1.5), array.array('i', [3, 1, 2]).tobytes(), pickle.loads(pickle.dumps({'k': (1, {2}, 3j)})), hashlib.sha256(b'abc').hexdigest(), hashlib.md5(b'').hexdigest(), zlib.crc32(b'hello'))
print(sorted(itertools.permutations('abc', 2))[:3], collections.Counter('mississippi').most_common(2), functools.reduce(lambda a, b: a * b, range(1, 10)), list(itertools.accumulate(range(5))))

day = datetime.datetime(2001, 9, 9, 1, 46, 40, tzinfo=datetime.timezone.utc)
print(day.timestamp(), day.isoformat(), day + datetime.timedelta(days=200, seconds=1), day.strftime('%A %d %B %Y %H:%M:%S %j %U %p'), datetime.datetime.strptime('3 Feb 2004 5:06', '%d %b %Y %H:%M'), datetime.date(2024, 2, 29).isocalendar())
os.environ['TZ'] = 'CET-1CEST,M3.5.0,M10.5.0/3'; time.tzset()
print(time.tzname, time.timezone, time.localtime(1000000000)[:], time.strftime('%c %Z %z', time.localtime(0)), time.mktime((2001, 7, 1, 12, 0, 0, 0, 0, -1)), time.gmtime(2 ** 33)[:6])
print(locale.localeconv()['decimal_point'], os.strerror(errno.ENOENT), os.strerror(errno.EPIPE), signal.strsignal(signal.SIGTERM))

rows = io.StringIO(); csv.writer(rows).writerows([[1, 'a,b'], ['q"', None]]); print(rows.getvalue(), list(csv.reader(['x,"y ""z"""'])))
print(time.monotonic() <= time.monotonic(), time.sleep(0.01), abs(time.time() - time.clock_gettime(time.CLOCK_REALTIME)) < 5, time.process_time() > 0, os.times()[0] >= 0)
def deep(n): return 0 if n == 0 else 1 + deep(n - 1)
try: deep(10 ** 6)
except RecursionError as error: print(error)
sys.exit(9)
END
python3 a.py; echo "status $?"; echo 'print(sum(map(int, input().split())))' >b.py; echo '1 2 3' | python3 b.py; python3 -c 'import os; os.abort()' 2>/dev/null; echo "status $?"
python3 -c 'raise SystemExit("no")' 2>/dev/null; echo "status $?"; python3 -m json.tool <<<'{"a":[1,2]}'; python3 -c 'print(1 +' 2>&1 | tail -n 1; echo 'x = 6 * 7; print(x)' | python3 -; python3 -c 'import sys; sys.stdout.write("x" * 100000)' | tail -c 3; echo
