# sqlite3: tables, indices, joins, windows, transactions, journals, several connections, a damaged file.
sqlite3 data.db <<'END'
create table people(id integer primary key, name text not null, town text, born real);
insert into people(name, town, born) values ('Ada', 'London', 1815.9), ('Alan', 'London', 1912.5), ('Grace', 'New York', 1906.9), ('Edsger', 'Rotterdam', 1930.4), ('Niklaus', 'Winterthur', null);
create index by_town on people(town);
create view old as select * from people where born < 1910;
create trigger no_empty before insert on people when new.name = '' begin select raise(abort, 'empty name'); end;
.mode box
select town, count(*), round(avg(born), 1) from people group by town having count(*) >= 1 order by 2 desc, 1;
.mode list
select * from old; explain query plan select * from people where town = 'London';
insert into people(name) values ('');
begin; delete from people; select count(*) from people; rollback; select count(*) from people;
select name, rank() over (order by born), lag(name) over (order by born) from people where born is not null;
with recursive n(x) as (select 1 union all select x + 1 from n where x < 1000) select sum(x), max(x), count(*) from n;
select strftime('%Y-%m-%d', 0, 'unixepoch'), julianday('2000-01-01'), upper('abc'), printf('%.3e|%08d|%q', 1234.5, 42, 'it''s'), 1.0 / 3, 9223372036854775807 + 1, hex(zeroblob(3)), json_extract('{"a":[1,2,{"b":3}]}', '$.a[2].b');
pragma integrity_check; pragma journal_mode = wal;
END
sqlite3 data.db 'create table n(x); begin; with recursive c(x) as (select 1 union all select x + 1 from c where x < 20000) insert into n select x * 7919 % 20011 from c; commit; create index nx on n(x); select count(distinct x), min(x), max(x) from n; select count(*) from n where x between 100 and 200'
for i in 1 2 3 4; do sqlite3 -cmd '.timeout 20000' data.db "insert into people(name) values ('writer $i')" & done; wait; sqlite3 data.db "select count(*) from people where name like 'writer%'; pragma wal_checkpoint(truncate); pragma journal_mode = delete" | cut -d '|' -f 1
sqlite3 data.db .dump | sqlite3 copy.db; sqlite3 copy.db 'select count(*) from n; pragma integrity_check'; sqlite3 -csv -header data.db 'select id, name from people limit 2'
printf '1,x\n2,"y,z"\n' >in.csv; sqlite3 :memory: -cmd 'create table t(a, b)' -cmd '.import --csv in.csv t' 'select * from t'; sqlite3 data.db 'vacuum'; cksum <<<"$(sqlite3 data.db 'select * from n order by x limit 500')"
cp data.db bad.db; printf 'garbage' | dd of=bad.db bs=1 seek=4100 conv=notrunc status=none; sqlite3 bad.db 'pragma integrity_check' 2>&1 | head -c 20 | wc -c; echo garbage-is-no-database-at-all >no.db; sqlite3 no.db 'select 1 from t' 2>/dev/null; echo "status $?"
