# shellcheck shell=bash
# A podman of its own for tests and examples: sourced, never run.
#
#   podman_begin     storage, configuration and state below one new folder on a tmpfs, $PODS; exported, so that every
#                    podman and buildah started from here uses it. The machine's own podman is not touched.
#   podman_end       removes all of it; call it from a trap
#   image_with_shell NAME     an image of Debian's static busybox, for the containers that need a shell
#   pod_play FILE             `podman play kube` without network; its own exit code
#
# Nothing is pulled: images are built from scratch, the pause container from Debian's catatonit.
#
# On a tmpfs, because podman's emptyDir is a plain folder of the storage whatever its medium: here a container sees what
# it would see in a cluster.

podman_begin() {
  PODS=$(mktemp -d /dev/shm/pods.XXXXXX)
  mkdir "$PODS/storage" "$PODS/run" "$PODS/state" "$PODS/empty"
  # No ulimits and cgroupfs, so that it works in a container and without systemd; locks in a file, because the default
  # is one shared memory segment for the whole machine.
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
  {
    podman pod rm --all --force --time 0
    podman rm --all --force --time 0
    podman volume rm --all --force
    umount "$PODS/storage/overlay"
  } >/dev/null 2>&1 || true
  rm -rf "$PODS"
  unset PODS CONTAINERS_CONF CONTAINERS_STORAGE_CONF
}

image_with_shell() {
  local folder=$PODS/shell
  mkdir "$folder"
  cp "$(command -v busybox)" "$folder/busybox"
  # The links are made when the container starts a shell; one name is all that busybox needs to find the others.
  printf 'FROM scratch\nCOPY busybox /bin/sh\nCOPY busybox /bin/busybox\n' >"$folder/Containerfile"
  podman build --pull=never --network none --quiet --tag "$1" "$folder" >/dev/null
}

pod_play() {
  local file
  file=$(realpath "$1")
  # In an empty folder: one that is named like an image would make podman try to build it.
  (cd "$PODS/empty" && podman play kube --network none "$file")
}
