# wkhtmltopdf: the machine's, or, where the distribution has dropped it, that of the
# last Debian release with one, unpacked into the cache with all its libraries.

WKHTMLTOPDF=$CACHE/wkhtmltopdf
WKHTMLTOPDF_SUITE=bookworm

provide_wkhtmltopdf() {
    PATH+=:$WKHTMLTOPDF/bin
    ! command -v wkhtmltopdf >/dev/null || return 0
    say "wkhtmltopdf: installing"
    { as_root apt-get -q update && install_packages wkhtmltopdf; } || fetch_wkhtmltopdf
}

fetch_wkhtmltopdf() {
    local packages root=$SCRATCH/wkhtmltopdf
    say "wkhtmltopdf: this system has none, fetching Debian $WKHTMLTOPDF_SUITE's"
    open_archive "$WKHTMLTOPDF_SUITE"
    packages=$(private_apt apt-get -s install --no-install-recommends wkhtmltopdf |
        sed -n 's/^Inst \([^ ]*\).*/\1/p')
    # shellcheck disable=SC2086 # one word for each package
    unpack_packages "$root" $packages
    write_launcher >"$SCRATCH/launcher"
    install -D -m 755 "$SCRATCH/launcher" "$root/bin/wkhtmltopdf"
    mv "$root" "$WKHTMLTOPDF"
}

# Its own loader and libraries, down to the C library: none of the system's.
write_launcher() {
    cat <<'END'
#!/bin/sh
root=$(dirname "$(dirname "$(readlink -f "$0")")")
libraries=$(echo "$root"/usr/lib/*-linux-gnu*)
export QT_PLUGIN_PATH="$libraries/qt5/plugins"
exec "$root"/lib/*/ld-linux*.so.* --library-path \
    "$libraries:$libraries/pulseaudio:$root/lib/$(basename "$libraries")" \
    "$root/usr/bin/wkhtmltopdf" "$@"
END
}
