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

fetch_odoo() {
    local packages root=$SCRATCH/odoo
    say "Odoo: fetching Debian's odoo-19"
    open_archive unstable "$LINKED_SUITE"
    packages=$(private_apt apt-cache show odoo-19 2>>"$LOG" | linked_packages) ||
        die "Debian's unstable suite has no odoo-19: set ODOO_PATH"
    # shellcheck disable=SC2086 # one word for each package
    unpack_packages "$root" odoo-19/unstable $packages
    complete_odoo "$root/usr/lib/python3/dist-packages/odoo/addons"
    mv "$root" "$DEBIAN_ODOO"
}

# The packages to which Odoo's links point, from odoo-19's own dependencies.
linked_packages() {
    sed -n 's/^Depends: //p;/^$/q' | tr ',' '\n' |
        sed -nE "s/^ *((fonts|libjs)-[a-z0-9.+-]+).*/\1\/$LINKED_SUITE/p"
}

complete_odoo() {
    local broken stub=$1/mail/static/lib/selfie_segmentation
    broken=$(find "$1" -xtype l -print -quit)
    [[ -z $broken ]] || die "Debian's odoo-19 has a dangling link, ${broken#"$1/"}: set ODOO_PATH"
    # Left out of Debian's package; without it every page of the backend logs an error.
    mkdir -p "$stub"
    echo "// not part of Debian's package" >"$stub/selfie_segmentation.js"
}
