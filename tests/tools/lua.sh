# lua: values, strings, tables, closures, coroutines, errors, files, commands, bytecode.
cat >a.lua <<'END'
print(10 // 3, 10 % -3, 2 ^ 0.5, 7 / 2, 1e15, 2 ^ 53, math.maxinteger + 1 == math.mininteger, 0x7fp-3, 1 << 62, ~5, 5 // 0.0, -5 % math.huge)
print(string.format('%5.1f|%-5s|%05d|%x|%q|%g|%a', 3.14159, 'ab', 42, 255, 'a\n"b"', 1e100, 1), ('x'):rep(3, ','), #'größe', utf8.len('größe'))
print(('hello world'):gsub('o', '0'), ('key = value'):match('(%w+)%s*=%s*(%w+)'), ('abc'):byte(1, -1), ('%d'):format(3.0), ('a,b,,c'):find(',,', 1, true))
local t = {5, 2, 8, 1}; table.sort(t, function(a, b) return a > b end); print(table.concat(t, ' '), #t, select('#', table.unpack(t)))
local function gen(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i * i) end end) end
local s = 0; for v in gen(100) do s = s + v end print(s)
print(pcall(error, {code = 1}), select(2, pcall(error, 'text', 0)), select(2, pcall(function() local x = nil; return x.y end)))
local mt = setmetatable({}, {__index = function(_, k) return k .. '!' end, __call = function(_, a) return a * 2 end, __close = function() print 'closed' end, __tostring = function() return 'object' end})
print(mt.name, mt(21), tostring(mt)); do local c <close> = mt end
local f = assert(io.open('file', 'w')); f:write('line 1\n', 2, '\n', 3.5, '\nlast'); f:close()
for l in io.lines('file') do io.write('[', l, ']') end print()
f = io.open('file'); print(f:read('l', 'n', 'n', 'a')); print(f:seek('set', 5), f:read(1), f:seek('end')); f:close()
print(io.open('/nonexistent/file')); print(os.rename('file', 'moved'), os.remove('moved'), os.remove('moved'))
local p = io.popen('echo from a pipe; exit 3'); print(p:read('a')); print(p:close()); print(os.execute('exit 4')); print(os.execute('kill -TERM $$'))
print(os.date('!%Y-%m-%d %H:%M:%S %j', 1000000000), os.time{year = 2001, month = 9, day = 9, hour = 1, min = 46, sec = 40}, os.getenv('NOTHING'), os.setlocale('C'))
print(string.pack('<i4z', 100, 'hi'):byte(1, -1)); print(load('return 1 +')); print(math.tointeger('8'), tonumber('0x1p4'), tonumber('  12  '), tonumber('z', 36), 3 | 0)
collectgarbage(); local big = {}; for i = 1, 200000 do big[i] = {i} end big = nil; collectgarbage(); print(collectgarbage('count') < 2000)
io.stderr:write('not shown\n'); os.exit(5)
END
TZ=UTC lua a.lua; echo "status $?"; luac -o a.luac a.lua && TZ=UTC lua a.luac | cksum; echo 'print("from stdin", arg[0])' | lua -; lua -e 'error("x")' 2>/dev/null; echo "status $?"; lua -v | cut -c 1-7
