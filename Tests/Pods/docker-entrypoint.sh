#!/bin/sh
# What the entrypoint of docker.io/library/postgres does with its environment, as far as the production example needs it:
# a cluster with POSTGRES_USER, POSTGRES_DB and POSTGRES_PASSWORD in PGDATA where there is none, then the command.
set -eu

if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  : "${POSTGRES_PASSWORD:?is not set}"
  mkdir -p "$PGDATA"
  chmod 700 "$PGDATA"
  printf '%s\n' "$POSTGRES_PASSWORD" >/tmp/password
  # shellcheck disable=SC2086 # several arguments
  initdb --username="$POSTGRES_USER" --pwfile=/tmp/password --no-locale --encoding=UTF8 --no-sync $POSTGRES_INITDB_ARGS >/dev/null
  rm /tmp/password
  echo "CREATE DATABASE $POSTGRES_DB;" | postgres --single -j -D "$PGDATA" postgres >/dev/null
fi
exec "$@"
