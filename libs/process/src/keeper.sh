# Runs a program that knows nothing of us, and ends it when our process is gone:
#   sh keeper.sh <grace> <kill after> <program> <args…>   (both in seconds)
# Standard input is a pipe that only our process holds: it ends with that process, however it goes. The program's
# process id is told on descriptor 3. A shell, because it lives as long as the program and a runtime would be larger
# than what it keeps. Start it as the leader of a process group of its own.
grace=$1 kill_after=$2
shift 2

exec 4<&0
"$@" </dev/null 3>&- 4<&- &
program=$!
echo "$program" >&3
exec 3>&-

end() {
  kill -TERM "$program" 2>/dev/null
  (sleep "$kill_after" && kill -KILL "$program") >/dev/null 2>&1 4<&- &
}
trap end TERM INT HUP

(
  trap - TERM INT HUP
  read -r _ <&4
  sleep "$grace"
  # Should the keeper have been killed, its program is still ended.
  kill -TERM $$ || kill -TERM "$program"
) >/dev/null 2>&1 &
exec 4<&-

# A signal interrupts the wait; the program may have ended or not.
wait "$program"
code=$?
while kill -0 "$program" 2>/dev/null; do
  wait "$program"
  code=$?
done

# What still watches or sleeps goes too.
trap '' TERM
kill -TERM 0
exit "$code"
