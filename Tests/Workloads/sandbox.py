"""Runs something where a container would run it: with its mounts, its user and its groups, and without capabilities."""
import ctypes
import os
import pickle
import tempfile
import traceback

libc = ctypes.CDLL(None, use_errno=True)
NEW_MOUNTS, READ_ONLY, REMOUNT, BIND, RECURSIVE = 0x20000, 1, 32, 4096, 16384


class Sandbox:
    """A root on a tmpfs, `host`, that shows the machine's programs and libraries, and unseal as /unseal. Needs to be
    root, in a mount namespace of its own (`unshare --mount`)."""

    def __init__(self, folder, unseal):
        self.host = tempfile.mkdtemp(prefix="host.", dir=folder)
        os.chmod(self.host, 0o755)
        for entry in os.scandir("/"):
            target = f"{self.host}/{entry.name}"
            if entry.is_symlink():
                os.symlink(os.readlink(entry.path), target)
            elif entry.is_dir() and entry.name not in ("seal", "tmp", "sys", "run", "work"):
                os.mkdir(target)
                bind(entry.path, target, RECURSIVE if entry.name == "proc" else 0)
        with open(unseal, "rb") as program, open(f"{self.host}/unseal", "wb") as copy:
            copy.write(program.read())
        os.chmod(f"{self.host}/unseal", 0o755)

    def call(self, root, mounts, user, function):
        """What `function()` returns in a process of `user` under `root`, with `mounts` [(folder, path, read only)]."""
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            try:
                enter(root, mounts, user)
                answer = (True, function())
            except BaseException:
                answer = (False, traceback.format_exc())
            with os.fdopen(writer, "wb") as pipe:
                pickle.dump(answer, pipe)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            done, answer = pickle.load(pipe)
        os.waitpid(child, 0)
        if not done:
            raise RuntimeError(answer)
        return answer


class User:
    """Who a container runs as."""

    def __init__(self, uid, gid, groups, capable):
        self.uid, self.gid, self.groups, self.capable = uid, gid, groups, capable

    def __repr__(self):
        return f"{self.uid}:{self.gid}" + ("" if self.capable or self.uid else " without capabilities")


def users_of(container, pod):
    """Every user that the container may turn out to run as: where no uid is given, the image chooses."""
    own, shared = container.get("securityContext") or {}, pod.get("securityContext") or {}
    uid = own.get("runAsUser", shared.get("runAsUser"))
    gid = own.get("runAsGroup", shared.get("runAsGroup", 0))
    not_root = own.get("runAsNonRoot", shared.get("runAsNonRoot", False))
    groups = list(shared.get("supplementalGroups") or [])
    groups += [shared["fsGroup"]] if "fsGroup" in shared else []
    capable = "ALL" not in ((own.get("capabilities") or {}).get("drop") or [])
    uids = [uid] if uid is not None else [12345] if not_root else [0, 12345]
    # Who begins as root may go on as another, and leave the groups behind.
    dropped = [User(101, 101, [], False)] if 0 in uids and groups else []
    return dropped + [User(each, gid, groups, capable) for each in uids]


def bind(source, target, flags=0):
    if libc.mount(source.encode(), target.encode(), None, BIND | flags, None) != 0:
        raise OSError(ctypes.get_errno(), f"mount {source} at {target}")


def enter(root, mounts, user):
    """Turns the calling process into one of the container's."""
    if libc.unshare(NEW_MOUNTS) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    for source, path, read_only in sorted(mounts, key=lambda mount: mount[1].rstrip("/").count("/")):
        target = root + path
        if os.path.isdir(source):
            os.makedirs(target, exist_ok=True)
        elif not os.path.exists(target):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            open(target, "wb").close()
        bind(source, target)
        if read_only:
            bind(source, target, REMOUNT | READ_ONLY)
    os.chroot(root)
    os.chdir("/")
    os.umask(0o022)
    os.setgroups(user.groups)
    os.setresgid(user.gid, user.gid, user.gid)
    if user.uid == 0 and not user.capable:
        # Of version 3, for this process: every set empty.
        header, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
        if libc.capset(header, nothing) != 0:
            raise OSError(ctypes.get_errno(), "capset")
    os.setresuid(user.uid, user.uid, user.uid)
