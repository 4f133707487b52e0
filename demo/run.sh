#!/bin/sh
# The demo city from configs to a consolidation report. Use: BIN=.venv/bin/ sh demo/run.sh FOLDER
# Exit codes 2 (findings) and 5 (something unknown) are answers, not failures: the demo shows them and goes on.
set -u
out=${1:-demo-out}
netplan=$(cd "$(dirname "${BIN:-.venv/bin}")" && pwd)/$(basename "${BIN:-.venv/bin}")/netplan

step() {
    printf '\n== netplan %s\n' "$*"
    "$netplan" "$@"
    code=$?
    case $code in 0 | 2 | 5) ;; *)
        printf 'demo: netplan %s ended with %s\n' "$1" "$code" >&2
        exit "$code"
        ;;
    esac
}

rm -rf "$out"
step init "$out" --demo
cd "$out" || exit 1
step load --name today
step coverage
step conflicts --columns severity,kind,key,departments
step path sote/sote-core-1 10.20.9.10 --protocol udp --dport 53
step plan create -o city.plan.json
step plan addresses city.plan.json
step plan waves city.plan.json
step verify city.plan.json
step report consolidation --plan city.plan.json -o consolidation.html
step report consolidation --plan city.plan.json -o consolidation.xlsx

cat <<TXT

Done. Where to look next, from $out:
  consolidation.html                                 the report; open it in a browser
  netplan plan show city.plan.json                   the steps and what they wait for
  netplan plan commands city.plan.json               what to type, device by device, with the way back
  netplan conflicts --format md                      every conflict with its lines
  netplan show interfaces --where "vrf != default"   any table of the model
TXT
