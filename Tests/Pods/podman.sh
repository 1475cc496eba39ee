# shellcheck shell=bash
# A podman of its own for tests and examples: sourced, never run.
#
#   podman_begin                storage, configuration and state in one new folder on a tmpfs, $PODS; exported, so that
#                               every podman and buildah from here on uses it and the machine's own is left alone
#   podman_end                  removes all of it; call it from a trap
#   image_of_programs TAG FILE...   an image of Debian's static busybox and the programs given, in /bin
#   pod_manifest                the pod of InitContainer/README.md, as podman wants it
#   pod_secret FILE             a Secret, as podman wants it
#   pod_play FILE               plays a manifest without network; the exit code is podman's
#   pod_clear                   removes what was played, volumes and all
#
# Nothing is pulled: images are made from scratch, podman's pause container from Debian's catatonit. The storage is on a
# tmpfs because podman's emptyDir is a plain folder of it, whatever its medium: so a container sees what it would see in
# a cluster.

# shellcheck disable=SC2034 # for whoever sources this
POD_PACKAGES=(podman buildah runc catatonit netavark busybox-static)

# Rootless podman can't set memory limits everywhere, so root it is.
if ((EUID != 0)); then
  as_root() { sudo --preserve-env=CONTAINERS_CONF,CONTAINERS_STORAGE_CONF "$@"; }
else
  as_root() { "$@"; }
fi
podman() { as_root "$(type -P podman)" "$@"; }

podman_begin() {
  PODS=$(mktemp -d /dev/shm/pods.XXXXXX)
  mkdir "$PODS/storage" "$PODS/run" "$PODS/state" "$PODS/empty"
  # No ulimits, and cgroupfs: works inside a container and without systemd. Locks in a file: the default is a shared
  # memory segment that belongs to the machine.
  cat >"$PODS/containers.conf" <<END
[containers]
default_ulimits = []
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
tmp_dir = "$PODS/state"
END
  cat >"$PODS/storage.conf" <<END
[storage]
driver = "overlay"
graphroot = "$PODS/storage"
runroot = "$PODS/run"
END
  export CONTAINERS_CONF=$PODS/containers.conf CONTAINERS_STORAGE_CONF=$PODS/storage.conf
}

podman_end() {
  [[ -n ${PODS:-} ]] || return 0
  pod_clear
  as_root umount "$PODS/storage/overlay" 2>/dev/null || true
  as_root rm -rf "$PODS"
  unset PODS CONTAINERS_CONF CONTAINERS_STORAGE_CONF
}

image_of_programs() {
  local folder=$PODS/image
  mkdir "$folder"
  # One name is all that busybox needs: its shell finds its other commands in itself.
  cp "$(type -P busybox)" "$folder/sh"
  cp "${@:2}" "$folder"
  printf 'FROM scratch\nCOPY . /bin/\n' >"$folder.containerfile"
  podman build --pull=never --network none --quiet --tag "$1" --file "$folder.containerfile" "$folder" >/dev/null
  rm -r "$folder"
}

# What podman 4.3 lacks: it panics on a volume that doesn't say `optional:`, and refuses `fieldRef`. And it should run
# everything once, keep the logs of init containers, and look for images nowhere else. For the Secret see pod_secret.
pod_manifest() {
  # shellcheck disable=SC2016 # the backquotes are Markdown's
  sed -n '/^```yaml$/,/^```$/{/^```$/q;/^```/d;p}' "$(dirname "${BASH_SOURCE[0]}")/../../InitContainer/README.md" |
    sed -E '
      s|registry.example.com/(.*):1.0|localhost/\1\n      imagePullPolicy: Never|
      s|valueFrom: .*|value: shop|
      s|(configMap: .*)}|\1, optional: false}|
      s|secret: \{secretName: ([^,}]*).*|configMap: {name: \1, optional: false}|
      s|^metadata:|&\n  annotations: {io.podman.annotations.init.container.type: always}|
      s|^spec:|&\n  restartPolicy: Never|'
}

# Before 4.4, podman mounts the text of a Secret's `data` without decoding it (its issue 16625). A ConfigMap of the same
# name and content stands for it.
pod_secret() {
  local line within='' entry='^(  [^:]+:) "?([A-Za-z0-9+/=]+)"?$'
  while IFS= read -r line; do
    case $line in
      'kind: Secret') echo 'kind: ConfigMap' ;;
      type:*) ;;
      data:) within=yes && echo "$line" ;;
      *)
        if [[ $within && $line =~ $entry ]]; then
          printf '%s |\n' "${BASH_REMATCH[1]}"
          base64 -d <<<"${BASH_REMATCH[2]}" | sed 's/^/    /'
        else
          printf '%s\n' "$line"
        fi
        ;;
    esac
  done <"$1"
}

pod_play() {
  local file
  file=$(realpath "$1")
  # In an empty folder: one that is named like an image would make podman build it.
  (cd "$PODS/empty" && podman play kube --network none "$file")
}

pod_clear() {
  podman pod rm --all --force --time 0 >/dev/null 2>&1 || true
  podman volume rm --all --force >/dev/null 2>&1 || true
  podman secret ls --quiet 2>/dev/null | while read -r secret; do podman secret rm "$secret" >/dev/null; done || true
}
