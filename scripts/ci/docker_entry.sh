#!/bin/sh
# The entry point of the stand-in: as in the official image, it makes an instance at the first start, takes what lies in
# `etc-override` for its configuration, and becomes the broker.
set -e
cd /var/lib/artemis-instance
if [ ! -f etc/broker.xml ]; then
    # shellcheck disable=SC2086 # several words
    /opt/activemq-artemis/bin/artemis create --silent --require-login \
        --user "${ARTEMIS_USER:-artemis}" --password "${ARTEMIS_PASSWORD:-artemis}" ${EXTRA_ARGS:-} .
    [ ! -d etc-override ] || cp etc-override/* etc/
fi
exec ./bin/artemis "$@"
