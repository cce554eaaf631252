# Children, pipes, statuses, background jobs, signals.
true; echo $?; false; echo $?; (exit 7); echo $?
echo one two | { read a b; echo "$b $a"; }
seq 1 1000 | grep -c 7
seq 1 20000 | tail -n 1
{ echo out; echo err >&2; } 2>/dev/null
sleep 0.1 & wait $!; echo "waited $?"
sleep 100 & kill $!; wait $!; echo "killed: $?"
sh -c 'kill -TERM $$'; echo "by a signal: $?"
trap 'echo trapped' USR1; kill -USR1 $$; echo after
trap '' INT; kill -INT $$; echo ignored; trap - INT
sh -c 'trap "echo got it; exit 5" TERM; kill -TERM $$; sleep 5'; echo $?
yes | head -n 3
echo $(echo nested $(echo substitution $(echo thrice)))
x=$(sleep 0.1; echo late) && echo "$x"
(sleep 0.3; echo third) & (sleep 0.1; echo second) & echo first; wait
for i in 1 2 3 4 5 6 7 8; do (exit $i) & done; wait; echo all
nothing_of_that_name 2>/dev/null; echo $?
time -p true 2>/dev/null; echo $?
echo a b c | xargs -n 1 echo item
find /proc/self/exe -maxdepth 0 | wc -l
set -o pipefail 2>/dev/null; false | true; echo $?
exec 3>file; echo three >&3; exec 3>&-; cat file; rm file
timeout 1 sleep 10; echo "timed out: $?"
