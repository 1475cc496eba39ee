"""What a kubelet makes of a pod: a model written from its rules, not the kubelet itself.

It lays volumes out in folders, computes a container's environment and expands its command line. Values are bytes, for
Secrets hold bytes. Where the kubelet wouldn't start the container, CannotStart says why.
"""
import json
import os
import re
import shutil
import subprocess


class CannotStart(Exception):
    """The container wouldn't start."""


class World:
    """The objects of a namespace that a pod may refer to: Secrets and ConfigMaps, each {name: {key: bytes}}."""

    def __init__(self, namespace, secrets, config_maps):
        self.namespace, self.secrets, self.config_maps = namespace, secrets, config_maps

    def look_up(self, kind, ref, name=None):
        """The data of the object that `ref` names; None where it isn't there and may be absent."""
        name = name or ref.get("name")
        data = getattr(self, kind).get(name)
        if data is None and not ref.get("optional"):
            raise CannotStart(f'there is no "{name}" among the {kind}')
        return data


def data_of(document):
    """The data of a Secret or ConfigMap as {key: bytes}."""
    import base64
    encoded = (document.get("data") if document["kind"] == "Secret" else document.get("binaryData")) or {}
    plain = (document.get("stringData") if document["kind"] == "Secret" else document.get("data")) or {}
    found = {key: base64.b64decode(value) for key, value in encoded.items()}
    found.update({key: value.encode() for key, value in plain.items()})
    return found


# Environment

def expand(text, mapping):
    """$(NAME) for what `mapping` holds, $$ for one $; anything else stays as it is."""
    out, index = "", 0
    while index < len(text):
        if text[index] == "$" and index + 1 < len(text):
            following = text[index + 1]
            if following == "$":
                out, index = out + "$", index + 2
                continue
            if following == "(":
                end = text.find(")", index)
                if end < 0:
                    out, index = out + "$(", index + 2
                    continue
                name = text[index + 2:end]
                value = mapping.get(name)
                out += text[index:end + 1] if value is None else value.decode(errors="surrogateescape")
                index = end + 1
                continue
            out, index = out + "$" + following, index + 2
            continue
        out, index = out + text[index], index + 1
    return out


def read_env_file(text, key):
    """The value of `key` in an env file, as the kubelet reads it from 1.35 on; empty where it isn't there."""
    lines = iter(text.split(b"\n")[:-1] if text.endswith(b"\n") else text.split(b"\n"))

    def following():
        line = next(lines, None)
        if line is None:
            return None
        if len(line) >= 65536:
            raise CannotStart("a line of the env file is too long")
        return line[:-1] if line.endswith(b"\r") else line

    while (line := following()) is not None:
        line = line.lstrip(b" \t")
        if not line or line.startswith(b"#"):
            continue
        name, equals, rest = line.partition(b"=")
        if not equals or not name or name != name.rstrip(b" \t"):
            raise CannotStart("a line of the env file is no KEY='value'")
        if rest != rest.lstrip(b" \t"):
            if name == key.encode():
                return b""
            continue
        if not rest.startswith(b"'"):
            raise CannotStart("a value of the env file isn't quoted")
        value, rest = b"", rest[1:]
        while b"'" not in rest:
            value += rest + b"\n"
            rest = following()
            if rest is None:
                raise CannotStart("a quote of the env file isn't closed")
        last, _, after = rest.partition(b"'")
        after = after.lstrip(b" \t")
        if after and not after.startswith(b"#"):
            raise CannotStart("something follows a value in the env file")
        if name == key.encode():
            return value + last
    return b""


def is_variable_name(name):
    """Printable ASCII without "=": what the API server lets through since 1.30, and skips in an envFrom otherwise."""
    return re.fullmatch(r"[ -<>-~]+", name) is not None


def environment(container, world, folders):
    """The environment that the kubelet gives a container; `folders` are the laid out volumes by name."""
    env = {}
    for source in container.get("envFrom") or []:
        kind = "secrets" if "secretRef" in source else "config_maps"
        data = world.look_up(kind, source.get("secretRef") or source["configMapRef"])
        for key, value in (data or {}).items():
            if is_variable_name(source.get("prefix", "") + key):
                env[source.get("prefix", "") + key] = value
    for variable in container.get("env") or []:
        value = (variable.get("value") or "").encode()
        if value:
            value = expand(variable["value"], env).encode(errors="surrogateescape")
        elif variable.get("valueFrom"):
            value = resolve(variable["valueFrom"], world, folders)
            if value is None:
                continue
        env[variable["name"]] = value
    for name, value in env.items():
        try:
            value.decode()
        except UnicodeDecodeError:
            raise CannotStart(f'the variable "{name}" is no UTF-8') from None
    return env


def resolve(source, world, folders):
    """The value that a `valueFrom` stands for; None where the variable is left out."""
    for kind, field in (("secrets", "secretKeyRef"), ("config_maps", "configMapKeyRef")):
        if field in source:
            ref = source[field]
            data = world.look_up(kind, ref)
            if data is None or ref["key"] not in data:
                if ref.get("optional"):
                    return None
                raise CannotStart(f'"{ref["name"]}" has no key "{ref["key"]}"')
            return data[ref["key"]]
    if "fileKeyRef" in source:
        ref = source["fileKeyRef"]
        if ref["volumeName"] not in folders:
            raise CannotStart(f'there is no volume "{ref["volumeName"]}"')
        try:
            with open(os.path.join(folders[ref["volumeName"]], ref["path"]), "rb") as file:
                value = read_env_file(file.read(), ref["key"])
        except OSError:
            raise CannotStart(f'there is no env file "{ref["path"]}"') from None
        if value:
            return value
        if ref.get("optional"):
            return None
        raise CannotStart(f'the env file "{ref["path"]}" has no key "{ref["key"]}"')
    if source.get("fieldRef", {}).get("fieldPath") == "metadata.namespace":
        return world.namespace.encode()
    return json.dumps(source, sort_keys=True).encode()


def command_line(container, env):
    """Command and arguments with the environment's values in place."""
    return [[expand(text, env) for text in container.get(field) or []] for field in ("command", "args")]


def hook_commands(container):
    """The commands that run inside the container beside its own: {what: command}.

    A probe's command is expanded with literal values alone; a variable of another source counts as empty. A hook's
    isn't expanded.
    """
    literal = {variable["name"]: (variable.get("value") or "").encode() for variable in container.get("env") or []}
    found = {}
    for what in ("livenessProbe", "readinessProbe", "startupProbe"):
        command = ((container.get(what) or {}).get("exec") or {}).get("command")
        if command:
            found[what] = [expand(text, literal) for text in command]
    for what in ("postStart", "preStop"):
        command = (((container.get("lifecycle") or {}).get(what) or {}).get("exec") or {}).get("command")
        if command:
            found[what] = command
    return found


# Volumes

def lay_out(volume, folder, pod, world):
    """Makes `folder` what the volume is when the pod starts: the kubelet's links and modes for what it fills itself."""
    os.makedirs(folder)
    group = (pod.get("securityContext") or {}).get("fsGroup")
    if "emptyDir" in volume:
        source = volume["emptyDir"] or {}
        if source.get("medium") == "Memory":
            size = re.sub(r"i$", "", str(source.get("sizeLimit", "64Mi")))
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"mode=1777,size={size}", "tmpfs", folder], check=True)
        os.chmod(folder, 0o1777 if group is None else 0o3777)
        if group is not None:
            os.chown(folder, -1, group)
        return
    files = files_of(volume, world)
    if files is None:
        # What the kubelet doesn't fill is told apart by what was asked for.
        files = {".source": (json.dumps(volume, sort_keys=True).encode(), 0o644)}
    os.chmod(folder, 0o1777)
    os.makedirs(f"{folder}/..first")
    os.symlink("..first", f"{folder}/..data")
    for path, (content, mode) in files.items():
        target = f"{folder}/..first/{path}"
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(content)
        os.chmod(target, mode | 0o440 if group is not None else mode)
        top = path.split("/")[0]
        if not os.path.lexists(f"{folder}/{top}"):
            os.symlink(f"..data/{top}", f"{folder}/{top}")
    if group is not None:
        for parent, folders, names in os.walk(folder):
            for name in folders + names:
                os.chown(f"{parent}/{name}", -1, group, follow_symlinks=False)


def files_of(volume, world):
    """What the kubelet writes into a volume: {path: (content, mode)}; None for a volume that somebody else fills."""
    if "secret" in volume:
        return projection("secrets", volume["secret"], volume["secret"], world, volume["secret"].get("secretName"))
    if "configMap" in volume:
        return projection("config_maps", volume["configMap"], volume["configMap"], world)
    if "projected" not in volume:
        return None
    files = {}
    for source in volume["projected"].get("sources") or []:
        if "secret" in source:
            files.update(projection("secrets", source["secret"], volume["projected"], world))
        elif "configMap" in source:
            files.update(projection("config_maps", source["configMap"], volume["projected"], world))
        else:
            kind, what = next(iter(source.items()))
            path = what.get("path") or what["items"][0]["path"]
            files[path] = (json.dumps(source, sort_keys=True).encode(), 0o644)
    return files


def projection(kind, ref, modes, world, name=None):
    data = world.look_up(kind, ref, name)
    mode = modes.get("defaultMode", 0o644)
    if data is None:
        return {}
    if not ref.get("items"):
        return {key: (value, mode) for key, value in data.items()}
    files = {}
    for item in ref["items"]:
        if item["key"] in data:
            files[os.path.normpath(item["path"])] = (data[item["key"]], item.get("mode", mode))
        elif not ref.get("optional"):
            raise CannotStart(f'"{name or ref.get("name")}" has no key "{item["key"]}"')
    return files


def take_down(folder):
    """Removes what lay_out made."""
    subprocess.run(["umount", "-q", folder], check=False, stderr=subprocess.DEVNULL)
    shutil.rmtree(folder)
