# python3: archives, a database, an event loop, a pool, and a program in a folder of modules.
cat >a.py <<'END'
import asyncio, concurrent.futures, contextlib, gzip, os, sqlite3, sys, tarfile, zipfile, zlib

async def slow(n): await asyncio.sleep(0.03 * (3 - n)); return n
async def main():
    process = await asyncio.create_subprocess_exec('cat', stdin=-1, stdout=-1); out, _ = await process.communicate(b'through cat')
    return await asyncio.gather(*map(slow, range(3))), out
print(asyncio.run(main()))

text = b'a line of text that repeats\n' * 1000
print(zlib.decompress(zlib.compress(text, 9)) == text, gzip.decompress(gzip.compress(text)) == text)
with zipfile.ZipFile('a.zip', 'w', zipfile.ZIP_DEFLATED) as z: z.writestr('n.txt', text)
with zipfile.ZipFile('a.zip') as z: print(z.namelist(), z.getinfo('n.txt').file_size, z.testzip())
with tarfile.open('a.tar.gz', 'w:gz') as t: t.add('copy')
print(sorted(tarfile.open('a.tar.gz').getnames()))
with contextlib.closing(sqlite3.connect('data.db')) as data:
    data.execute('create table t(a integer primary key, b)'); data.executemany('insert into t(b) values (?)', [(n * n % 17,) for n in range(100)]); data.commit()
    print(data.execute('select b, count(*) from t group by b order by 2 desc, 1 limit 3').fetchall(), data.execute("select upper('x'), 1.0 / 3, typeof(?)", (b'blob',)).fetchone())

with concurrent.futures.ThreadPoolExecutor(3) as pool: print(list(pool.map(lambda n: n * n, range(8))))
sys.path.insert(0, 'package.zip'); import package.part; print(package.part.answer, package.part.__file__.endswith('package.zip/package/part.py'))
END
mkdir -p copy package; : >copy/file; : >package/__init__.py; echo 'from . import other; answer = other.half * 2' >package/part.py; echo 'half = 21' >package/other.py; echo 'import package.part; print(package.part.answer)' >package/__main__.py
python3 -m zipfile -c package.zip package; python3 -m package; ls package/__pycache__ | sort; rm -r package; python3 a.py; echo "status $?"
