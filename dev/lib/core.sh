# Odoo's own tests, without these addons and with them: the results must be the same.

CORE=(account account_payment portal sale)

compare_core() {
    local side started
    results=$(mktemp -d)
    for side in without with; do
        started=$SECONDS
        run_core "$side"
        say "$side $(addons): $(grep -c ^ran "$results/$side") tests of ${CORE[*]}," \
            "$(grep -c '^FAIL\|^ERROR' "$results/$side") red," \
            "$(grep -c ^skipped "$results/$side") skipped, $((SECONDS - started)) s"
    done
    diff "$results/without" "$results/with" >&2 ||
        die "not the same with these addons (<: without them, >: with them)"
    rm -r "$results"
    say "Odoo's own tests have the same results with these addons and without."
}

# run_core SIDE: what Odoo's own runner tells of each test. Red ones are not our matter.
run_core() {
    local tags log=$CACHE/log/$CHECKOUT_ID-core-$1.log
    database=core_$1_$CHECKOUT_ID
    copy_database "$TEMPLATE" "$database"
    if [[ $1 == with ]]; then
        run_odoo "installing $(addons)" -d "$database" -i "$(addons)"
        check_installed "$database" "$(addons)"
    fi
    tags=$(printf ',/%s' "${CORE[@]}")
    say "Core: Odoo's own tests, $1 $(addons) (log: $log)"
    python -m odoo -d "$database" -u "$(IFS=, && echo "${CORE[*]}")" --stop-after-init \
        --test-tags "${tags:1}" --http-port=8070 >"$log" 2>&1 || true
    grep -q 'modules loaded in' "$log" || die "Odoo did not start: see $log"
    results_of "$log" >"$results/$1"
    grep -q ^ran "$results/$1" || die "Odoo ran no test: see $log"
    drop_database "$database"
}

# results_of LOG: a line for each test that ran, and for each that is red or skipped.
results_of() {
    sed -nE \
        -e 's/.* odoo\.addons\.([^ :]+): Starting ([A-Za-z0-9_.]+) .*/ran \1 \2/p' \
        -e 's/.* odoo\.addons\.([^ :]+): (FAIL|ERROR): ([A-Za-z0-9_.]+).*/\2 \1 \3/p' \
        -e 's/.* odoo\.tests\.suite: (FAIL|ERROR): (.*)/\1 \2/p' \
        -e 's/.* odoo\.addons\.([^ :]+): skipped ([A-Za-z0-9_.]+).*/skipped \1 \2/p' \
        "$1" | sort -u
}
