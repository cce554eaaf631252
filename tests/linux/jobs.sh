# Job handling of busybox's shell, without a terminal.
sleep 0.2 & first=$!; sleep 0.4 & second=$!
[ "$first" != "$second" ] && echo two; jobs | sed 's/ *$//' | wc -l
wait $second; echo $?; wait $first; echo $?
sleep 100 & pid=$!; kill -0 $pid && echo alive; kill -KILL $pid; wait $pid; echo $?
kill -0 $pid 2>/dev/null || echo gone
(trap 'echo told; exit 3' HUP; echo ready >ready; while :; do sleep 0.05; done) & pid=$!
while [ ! -s ready ]; do sleep 0.05; done; kill -HUP $pid; wait $pid; echo $?; rm ready
sh -c 'sleep 0.1; exit 9' & wait; echo "wait for all: $?"
sh -c 'kill -STOP $$; echo went on' & pid=$!; sleep 0.3; kill -CONT $pid; wait $pid; echo $?
