#!/usr/bin/env bash
# Plans an instance, and takes the answer apart with jq: what it costs, what to decide when, and how large each site is.
#
#     bash examples/plan.sh firm.yaml [FOLDER] [OPTION OF `coeplan solve`...]
#
# Ends with the exit code of `coeplan solve`: 0 plan, 2 bad input, 3 proved infeasible, 4 no plan in time.
set -euo pipefail

instance=${1:?name the file of an instance}
folder=${2:-out/plan}
shift $(($# < 2 ? $# : 2))

# Messages for people go to a log. Of a command that fails the code is needed, so it must not end the script at once.
mkdir -p "$(dirname "$folder")"
code=0
solved=$(coeplan solve "$instance" --out "$folder" --json "$@" 2>"$folder.log") || code=$?

if [ "$code" -ne 0 ]; then
    # Either an error with all faults, each a line for people, or a solve that ended without a plan.
    jq -r 'if .error then (.error.faults[]?.text // .error.message) else "no plan: \(.message)" end' <<<"$solved" >&2
    exit "$code"
fi

jq -r '"value \(.value | round), gap \(.gap * 10000 | round / 100) %"' <<<"$solved"

# The page of a plan as JSON has the same parts as the page: decisions, sites, heads, costs.
shown=$(coeplan show "$folder/plan.json" --json)
jq -r '.decisions[] | select(.follows | not) | "\(.period) \(.kind) \(.location) as \(.operating_model)"' <<<"$shown"
jq -r '.sites[] | [.location, .heads_now, .final_expected] | @tsv' <<<"$shown"
