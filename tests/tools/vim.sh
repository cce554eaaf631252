# vim: patterns, ranges, registers, macros, blocks, folds, expressions, filters, undo, encodings, lists of files; and ex.
seq 1 30 >numbers
printf 'the quick brown fox\njumps over\tthe lazy dog\nünïcödé größe 日本\n\nlast line' >text
cat >edit.vim <<'END'
set nocompatible encoding=utf-8 fileencodings=utf-8,latin1 nofixendofline
let results = []
func Tell(...)
  call extend(g:results, map(copy(a:000), 'type(v:val) == v:t_string ? v:val : string(v:val)'))
endfunc

1s/\v(quick) (brown)/\2 \u\1/
2s/\t/<tab>/
3normal! gUU
3s/\%u65e5/&&/
call Tell(getline(1, '$'), line('$'), col([3, '$']), strdisplaywidth(getline(3)), search('dog'), getpos('.'))
1,2join
normal! qaIx^[q
exe "normal! qq0i>\<Esc>jq"
normal! gg@q
call Tell(getline(1, 3), @q)
undo
call Tell(getline(1), undotree().seq_cur)
earlier 1f
edit!
exe "normal! gg0\<C-V>Gl\"zd"
call Tell(getline(1, '$'), getreg('z'), getregtype('z'))
silent %!tr a-z A-Z | sort
call Tell(getline(1, '$'), v:shell_error)
silent 1read !exit 3
call Tell(v:shell_error, system('cat', 'given'), systemlist('seq 2 4'))

edit numbers
g/[05]$/d
v/1/s/$/ without one/
2,5>
%sort! n
call Tell(getline(1, '$'))
normal! gg5dd"ap2yyGp
exe "normal! /2\<CR>5\<C-A>"
call Tell(getline(1, '$'), getreg('a', 1, 1))
%s/\d\+/\=submatch(0) * 2/g
5,8fold
call Tell(getline(1, '$'), foldclosed(6), foldclosedend(6))

call Tell(0.1 + 0.2, 7 / 2, -7 % 3, pow(2, 0.5), 1.0 / 3, printf('%5.2f|%-6s|%05d|%x|%e|%g', 3.14159, 'ab', 42, 255, 12345.678, 1.0e100), float2nr(3.9), str2float('1e-3'), str2nr('0x1f', 16), 9223372036854775807, 0b101 + 017, and(12, 10))
call Tell(sort([3, 20, 1], 'n'), uniq(sort(split('b a b c'))), map(range(5), 'v:val * v:val'), filter({'a': 1, 'b': 2}, 'v:val > 1'), reduce([1, 2, 3], {a, b -> a * b}), json_encode({'k': [1, 2.5, v:null, 'ü']}), json_decode('{"x": [true, "\u20ac"]}'), string(function('Tell')))
call Tell(matchstr('key = value', '\v\w+\s*\=\s*\zs\w+'), substitute('aXbX', 'X', '\=nr2char(char2nr("a") + 1)', 'g'), split('a:b::c', ':', 1), strpart('größe', 2, 3), strcharpart('größe', 2, 2), toupper('größe'), tr('abc', 'ab', 'xy'), sha256('abc'), iconv("\xe9", 'latin1', 'utf-8'), trim('  x '), byteidx('日本', 1), strftime('%Y-%m-%d %H:%M', 1000000000), fnamemodify('/a/b.c', ':t:r'), simplify('/a/./b/../c'))
call mkdir('d/e', 'p')
call writefile(['one', 'two'], 'd/file')
call writefile(0z00ff0a, 'd/bytes', 'b')
call rename('d/file', 'd/moved')
call Tell(readfile('d/moved'), readblob('d/bytes'), sort(readdir('d')), getfsize('d/moved'), isdirectory('d/e'), filereadable('none'), glob('d/*', 0, 1), delete('d', 'rf'), getftype('d'))
try
  call nothing()
catch /E117/
  call Tell(v:exception)
finally
  call Tell('finally')
endtry
let job = job_start(['sh', '-c', 'read x; echo got $x; exit 5'], {'out_cb': {c, m -> Tell(m)}})
call ch_sendraw(job, "from vim\n")
while job_status(job) == 'run' | sleep 10m | endwhile
sleep 50m
call Tell(job_info(job).exitval)
call timer_start(10, {t -> Tell('timer')})
sleep 60m
args numbers text
argdo call Tell(expand('%') . ' ' . line('$'))
set fileformat=dos
write! dos
set fileformat=unix fileencoding=latin1
silent! write latin
call writefile(results, 'results')
cquit 7
END
sed -i 's/\^\[/\x1b/' edit.vim
TZ=UTC vim -es -u NONE -i NONE -n -S edit.vim text; echo "status $?"; cat results; od -c dos | head -n 3
printf '%s\n' '2,4d' '$a' 'appended' '.' '1,$s/1/one/' '%p' 'x' | vim -e -s -u NONE -i NONE -n numbers
echo "status $?"
tail -n 2 numbers
printf 'a\nb\n' | vim -es -u NONE -i NONE -n -c '%s/^/- /' -c '%p' -c 'q!' -
echo "status $?"
xxd -l 20 text
xxd -p text | xxd -r -p | cmp - text && echo same
vim --version | head -n 1 | cut -c 1-27
