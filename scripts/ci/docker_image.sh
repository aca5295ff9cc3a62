# The image of Artemis: the official one where it can be had, or else a stand-in under its name.
# shellcheck shell=bash

image=apache/artemis:2.56.0-alpine
stand_in=tidings.stand-in

# image_up FOLDER: makes sure of the image, and says which one it is.
image_up() {
    if docker image inspect "$image" >/dev/null 2>&1; then
        echo "$image is there"
    elif timeout 300 docker pull --quiet "$image"; then
        echo "$image was pulled"
    else
        make_stand_in "$1"
    fi
}

which_image() {
    local id made
    id=$(docker image inspect --format '{{.Id}}' "$image")
    made=$(docker image inspect --format "{{index .Config.Labels \"$stand_in\"}}" "$image")
    case $made in
        "") echo "the official $image ($id)" ;;
        *) echo "a stand-in for $image, which could not be pulled: $made" ;;
    esac
}

# On somebody's own daemon the name is left to the official image.
image_down() {
    [ ! -f "$1/stand-in" ] || docker image rm --force "$image" >/dev/null
}

# make_stand_in FOLDER: an image with what the tests use of the official one, from what the other tests need anyway:
# the distribution, this machine's Java, and a shell. Nothing is pulled.
make_stand_in() {
    local root=$1/root artemis java
    artemis=$(distribution)
    java=$("${JAVA_HOME:+$JAVA_HOME/bin/}java" -XshowSettings:properties -version 2>&1 |
        sed -n 's/^ *java\.home = //p') || true
    [ -d "$java" ] || { echo "the stand-in for $image needs Java" >&2; return 1; }

    mkdir -p "$root"/{bin,dev,etc,opt,proc,tmp,usr/bin,var/lib/artemis-instance}
    shell_into "$root"
    java_into "$java" "$root"
    cp -a "$artemis" "$root/opt/activemq-artemis"
    rm -rf "$root/opt/activemq-artemis/web"
    echo 'artemis:x:1001:1001::/var/lib/artemis-instance:/bin/sh' >"$root/etc/passwd"
    echo 'artemis:x:1001:' >"$root/etc/group"
    echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
    cp scripts/ci/docker_entry.sh "$root/docker-run.sh"
    chmod 1777 "$root/tmp" "$root/var/lib/artemis-instance"
    chmod 755 "$root/docker-run.sh"

    touch "$1/stand-in"
    # `import` needs no builder, and no image to build upon.
    tar -C "$root" --owner=0 --group=0 --numeric-owner -c . | docker import \
        --change 'ENV PATH=/opt/java/bin:/bin JAVA_HOME=/opt/java LANG=C.UTF-8' \
        --change 'VOLUME ["/var/lib/artemis-instance"]' --change 'USER 1001' --change 'WORKDIR /var/lib/artemis-instance' \
        --change 'ENTRYPOINT ["/docker-run.sh"]' --change 'CMD ["run"]' \
        --change "LABEL $stand_in=\"the same distribution on $(basename "$java") and busybox\"" - "$image"
    rm -rf "$root"
}

# Where the tests look for an unpacked Artemis, or put the one that they fetch.
distribution() {
    local home="${TIDINGS_TEST_ARTEMIS_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/tidings/apache-artemis-2.56.0}"
    if [ ! -f "$home/lib/artemis-boot.jar" ]; then
        # Their first broker fetches it.
        TIDINGS_TEST_BROKER=maven scripts/test --test it life::the_shared_broker_is_one_and_answers >&2
    fi
    echo "$home"
}

# One static program is all of a shell's tools.
shell_into() {
    local root=$1 package tool
    if command -v busybox >/dev/null && ! ldd "$(command -v busybox)" >/dev/null 2>&1; then
        cp "$(command -v busybox)" "$root/bin/busybox"
    else
        # Not installed: it would take the place of a busybox that is.
        package=$(mktemp -d -p "${root%/*}")
        (cd "$package" && { apt-get -q download busybox-static || {
            as_root apt-get -q update && apt-get -q download busybox-static; }; })
        dpkg -x "$package"/busybox-static_*.deb "$package"
        cp "$package/bin/busybox" "$root/bin/busybox"
        rm -rf "$package"
    fi
    for tool in $("$root/bin/busybox" --list); do
        [ "$tool" = busybox ] || ln -s busybox "$root/bin/$tool"
    done
    ln -s /bin/busybox "$root/usr/bin/env"
}

# Java without what only its tools need, and the libraries that its own ones name, where they are looked for.
java_into() {
    local java=$1 root=$2 library
    mkdir "$root/opt/java"
    # Links lead to files elsewhere, some of which no package here brings.
    cp -rL "$java"/{bin,conf,lib} "$root/opt/java" 2>/dev/null || true
    rm -rf "$root"/opt/java/lib/{ct.sym,src.zip}
    find "$root/opt/java" -name '*.so' -o -path '*/bin/java' | xargs -r ldd 2>/dev/null |
        awk '$2 == "=>" && $3 ~ /^\// {print $3} $1 ~ /^\/lib/ && NF == 2 {print $1}' | grep -v "^$root" | sort -u |
        while read -r library; do
            mkdir -p "$root${library%/*}"
            cp -L "$library" "$root$library"
        done
    # Without its locale Java takes all text for ASCII.
    mkdir -p "$root/usr/lib/locale"
    cp -a /usr/lib/locale/C.utf8 "$root/usr/lib/locale"
}
