# PostgreSQL: the server that PGHOST and its like name, or a private one in the
# cache, run by an unprivileged user, reached through a socket, left running.

uses_own_server() { [[ -n ${PGHOST:-}${PGHOSTADDR:-}${PGPORT:-}${PGSERVICE:-} ]]; }

provide_postgres() {
    if ! uses_own_server; then provide_private_server; fi
    logged "connecting to PostgreSQL at ${PGHOST:-${PGSERVICE:-port $PGPORT}}" \
        psql -qXc 'SELECT 1' postgres
}

provide_private_server() {
    local bin data socket
    bin=$(find_postgres)
    data=$CACHE/postgresql-$("$bin/postgres" --version | sed -E 's/[^0-9]*([0-9]+).*/\1/')
    socket=$(socket_folder)
    [[ -d $data ]] || make_cluster
    as_owner "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1 || start_cluster
    export PGHOST=$socket PGPORT=5432 PGUSER=odoo
    unset PGPASSWORD
}

# The newest server programs on the machine.
find_postgres() {
    local programs
    programs=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1)
    : "${programs:=$(command -v initdb)}"
    [[ -n $programs ]] && dirname "$(realpath "$programs")"
}

# PostgreSQL refuses to run as root. The server must not hold our lock (9).
as_owner() {
    local owner=(runuser -u postgres --)
    id postgres >/dev/null 2>&1 || owner=(runuser -u nobody --)
    ((EUID == 0)) || owner=()
    (cd / && exec "${owner[@]}" "$@" 9>&-)
}

# Short, because the system allows a socket's path no more than 107 characters.
socket_folder() {
    if ((${#CACHE} < 80)); then
        echo "$CACHE/socket"
    else
        echo "/tmp/$ADDON-$EUID-$(short_hash <<<"$CACHE")"
    fi
}

# Built beside its place and moved there when whole. Speed goes before safety: these
# are databases that a crash may cost.
make_cluster() {
    local new=$CACHE/postgresql.new
    say "PostgreSQL: making a private cluster"
    UNFINISHED=$new
    rm -rf "$new"
    own_folder "$new"
    logged "making the PostgreSQL cluster" \
        as_owner "$bin/initdb" -D "$new" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync
    as_owner tee -a "$new/postgresql.conf" >/dev/null <<END
listen_addresses = ''
unix_socket_directories = '$socket'
max_connections = 100
shared_buffers = 256MB
fsync = off
synchronous_commit = off
full_page_writes = off
END
    as_owner "$bin/postgres" --single -D "$new" postgres >>"$LOG" 2>&1 \
        <<<'CREATE ROLE odoo LOGIN CREATEDB' || die "making PostgreSQL's role failed, see $LOG"
    mv "$new" "$data"
    UNFINISHED=
}

start_cluster() {
    own_folder "$socket"
    logged "starting PostgreSQL (its data, $data, can be deleted and made anew)" \
        as_owner "$bin/pg_ctl" -D "$data" -l "$data/server.log" -w start
}

# A folder that only the server's user enters; root does anyway.
own_folder() {
    mkdir -p -m 700 "$1"
    ((EUID)) || chown "$(as_owner id -u)" "$1"
    as_owner test -O "$1" -a -x "$1" ||
        die "$(as_owner id -un) cannot use $1: set COLLECTION_CACHE to a folder that it can reach"
}
