# Runs the shell that follows as if on a simulated server, as via.js does, at a tenth of its cost: `sh via.sh FOLDER SHELL ARGUMENTS...`.
folder=$1
shift
. "$folder/env.sh"
# What this shell itself would say of one that is killed is not what a server says.
exec 3>&2 2>/dev/null
"$@" 2>&3 3>&-
code=$?
# A killed shell ends as sshd reports it: with a number, not with a signal.
[ "$code" -gt 128 ] && exit 255
exit "$code"
