# Python: one virtual environment per interpreter and set of requirements.

provide_python() {
    local key
    "$PYTHON" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' ||
        die "$PYTHON is not Python 3.11, 3.12 or 3.13: set PYTHON to one that is"
    key=$({ "$PYTHON" -VV; cat "$CHECKOUT/dev/requirements.txt"; } | short_hash)
    VENV=$CACHE/venv-$key
    [[ -f $VENV/complete ]] || make_environment
}

# It cannot be moved into place, so the stamp that is written last makes it valid.
make_environment() {
    say "Python: installing dev/requirements.txt"
    UNFINISHED=$VENV
    rm -rf "$VENV"
    logged "making the virtual environment" "$PYTHON" -m venv "$VENV"
    logged "installing dev/requirements.txt with pip" \
        "$VENV/bin/pip" install --disable-pip-version-check -r "$CHECKOUT/dev/requirements.txt"
    touch "$VENV/complete"
    UNFINISHED=
}
