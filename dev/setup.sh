# Sourced by every script of this folder. `setup` brings up what they need, does
# nothing when all is there, and leaves Odoo's settings in the environment.
#
#   COLLECTION_CACHE  where everything that is fetched or built is kept
#   ODOO_PATH         an Odoo 19 to use instead of Debian's package
#   DEBIAN_MIRROR     the Debian mirror to fetch that package from
#   PGHOST, PGPORT    a PostgreSQL server to use instead of a private one
#   PYTHON            the Python to build the virtual environment with
#   ODOO_DAY          a day, such as 2026-03-16, that does not pass for Odoo
set -euo pipefail

ADDON=account_debt_collection
CHECKOUT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
CHECKOUT_ID=$(sha256sum <<<"$CHECKOUT" | cut -c1-8)

# Root's is not below /root: the unprivileged PostgreSQL has to reach it.
default_cache() {
    if ((EUID == 0)); then
        echo "/var/cache/$ADDON"
    else
        echo "${XDG_CACHE_HOME:-$HOME/.cache}/$ADDON"
    fi
}

CACHE=${COLLECTION_CACHE:-$(default_cache)}
LOG=$CACHE/log/$CHECKOUT_ID-${0##*/}.log

for part in machine archive wkhtmltopdf odoo python postgres database oca core; do
    . "$CHECKOUT/dev/lib/$part.sh"
done

# Progress goes to stderr: the output of `dev/shell < script` stays clean.
say() { printf '%s\n' "$*" >&2; }

die() {
    say "${0##*/}: $*"
    exit 1
}

# logged WHAT COMMAND...: the command's output is only worth a look if it fails.
logged() {
    "${@:2}" >>"$LOG" 2>&1 </dev/null || die "$1 failed: $(tail -n 1 "$LOG") (log: $LOG)"
}

short_hash() { sha256sum | cut -c1-12; }

# setup [PACKAGE...]: the arguments are Debian packages that only the caller needs.
setup() {
    mkdir -p "$CACHE" 2>/dev/null && [[ -w $CACHE ]] ||
        die "cannot write to $CACHE: set COLLECTION_CACHE to a folder of yours"
    exec 9>"$CACHE/lock"
    flock 9
    mkdir -p "$CACHE/log"
    : >"$LOG"
    SCRATCH=$(mktemp -d "$CACHE/scratch.XXXXXX")
    UNFINISHED=
    trap 'rm -rf "$SCRATCH" "$UNFINISHED"' EXIT
    provide_machine "$@"
    provide_wkhtmltopdf
    provide_odoo
    provide_python
    provide_postgres
    configure_odoo
    rm -rf "$SCRATCH"
    trap - EXIT
    exec 9>&-
}

# The repository is the addon, whatever its folder is called: Odoo and pytest reach
# it, and its bridges, through links with the addons' names.
link_addons() {
    local bridge links=$CHECKOUT/.addons
    mkdir -p "$links"
    ln -sfn .. "$links/$ADDON"
    for bridge in $(bridges); do ln -sfn "../bridges/$bridge" "$links/$bridge"; done
    find "$links" -xtype l -delete # bridges that are no more
}

# Addons that join this one to other apps.
bridges() {
    local manifest
    for manifest in "$CHECKOUT"/bridges/*/__manifest__.py; do
        [[ ! -f $manifest ]] || basename "${manifest%/*}"
    done
}

# Those that need more than Odoo: they are tested apart, with what they need.
foreign_bridges() {
    local bridge
    for bridge in $(bridges); do
        [[ ! -f $CHECKOUT/bridges/$bridge/test-requirements.txt ]] || echo "$bridge"
    done
}

own_bridges() { comm -23 <(bridges | sort) <(foreign_bridges | sort); }

addons_path() {
    local path=$ODOO/odoo/addons
    # Debian's stray folder of this name has no XML; a source tree's is the real one.
    [[ -d $ODOO/odoo/addons/account ]] || path+=,$ODOO/addons
    echo "$path,$CHECKOUT/.addons"
}

configure_odoo() {
    link_addons
    export ODOO_RC=/dev/null # nobody's own configuration file
    export ODOO_ADDONS_PATH ODOO_DATA_DIR=$CACHE/data
    ODOO_ADDONS_PATH=$(addons_path)
    export ODOO_HTTP_INTERFACE=127.0.0.1
    export ODOO_SCREENSHOTS=$CACHE/screenshots
    export ODOO_SMTP_SERVER=mail.invalid # no mail leaves a developer's machine
    export PYTHONPATH=$ODOO
    export PATH=$VENV/bin:$PATH
    ODOO_PROGRAM=(python -m odoo)
    [[ -z ${ODOO_DAY:-} ]] || ODOO_PROGRAM=(python "$CHECKOUT/dev/on_day.py" "$ODOO_DAY")
    unset PGDATABASE # Odoo would take it for its own
}
