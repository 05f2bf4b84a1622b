# Addons of OCA from PyPI, each in a folder of its own: only what asks for them sees them.

# fetch_oca PACKAGE==VERSION: leaves in OCA_ADDONS the folder with the addon.
fetch_oca() {
    local folder
    folder=$CACHE/oca-$(short_hash <<<"$1")
    OCA_ADDONS=$folder/odoo/addons
    [[ ! -f $folder/complete ]] || return 0
    say "OCA: fetching $1"
    rm -rf "$folder"
    # Without the package "odoo" that it depends on: there is one already.
    logged "fetching $1" "$VENV/bin/pip" install --disable-pip-version-check \
        --no-deps --target "$folder" "$1"
    touch "$folder/complete"
}

# The addons path with what a bridge needs beside Odoo, from its test-requirements.txt.
bridge_addons_path() {
    local package path=$ODOO_ADDONS_PATH
    while read -r package; do
        fetch_oca "$package"
        path+=,$OCA_ADDONS
    done <"$CHECKOUT/bridges/$1/test-requirements.txt"
    echo "$path"
}
