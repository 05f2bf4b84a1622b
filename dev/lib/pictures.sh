# What dev/screenshots and dev/visual share: the demo company, served for a browser.

# A Monday on which nobody is kept from sending, and whose interest rates are known.
# The company always lives on it: another day would make other pictures.
export ODOO_DAY=2026-03-16

let_go_of_company() {
    [[ ! ${server:-} ]] || stop_server
    rm -rf "$folder"
    # A half-made company is nobody's.
    [[ -n ${KEEP_DB:-} && ${server:-} ]] || drop_database "$database"
}

# It has to let go of the database before that can be dropped.
stop_server() {
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
}

free_port() { python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# The first of those that Odoo's browser tests look for, too.
browser() {
    command -v google-chrome chromium chromium-browser google-chrome-stable | head -n 1
}

# make_company STAGE...: the demo company, and the scripts that set its scene.
make_company() {
    DEMO_DATABASE=$database "$CHECKOUT/dev/demo" --no-serve --fresh >&2
    cat "$@" | "${ODOO_PROGRAM[@]}" shell -d "$database" --no-http --log-level=error >&2 ||
        die "Odoo's shell failed, see above"
}

serve_company() {
    port=$(free_port)
    "${ODOO_PROGRAM[@]}" -d "$database" --db-filter="^$database\$" --http-port="$port" \
        --max-cron-threads=0 --log-level=warn >"$LOG.server" 2>&1 9>&- &
    server=$!
}

# open_company STAGE...: leaves in port where it is served, in folder one for files.
open_company() {
    setup chromium
    database=${0##*/}_$CHECKOUT_ID
    folder=$(mktemp -d)
    trap let_go_of_company EXIT
    if [[ -z ${KEEP_DB:-} ]] || ! database_exists "$database"; then make_company "$@"; fi
    serve_company
}
