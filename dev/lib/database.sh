# Databases of the demo and of the tests.

sql() { psql -qAtX -v ON_ERROR_STOP=1 -d "$1" -c "$2"; }

database_exists() { [[ -n $(sql postgres "SELECT 1 FROM pg_database WHERE datname = '$1'") ]]; }

drop_database() {
    dropdb --if-exists "$1" 2>>"$LOG" ||
        die "cannot drop database $1: stop whatever else is using it (log: $LOG)"
    rm -rf "$ODOO_DATA_DIR/filestore/$1"
}

# Attachments never change in place, so that the copy can share the files.
copy_database() {
    drop_database "$2"
    createdb -T "$1" "$2"
    cp -al "$ODOO_DATA_DIR/filestore/$1" "$ODOO_DATA_DIR/filestore/$2"
}

rename_database() {
    mv "$ODOO_DATA_DIR/filestore/$1" "$ODOO_DATA_DIR/filestore/$2"
    sql postgres "ALTER DATABASE $1 RENAME TO $2"
}

# run_odoo WHAT ARGUMENTS...: there is nothing to see but warnings and errors.
run_odoo() {
    local log=$LOG.odoo
    "${ODOO_PROGRAM[@]}" --stop-after-init --no-http "${@:2}" >"$log" 2>&1 ||
        { tail -n 40 "$log" >&2; die "$1 failed, see $log"; }
    grep -E ' (WARNING|ERROR|CRITICAL) ' "$log" >&2 || true
}

# Odoo passes over an addon that it cannot install without failing.
check_installed() {
    local addon state
    for addon in ${2//,/ }; do
        state=$(sql "$1" "SELECT state FROM ir_module_module WHERE name = '$addon'")
        [[ $state == installed ]] || die "$addon is ${state:-unknown} in database $1, see $LOG.odoo"
    done
}

# This addon and those of its bridges that need nothing but Odoo, separated by commas.
addons() { { echo "$ADDON"; own_bridges; } | paste -sd ,; }

manifests() {
    local bridge
    echo "$CHECKOUT/__manifest__.py"
    for bridge in $(own_bridges); do echo "$CHECKOUT/bridges/$bridge/__manifest__.py"; done
}

# Odoo's addons that the tests of the bridges need beside these: payment by a provider
# that only pretends, say.
test_addons() { cat "$CHECKOUT"/bridges/*/test-addons.txt | paste -sd ,; }

# What they depend on, without themselves.
dependencies() {
    # shellcheck disable=SC2046 # one word for each manifest
    python - "$(addons)" $(manifests) <<'END'
import ast, pathlib, sys

addons, *manifests = sys.argv[1:]
texts = [pathlib.Path(path).read_text() for path in manifests]
needed = {name for text in texts for name in ast.literal_eval(text)["depends"]}
print(",".join(sorted(needed - set(addons.split(",")))))
END
}

# Installing the dependencies takes most of the time and seldom changes: it is done
# once, in a template for this Odoo and these dependencies. Leaves its name in TEMPLATE.
provide_template() {
    local needed
    needed=$(dependencies),$(test_addons)
    needed=${needed%,}
    TEMPLATE=template_$({ echo "$needed"; odoo_version; } | short_hash)
    exec 9>"$CACHE/lock"
    flock 9
    database_exists "$TEMPLATE" || make_template "$needed"
    exec 9>&-
}

make_template() {
    say "Database: installing $1 once, for all further tests"
    drop_database "${TEMPLATE}_new"
    run_odoo "installing $1" -d "${TEMPLATE}_new" -i "$1" --load-language=en_US,fr_FR
    rename_database "${TEMPLATE}_new" "$TEMPLATE"
}

odoo_version() {
    stat -Lc %Y "$ODOO/odoo/release.py"
    git -C "$ODOO/odoo" rev-parse HEAD 2>/dev/null || true
}
