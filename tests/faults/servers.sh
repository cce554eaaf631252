# Kills each server that init starts, under load: its clients are told, init starts it again, and it works as
# before. Status 0 if so.
fail() {
  echo "$*" >&2
  exit 1
}

server() { # NAME: its process
  local pid comm
  for pid in /proc/[0-9]*; do
    read -r comm <"$pid/comm" && [ "$comm" = "$1" ] && echo "${pid#/proc/}" && return
  done
}

within() { # SECONDS COMMAND...: until it succeeds
  local end=$((SECONDS + $1))
  shift
  until "$@" 2>/dev/null; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
}

restarted() { # NAME OLD
  local now
  now=$(server "$1")
  [ -n "$now" ] && [ "$now" != "$2" ]
}

devices_work() {
  [ "$(head -c 5 /dev/zero | tr '\0' x)" = xxxxx ] && echo gone >/dev/null &&
    [ "$(head -c 16 /dev/urandom | wc -c)" = 16 ]
}

# Clients that are in the middle of something; they may fail, but must end.
load() {
  while :; do
    head -c 100000 /dev/urandom | wc -c
    echo line >/dev/null
    ls /dev /proc
  done >/tmp/load 2>&1
}

devices_work || fail "devices do not work to begin with"
for name in devices log; do
  for round in 1 2 3; do
    load & client=$!
    sleep 0.3
    old=$(server $name)
    [ -n "$old" ] || fail "$name does not run"
    kill -KILL "$old" || fail "$name cannot be killed"
    within 30 restarted $name "$old" || fail "$name is not started again"
    within 30 devices_work || fail "devices do not work after $name was killed"
    kill -KILL $client
    wait $client
  done
done
rm -f /tmp/load
exit 0
