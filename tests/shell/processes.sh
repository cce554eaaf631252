# Children, pipes, statuses, signals, job control without a terminal.
true; echo $?; false; echo $?
(exit 7); echo $?
sh -c 'kill -TERM $$'; echo $?
echo one two | { read a b; echo "$b $a"; }
seq 1 1000 | grep -c 7
{ echo out; echo err >&2; } 2>/dev/null
sleep 0.1 & wait $!; echo "waited $?"
(sleep 5 & echo $! >pid; wait) & sleep 0.2; kill "$(cat pid)"; wait; echo gone
trap 'echo trapped' USR1; kill -USR1 $$; trap 'echo leaving' EXIT
set -o pipefail; false | true; echo $?
cat <(echo from) <(echo substitution)
exec 3>file; echo three >&3; exec 3>&-; cat file
command -v nonexistent-program || echo missing
nonexistent-program 2>/dev/null; echo $?
yes | head -n 3
