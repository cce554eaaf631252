# One round of the soak: bash work.sh NUMBER. Does a bit of everything a shell does, in an order of its
# own, and checks each result. Exit status 0 when all was right and nothing was left behind.
number=$1
RANDOM=$number
home=/tmp/soak-$number
mkdir "$home" && cd "$home" || exit 1

# Bash's own messages (of killed jobs) go nowhere.
exec 3>&2 2>/dev/null

fail() {
  echo "worker $number: $*" >&3
  exit 1
}

is() { # WHAT GOT EXPECTED
  [ "$2" = "$3" ] || fail "$1: got '$2', not '$3'"
}

pipes() {
  is 'pipeline' "$(seq 1 200 | sort -rn | head -n 1 | cat)" 200
  is 'large pipe' "$(head -c 200000 /dev/zero | cat | wc -c)" 200000
  is 'writer ended by SIGPIPE' "$(yes | head -n 1000 | wc -l)" 1000
  false | true
  is 'statuses' "${PIPESTATUS[*]}" '1 0'
}

substitution() {
  is 'nested substitution' "$(echo "$(echo "$(echo deep)")")" deep
  local sum=0 n
  for n in 1 2 3 4 5; do sum=$((sum + $(echo $n))); done
  is 'sum' $sum 15
}

documents() {
  is 'here-document' "$(cat <<END
$number
$((number + 1))
END
)" "$number
$((number + 1))"
  is 'here-string' "$(cat <<<"$number")" "$number"
  local text line
  printf -v text '%2000s' x
  while read -r line; do is 'long here-document' ${#line} 1; done <<END
$text
$text
END
}

jobs_and_wait() {
  local pids=() n
  for n in 0 1 2 3 4; do (exit $n) & pids+=($!); done
  for n in 0 1 2 3 4; do
    wait ${pids[n]}
    is 'status of a job' $? $n
  done
}

signals() {
  sleep 100 & kill -TERM $!
  wait $!
  is 'status of a killed job' $? 143
  local caught=0
  trap 'caught=1' USR1
  (kill -USR1 $$)
  is 'trap' $caught 1
  trap - USR1
  sleep 0.05 &
  kill -STOP $!
  kill -CONT $!
  wait $!
  is 'status of a continued job' $? 0
  timeout 0.05 sleep 100
  is 'timeout' $? 124
}

# Ends processes at any point of what they do.
killed() {
  local pid delay
  bash -c 'while :; do (echo a; cat /dev/null) | cat >>log; : "$(true)"; done' &
  pid=$!
  printf -v delay '0.%03d' $((RANDOM % 200))
  sleep $delay
  kill -KILL $pid
  wait $pid
  is 'status of a killed shell' $? 137
}

# A whole process group at once.
group() {
  set -m
  (while :; do seq 1 50 | sort -n | grep -c 5; done >/dev/null) &
  local pid=$! delay
  set +m
  printf -v delay '0.%03d' $((RANDOM % 200))
  sleep $delay
  kill -KILL -- -$pid
  wait $pid
  is 'status of a killed group' $? 137
}

files() {
  local n
  mkdir -p a/b/c
  for n in 1 2 3 4 5 6 7 8 9 10; do echo "$number $n" >a/b/c/$n; done
  is 'files' "$(cat a/b/c/* | wc -l)" 10
  mv a/b/c a/d
  ln -s d/3 a/link
  is 'through a link' "$(<a/link)" "$number 3"
  cp -r a copy
  is 'copy' "$(cat copy/d/7)" "$number 7"
  head -c 100000 /dev/zero >big
  truncate -s 50 big
  is 'truncated' "$(wc -c <big)" 50
  rm -r a copy big
}

programs() {
  is 'exec' "$(bash -c 'exec printf %s "$0"' $number)" $number
  bash -c 'exec /no/such/program'
  is 'nothing to execute' $? 127
  is 'environment' "$(x=$number env | grep ^x=)" x=$number
}

reading() {
  local line status
  sleep 0.2 | read -r -t 0.02 line
  status=${PIPESTATUS[1]}
  [ $status -gt 128 ] || fail "read -t: status $status"
}

tasks=(pipes substitution documents jobs_and_wait signals killed group files programs reading)
for ((n = 0; n < 12; n++)); do
  ${tasks[RANDOM % ${#tasks[@]}]}
done
cd / || exit 1
# What was orphaned by a kill may still make a file there.
until rm -r "$home"; do sleep 0.05; done
