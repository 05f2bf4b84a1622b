# Odoo: the one at ODOO_PATH, or Debian's package unpacked into the cache.

DEBIAN_ODOO=$CACHE/odoo-19

# Odoo's links name files that unstable's newer fonts no longer have: this release does.
LINKED_SUITE=trixie

# Leaves in ODOO the folder that holds the Python package `odoo`.
provide_odoo() {
    local source=${ODOO_PATH:-$DEBIAN_ODOO/usr/lib/python3/dist-packages}
    [[ -n ${ODOO_PATH:-} || -d $DEBIAN_ODOO ]] || fetch_odoo
    [[ ! -f $source/release.py ]] || source=$source/..
    [[ -f $source/odoo/release.py ]] ||
        die "no Odoo in $source: set ODOO_PATH to a source tree or an installed package's folder"
    isolate_odoo "$(cd "$source" && pwd -P)"
}

# An installed package lies among other Python modules, which must not hide those
# of the virtual environment: Python gets to see a folder with nothing but Odoo.
isolate_odoo() {
    ODOO=$CACHE/path-$(short_hash <<<"$1")
    mkdir -p "$ODOO"
    ln -sfn "$1/odoo" "$ODOO/odoo"
    if [[ -d $1/addons ]]; then ln -sfn "$1/addons" "$ODOO/addons"; fi
}

# apt's own client with a state of its own: the machine's sources stay untouched,
# and the archive's signature is checked against Debian's keyring.
private_apt() {
    "$1" -q -c "$SCRATCH/apt.conf" "${@:2}"
}

fetch_odoo() {
    local mirror packages
    mirror=$(debian_mirror)
    say "Odoo: fetching Debian's odoo-19"
    configure_apt "$mirror"
    logged "reading Debian's mirror $mirror (DEBIAN_MIRROR names another one)" \
        private_apt apt-get update
    packages=$(private_apt apt-cache show odoo-19 | linked_packages)
    download odoo-19/unstable $packages
    unpack
    mv "$SCRATCH/odoo" "$DEBIAN_ODOO"
}

configure_apt() {
    local suite apt=$SCRATCH/apt
    mkdir -p "$apt/lists/partial" "$apt/archives/partial"
    : >"$apt/status"
    for suite in unstable $LINKED_SUITE; do
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
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
END
}

# The packages to which Odoo's links point, from odoo-19's own dependencies.
linked_packages() {
    sed -n 's/^Depends: //p;/^$/q' | tr ',' '\n' |
        sed -nE "s/^ *((fonts|libjs)-[a-z0-9.+-]+).*/\1\/$LINKED_SUITE/p"
}

download() {
    mkdir "$SCRATCH/debs"
    (cd "$SCRATCH/debs" && logged "fetching $*" private_apt apt-get download "$@")
}

unpack() {
    local deb root=$SCRATCH/odoo
    say "Odoo: unpacking"
    for deb in "$SCRATCH"/debs/*.deb; do
        logged "unpacking ${deb##*/}" dpkg-deb -x "$deb" "$root"
    done
    relink "$root"
    # Left out of Debian's package; without it no page of the backend loads cleanly.
    local stub=$root/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation
    mkdir -p "$stub"
    echo "// not part of Debian's package" >"$stub/selfie_segmentation.js"
}

# Links to /usr/share/... mean the unpacked tree's /usr/share.
relink() {
    local link broken
    while IFS= read -r link; do
        ln -sfnr "$1$(readlink "$link")" "$link"
    done < <(find "$1/usr" -type l -lname '/*')
    broken=$(find "$1/usr/lib/python3/dist-packages/odoo/addons" -xtype l -print -quit)
    [[ -z $broken ]] || die "Debian's odoo-19 has a dangling link: ${broken#"$1"}"
}

debian_mirror() {
    local mirror=${DEBIAN_MIRROR:-$(machines_mirror)}
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
