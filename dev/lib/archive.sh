# Debian's archive, read through apt's own client with a state of its own: the
# machine's sources stay untouched, signatures are checked against Debian's keyring.

KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

private_apt() { "$1" -q -c "$SCRATCH/apt.conf" "${@:2}"; }

# open_archive SUITE...
open_archive() {
    local mirror
    mirror=$(debian_mirror)
    configure_apt "$mirror" "$@"
    logged "reading Debian's mirror $mirror (DEBIAN_MIRROR names another one)" \
        private_apt apt-get update
}

configure_apt() {
    local suite apt=$SCRATCH/apt
    mkdir -p "$apt/lists/partial" "$apt/archives/partial"
    : >"$apt/status"
    for suite in "${@:2}"; do
        echo "deb [signed-by=$KEYRING target=Packages lang=none] $1 $suite main"
    done >"$apt/sources.list"
    cat >"$SCRATCH/apt.conf" <<END
Dir::State "$apt";
Dir::State::Lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt";
Dir::Etc::SourceList "$apt/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Acquire::AllowInsecureRepositories "false";
Acquire::Retries "3";
APT::Get::AllowUnauthenticated "false";
APT::Sandbox::User "$(id -un)";
APT::Update::Error-Mode "any";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
END
}

# unpack_packages FOLDER PACKAGE[/SUITE]...
unpack_packages() {
    local deb debs=$SCRATCH/debs
    mkdir "$debs"
    (cd "$debs" && logged "fetching ${*:2}" private_apt apt-get download "${@:2}")
    for deb in "$debs"/*.deb; do
        logged "unpacking ${deb##*/}" dpkg-deb -x "$deb" "$1"
    done
    rm -r "$debs"
    relink "$1"
}

# Links to /usr/... mean the unpacked tree's /usr.
relink() {
    local link
    while IFS= read -r link; do
        ln -sfnr "$1$(readlink "$link")" "$link"
    done < <(find "$1" -type l -lname '/usr/*')
}

debian_mirror() {
    local mirror=${DEBIAN_MIRROR:-$(machines_mirror)}
    if [[ -z $mirror ]]; then # apt's lists may have been thrown away
        as_root apt-get -q update || true
        mirror=$(machines_mirror)
    fi
    : "${mirror:=$(debootstraps_mirror)}"
    [[ -n $mirror ]] || die "no Debian mirror found: set DEBIAN_MIRROR"
    echo "$mirror"
}

# On Debian: where the machine's own packages come from.
machines_mirror() {
    apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' |
        sed -n 's/^Debian|Debian|//p' | head -n 1
}

# Elsewhere: the mirror that debootstrap would make a Debian system from.
debootstraps_mirror() {
    command -v debootstrap >/dev/null || install_packages debootstrap
    sed -nE 's/^ *(default_mirror |DEF_MIRROR=)"?(http[^" ]*\/debian)\/?"?$/\2/p' \
        /usr/share/debootstrap/scripts/sid "$(command -v debootstrap)" | head -n 1
}
