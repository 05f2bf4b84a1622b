# The machine: Debian packages that are missing.

PYTHON=${PYTHON:-python3}
APT_INSTALL="DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends"

# Installs only what cannot be found, by whatever way it came to the machine.
provide_machine() {
    local missing=()
    find_missing "$@"
    ((${#missing[@]})) || return 0
    say "Debian packages: installing ${missing[*]}"
    install_all "${missing[@]}" ||
        die "cannot install Debian packages (log: $LOG); as root, run:" \
            "apt-get update && apt-get install ${missing[*]}"
}

install_all() {
    as_root apt-get -q update || return
    case " $* " in *" chromium "*) check_chromium ;; esac
    case " $* " in *" postgresql "*) install_postgresql || return ;; esac
    install_packages "$@"
}

install_packages() { as_root env $APT_INSTALL "$@"; }

# need PACKAGE TEST...
need() { "${@:2}" >/dev/null 2>&1 || missing+=("$1"); }

find_missing() {
    need python3-venv "$PYTHON" -c 'import ensurepip, venv'
    need poppler-utils command -v pdftotext
    need fontconfig command -v fc-list
    need fonts-dejavu-core compgen -G '/usr/share/fonts/truetype/dejavu/*'
    need fonts-liberation compgen -G '/usr/share/fonts/truetype/liberation*'
    if uses_own_server; then
        need postgresql-client command -v psql
    else
        need postgresql find_postgres
    fi
    need debian-archive-keyring test -f "$KEYRING"
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

# sudo asks for its password on the terminal, if there is one.
as_root() {
    local how=()
    ((EUID == 0)) || how=(sudo)
    "${how[@]}" "$@" >>"$LOG" 2>&1
}

# Debian's server package would make and start a cluster of the machine's own. This
# is its switch for that, thrown for as long as it takes to install it.
install_postgresql() {
    local folder=/etc/postgresql-common/createcluster.d
    install_packages postgresql-common && as_root sh -ec "
        mkdir -p $folder
        trap 'rm -f $folder/$ADDON.conf' EXIT
        echo 'create_main_cluster = false' >$folder/$ADDON.conf
        env $APT_INSTALL postgresql"
}

# Ubuntu's package of that name, if any, only installs a snap.
check_chromium() {
    local candidate
    candidate=$(apt-cache policy chromium | sed -n 's/^ *Candidate: //p')
    [[ -n $candidate && $candidate != "(none)" && $candidate != *snap* ]] ||
        die "no Chromium package here: install Google Chrome or Chromium" \
            "so that \`google-chrome --version\` or \`chromium --version\` works"
}
