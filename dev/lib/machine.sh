# The machine: Debian packages that are missing.

KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
PYTHON=${PYTHON:-python3}

# Installs only what cannot be found, by whatever way it came to the machine.
provide_machine() {
    local missing=()
    find_missing "$@"
    ((${#missing[@]})) || return 0
    say "Debian packages: installing ${missing[*]}"
    command -v apt-get >/dev/null || die "this is neither Debian nor Ubuntu: install ${missing[*]}"
    as_root apt-get -q update
    if [[ " ${missing[*]} " == *" chromium "* ]]; then check_chromium; fi
    if [[ " ${missing[*]} " == *" postgresql "* ]]; then without_cluster; fi
    install_packages "${missing[@]}"
}

# need PACKAGE TEST...
need() { "${@:2}" >/dev/null 2>&1 || missing+=("$1"); }

find_missing() {
    need python3-venv "$PYTHON" -c 'import ensurepip, venv'
    need wkhtmltopdf command -v wkhtmltopdf
    need poppler-utils command -v pdftotext
    need fonts-liberation compgen -G '/usr/share/fonts/truetype/liberation*'
    if uses_own_server; then
        need postgresql-client command -v psql
    else
        need postgresql find_postgres
    fi
    if [[ -z ${ODOO_PATH:-} ]]; then need debian-archive-keyring test -f "$KEYRING"; fi
    if [[ " $* " == *" chromium "* ]]; then need chromium find_browser; fi
}

# The names that Odoo's browser tests look for.
find_browser() {
    local name
    for name in google-chrome chromium chromium-browser google-chrome-stable; do
        # Ubuntu's name may be there without the snap behind it: start it.
        ! "$name" --version || return 0
    done
    return 1
}

as_root() {
    local how=()
    ((EUID == 0)) || how=(sudo)
    command -v "${how[@]}" env >/dev/null && "${how[@]}" "$@" >>"$LOG" 2>&1 ||
        die "cannot run this, do it as root and start again (log: $LOG): $*"
}

install_packages() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends "$@"
}

# Ubuntu's package of that name only installs a snap.
check_chromium() {
    local candidate
    candidate=$(apt-cache policy chromium | sed -n 's/^ *Candidate: //p')
    [[ -n $candidate && $candidate != "(none)" && $candidate != *snap* ]] ||
        die "no Chromium package here: install Google Chrome or Chromium so that \`google-chrome --version\` or \`chromium --version\` works"
}

# Debian's server package would make and start a cluster of the machine's own. Its
# own switch for that is a file in this folder; it goes when the server is installed.
without_cluster() {
    local folder=/etc/postgresql-common/createcluster.d
    install_packages postgresql-common
    as_root sh -c "mkdir -p $folder && echo 'create_main_cluster = false' >$folder/$ADDON.conf"
    install_packages postgresql
    as_root rm -f "$folder/$ADDON.conf"
}
