"""Whether a workload means the same before and after `seal inject`.

"Before" is computed from the plain Secrets; "after" from what the real `unseal` writes when it is run as the injected
pod runs it: same arguments, environment, mounts, user. For each container, and for each command that runs inside it
beside its own (exec probes and hooks): its environment, its command line, and every file and folder below its mounts,
with what its user may do with them. Below /seal, a container finds the values that its commands take, and no others; and
the pod keeps its quality of service.
"""
import copy
import hashlib
import json
import os
import shlex
import subprocess

from kubelet import CannotStart, command_line, environment, expand, hook_commands, lay_out, take_down
from sandbox import users_of

OURS = ("unseal", "unseal-install")
EXEC = "/seal/bin/unseal"


def workloads(documents):
    """(name, metadata, pod spec, volume claims) of every workload, those in Lists too."""
    for document in documents:
        if not isinstance(document, dict):
            continue
        kind, spec = document.get("kind", ""), document.get("spec") or {}
        if kind.endswith("List"):
            yield from workloads(document.get("items") or [])
            continue
        if kind == "CronJob":
            spec = spec["jobTemplate"]["spec"]
        if kind in ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"):
            pod = spec["template"]["spec"]
        elif kind == "Pod":
            pod = spec
        else:
            continue
        metadata = document.get("metadata") or {}
        name = f'{kind}/{metadata.get("name") or metadata.get("generateName")}'
        yield name, metadata, pod, spec.get("volumeClaimTemplates") or []


class PodRun:
    """A pod from its start until its own containers start; `views` then says what each sees."""

    def __init__(self, pod, claims, world, sandbox, folder):
        self.pod, self.world, self.sandbox, self.folder = pod, world, sandbox, folder
        self.folders, self.failure = {}, None
        volumes = (pod.get("volumes") or []) + [
            {"name": claim["metadata"]["name"], "claim": claim["spec"]} for claim in claims]
        os.makedirs(folder)
        mounted = {mount["name"] for container in (pod.get("initContainers") or []) + pod["containers"]
                   for mount in container.get("volumeMounts") or []}
        try:
            # The kubelet leaves a volume alone that nobody mounts.
            for volume in [each for each in volumes if each["name"] in mounted]:
                self.folders[volume["name"]] = f'{folder}/{volume["name"]}'
                lay_out(volume, self.folders[volume["name"]], pod, world)
        except CannotStart as reason:
            self.failure = str(reason)

    def close(self):
        for folder in self.folders.values():
            if os.path.isdir(folder):
                take_down(folder)

    def start_ours(self):
        """Runs the init containers that `seal inject` added; they have to be the first."""
        containers = self.pod.get("initContainers") or []
        ours = [container for container in containers if container["name"] in OURS]
        if ours != containers[:len(ours)]:
            raise CannotStart("another container comes before unseal")
        for container in ours:
            env = environment(container, self.world, self.folders)
            command, arguments = command_line(container, env)
            status, said = self.run(container, (command or ["/unseal"]) + arguments, env)
            if status != 0:
                raise CannotStart(f'{container["name"]} exits with {status}: {said.decode()}')

    def mounts(self, container, only=None):
        """[(folder, path, read only)], with subPath resolved inside the volume, as the kubelet does it."""
        found = []
        for mount in container.get("volumeMounts") or []:
            if only and not mount["mountPath"].startswith(only):
                continue
            if mount["name"] not in self.folders:
                raise CannotStart(f'there is no volume "{mount["name"]}"')
            volume = self.folders[mount["name"]]
            source = os.path.realpath(os.path.join(volume, mount.get("subPath", "").strip("/")))
            if not (source + "/").startswith(os.path.realpath(volume) + "/"):
                raise CannotStart(f'"{mount["subPath"]}" leads out of its volume')
            if not os.path.exists(source):
                os.makedirs(source)
                os.chmod(source, os.stat(volume).st_mode & 0o7777)
            found.append((source, mount["mountPath"].rstrip("/"), mount.get("readOnly", False)))
        return found

    def run(self, container, argv, env):
        """Runs a real program as the container would; its exit code and what it prints."""
        user = users_of(container, self.pod)[-1]

        def start():
            try:
                done = subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT, check=False)
            except OSError as error:
                return 128, str(error).encode()
            return done.returncode, done.stdout

        return self.sandbox.call(self.sandbox.host, self.mounts(container, only="/seal/"), user, start)

    def views(self, entrypoints):
        """{(container, what): what it sees}."""
        if self.failure:
            return {("the pod", "start"): "can't"}
        found = {}
        for container in (self.pod.get("initContainers") or []) + self.pod["containers"]:
            if container["name"] in OURS:
                continue
            name = container["name"]
            try:
                env = environment(container, self.world, self.folders)
                command, arguments = command_line(container, env)
                commands = {"main": (command or entrypoints.get(name, []), arguments)}
                commands.update({what: (command, []) for what, command in hook_commands(container).items()})
                for what, (command, arguments) in commands.items():
                    seen, command = self.unwrapped(container, command, env)
                    found[name, f"{what}: environment"] = seen
                    found[name, f"{what}: command"] = command + arguments
                found.update({(name, f"files of {user}"): files for user, files in self.files(container)})
            except CannotStart as reason:
                found[name, "start"] = f"can't: {reason}"
        return found

    def unwrapped(self, container, command, env):
        """What a command wrapped by `unseal exec` sees, found by running it, and the command itself."""
        if command[:2] != [EXEC, "exec"]:
            return env, command
        end = command.index("--")
        status, printed = self.run(container, command[:end + 1] + ["/usr/bin/env", "-0"], env)
        if status != 0:
            raise CannotStart(f"unseal exec exits with {status}: {printed.decode(errors='replace')}")
        pairs = [line.partition(b"=") for line in printed.split(b"\0")[:-1]]
        return {name.decode(): value for name, _, value in pairs}, command[end + 1:]

    def strays(self):
        """Values below /seal/secrets that the container has no use for."""
        for container in (self.pod.get("initContainers") or []) + self.pod["containers"]:
            if container["name"] in OURS:
                continue
            taken = set()
            for command in [container.get("command") or [], *hook_commands(container).values()]:
                words = command[:command.index("--")] if command[:2] == [EXEC, "exec"] else []
                taken |= {expand(word, {}).rpartition("=")[2].rstrip("?") for word in words if "/" in word}
            for folder, path, _ in self.mounts(container, only="/seal/secrets"):
                for parent, _, names in os.walk(folder, followlinks=True):
                    for name in names:
                        file = f"{path}{parent.removeprefix(folder)}/{name}".removeprefix("/seal/secrets/")
                        if file not in taken and not file.startswith(".."):
                            yield f'{container["name"]}: reads /seal/secrets/{file}, which its commands don\'t take'

    def files(self, container):
        mounts = [mount for mount in self.mounts(container) if not mount[1].startswith("/seal/")]
        root = f'{self.folder}/{container["name"]}.root'
        for user in users_of(container, self.pod):
            os.makedirs(root, exist_ok=True)
            yield user, self.sandbox.call(root, mounts, user, lambda: look(mounts))


def look(mounts):
    """Every name below the mounts: {path: what it is, what one may do with it, what is in it}."""
    found = {}

    def visit(path):
        if path in found:
            return
        may = "".join(letter if os.access(path, bit) else "-" for letter, bit in (("r", os.R_OK), ("x", os.X_OK)))
        if os.path.isdir(path):
            found[path] = f"folder {may}"
            for name in sorted(os.listdir(path)) if may == "rx" else []:
                if not name.startswith(".."):
                    visit(f"{path}/{name}")
        elif may.startswith("r"):
            with open(path, "rb") as file:
                found[path] = f"file {may} {hashlib.sha256(file.read()).hexdigest()[:16]}"
        else:
            found[path] = f"file {may}"

    for _, path, _ in mounts:
        visit(path)
    return found


def differences(before, after, worlds, sandbox, folder, entrypoints):
    """One line for each thing that a workload sees otherwise after than before; `worlds` are those of both."""
    found = []
    pairs = list(zip(workloads(before), workloads(after), strict=True))
    for index, ((name, _, pod, claims), (_, _, injected, _)) in enumerate(pairs):
        runs = []
        try:
            for which, (spec, world) in enumerate(((pod, worlds[0]), (injected, worlds[1]))):
                runs.append(PodRun(spec, claims, world, sandbox, f"{folder}/{index}.{which}"))
            try:
                if not runs[1].failure:
                    runs[1].start_ours()
            except CannotStart as reason:
                runs[1].failure = str(reason)
            if runs[1].failure and not runs[0].failure:
                found.append(f"{name}: the pod doesn't start: {runs[1].failure}")
                continue
            found += [f"{name}: {line}" for line in compare(*[run.views(entrypoints) for run in runs])]
            found += [f"{name}: {line}" for line in confinement(pod, injected)]
            found += [f"{name}: {line}" for line in runs[1].strays()] if not runs[1].failure else []
            if quality(pod) != quality(injected):
                found.append(f"{name}: it was {quality(pod)}, and is {quality(injected)}")
        finally:
            for run in runs:
                run.close()
    return found


def compare(before, after):
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        if was == now or (str(was).startswith("can't") and str(now).startswith("can't")):
            continue
        where = f"{key[0]}, {key[1]}"
        if isinstance(was, dict) and isinstance(now, dict):
            for each in sorted(was.keys() | now.keys()):
                # Where a user could read nothing, there is nothing to lose: our folders are as closed as their files.
                if key[1].startswith("files") and not (readable(was, each) or readable(now, each)):
                    continue
                if was.get(each) != now.get(each):
                    yield f"{where}: {each} was {was.get(each)!r}, is {now.get(each)!r}"
        else:
            yield f"{where}: was {was!r}, is {now!r}"


def readable(view, path):
    """Whether a user can read any file at a path or below it."""
    return any(
        what.startswith("file r") and (each == path or each.startswith(path + "/")) for each, what in view.items()
    )


def confinement(pod, injected):
    """What only `unseal` may do: mount the identity, write what it unsealed, write to a volume that was a Secret's."""
    old = {volume["name"]: volume for volume in pod.get("volumes") or []}
    ours = {volume["name"]: volume for volume in injected.get("volumes") or [] if volume != old.get(volume["name"])}
    for name, volume in ours.items():
        if "emptyDir" in volume and (volume["emptyDir"] or {}).keys() != {"medium", "sizeLimit"} and name != "seal-bin":
            yield f"volume {name}: not in memory, or without a limit"
    for container in (injected.get("initContainers") or []) + injected["containers"]:
        if container["name"] in OURS:
            continue
        for mount in container.get("volumeMounts") or []:
            if mount["name"] in ("seal-keys", "seal-sealed", "seal-signers"):
                yield f'{container["name"]}: mounts {mount["name"]}'
            if mount["name"] in ours and not mount.get("readOnly"):
                yield f'{container["name"]}: may write to {mount["name"]}'


def quality(pod):
    """The pod's class of service (k8s.io/kubernetes/pkg/apis/core/v1/helper/qos)."""
    guaranteed = True
    for container in (pod.get("initContainers") or []) + pod["containers"]:
        limits, requests = ((container.get("resources") or {}).get(field) or {} for field in ("limits", "requests"))
        for each in ("cpu", "memory"):
            guaranteed = guaranteed and each in limits and str(requests.get(each, limits[each])) == str(limits[each])
    # What is added asks for what it needs: a pod that asks for nothing can't stay one.
    return "Guaranteed" if guaranteed else "Burstable or less"


def remainder(document, sealed):
    """What `seal inject` has no business with: the document without what it may add, and without what `views` judges.
    `sealed` are the names of the volumes that were Secrets."""
    document = copy.deepcopy(document)
    for _, metadata, pod, _ in workloads([document]):
        annotations = metadata.get("annotations") or {}
        annotations.pop("sealed-manifests.dev/injected", None)
        metadata["annotations"] = annotations
        pod["initContainers"] = [each for each in pod.get("initContainers") or [] if each["name"] not in OURS]
        pod["volumes"] = [{"name": each["name"]} if each["name"] in sealed else each
                          for each in pod.get("volumes") or [] if not each["name"].startswith("seal-")]
        for container in pod["initContainers"] + pod["containers"]:
            for field in ("env", "envFrom", "command", "args"):
                container.pop(field, None)
            container["volumeMounts"] = [
                {field: value for field, value in mount.items() if field != "readOnly"}
                for mount in container.get("volumeMounts") or [] if not mount["mountPath"].startswith("/seal/")]
            for what in ("livenessProbe", "readinessProbe", "startupProbe"):
                if (container.get(what) or {}).get("exec"):
                    container[what]["exec"] = {}
            for what in ("postStart", "preStop"):
                if ((container.get("lifecycle") or {}).get(what) or {}).get("exec"):
                    container["lifecycle"][what]["exec"] = {}
    return document


def entrypoints_of(flags):
    """{container: command} of the --entrypoint options: what the image would have run."""
    pairs = [flags[index + 1].partition("=") for index, flag in enumerate(flags) if flag == "--entrypoint"]
    return {name: json.loads(command) if command.startswith("[") else shlex.split(command) for name, _, command in pairs}
