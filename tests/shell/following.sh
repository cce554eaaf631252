# tail that follows files waits for inotify's events: with -s 1000 a look now and then would come too late.
# Waits until a file has so many lines, and a little longer, so that tail waits again; shows it.
lines() {
	for ((try = 0; try < 200; try++)); do
		[ "$(wc -l <"$1")" -ge "$2" ] && break
		sleep 0.05
	done
	sleep 0.2
	cat "$1"
}
echo '== -f'
echo one >log
: >out; : >err
tail -s 1000 -f log >out 2>err & follower=$!
lines out 1
echo two >>log; lines out 2
printf 'three\nfour\n' >>log; lines out 4
printf 'half a ' >>log; echo line >>log; lines out 5
: >log; lines err 1
echo five >>log; lines out 6
# -f stays with the file, whatever its name is.
mv log log.1; echo six >>log.1; lines out 7
echo not this >log; echo seven >>log.1; lines out 8
kill $follower; wait $follower; echo "ended with $?"
echo '== -F'
echo begin >log
: >out; : >err
tail -s 1000 -F log >out 2>err & follower=$!
lines out 1
mv log log.2; lines err 1
echo new >log; lines err 2; lines out 2
echo more >>log; lines out 3
rm log; lines err 3
echo again >other; mv other log; lines err 4; lines out 4
echo and more >>log; lines out 5
kill $follower; wait $follower; echo "ended with $?"
echo '== two files'
echo a >first; echo b >second
: >out; : >err
tail -s 1000 -f first second >out 2>err & follower=$!
lines out 5
echo a2 >>first; lines out 8
echo b2 >>second; lines out 11
kill $follower; wait $follower; echo "ended with $?"
echo '== a file that comes later'
: >out; : >err
tail -s 1000 -F first later >out 2>err & follower=$!
lines err 1; lines out 3
echo here >later; lines err 2; lines out 4
echo more >>later; lines out 5
kill $follower; wait $follower; echo "ended with $?"
echo '== --pid'
: >out
sleep 1 & sleeper=$!
tail -s 0.1 --pid=$sleeper -f first >out & follower=$!
lines out 2
echo a3 >>first; lines out 3
wait $follower; echo "ended with $?"
kill -0 $sleeper 2>/dev/null || echo 'after what it watched'
echo '== a pipe'
printf 'x\ny\n' | tail -n 1 -f
