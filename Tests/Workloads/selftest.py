"""Whether the judges can say no: selftest.py FOLDER UNSEAL, a folder as `run` prepares it.

A workload injected by hand passes; then one thing at a time is wrong with it, and each time a judge has to say so.
"""
import copy
import hashlib
import re
import sys

import yaml

import meaning
import restricted
from cases import HERE, add_objects, documents, invalid, kubernetes_validate
from kubelet import CannotStart, World, expand, read_env_file
from sandbox import Sandbox

BEFORE = """
apiVersion: v1
kind: Pod
metadata: {name: app}
spec:
  containers:
    - name: app
      image: app
      resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 1}}
      command: [/app, --user, $(PLAIN)]
      envFrom: [{secretRef: {name: app-env}}]
      env:
        - {name: PASSWORD, valueFrom: {secretKeyRef: {name: app-secrets, key: password}}}
        - {name: API_KEY, value: mine}
        - {name: PLAIN, value: "1"}
      readinessProbe: {exec: {command: [/app, ready]}}
      volumeMounts: [{name: tls, mountPath: /tls}]
  volumes:
    - {name: tls, secret: {secretName: tls, defaultMode: 0444, items: [{key: tls.key, path: a/key}]}}
"""

UNSEAL = """
name: unseal
image: unseal
resources: {limits: {cpu: 1, memory: 1Gi}}
args: [app-secrets@sha256:PIN app-secrets, app-env@sha256:PIN app-env, tls@sha256:PIN tls, --env, kubernetes,
       --layout, "/seal/volumes/tls=tls/tls.key:a/key:0444"]
env: [{name: SEAL_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}]
securityContext:
  runAsUser: 65532
  runAsGroup: 65532
  runAsNonRoot: true
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
  seccompProfile: {type: RuntimeDefault}
volumeMounts:
  - {name: seal-sealed, mountPath: /seal/sealed, readOnly: true}
  - {name: seal-keys, mountPath: /seal/keys, readOnly: true}
  - {name: seal-secrets, mountPath: /seal/secrets}
  - {name: tls, mountPath: /seal/volumes/tls}
"""

VOLUMES = """
- {name: tls, emptyDir: {medium: Memory, sizeLimit: 1Mi}}
- name: seal-sealed
  projected: {sources: [{configMap: {name: app-secrets}}, {configMap: {name: app-env}}, {configMap: {name: tls}}]}
- {name: seal-keys, secret: {secretName: seal-keys, defaultMode: 0444}}
- {name: seal-secrets, emptyDir: {medium: Memory, sizeLimit: 1Mi}}
"""


def file_key(variable, name, key):
    ref = {"volumeName": "seal-secrets", "path": f"{name}.env", "key": key}
    return {"name": variable, "valueFrom": {"fileKeyRef": ref}}


def injected(sealed):
    """The pod with the envfile delivery, and with the exec delivery."""
    def pin(match):
        return hashlib.sha256(sealed[match[1]]).hexdigest()

    by_file, = yaml.safe_load_all(BEFORE)
    unseal = yaml.safe_load(re.sub(r"PIN ([a-z-]+)", pin, UNSEAL))
    pod = by_file["spec"]
    pod["initContainers"], pod["volumes"] = [unseal], yaml.safe_load(VOLUMES)
    app = pod["containers"][0]
    app["volumeMounts"][0]["readOnly"] = True
    by_exec = copy.deepcopy(by_file)

    del app["envFrom"]
    app["env"][0] = file_key("PASSWORD", "app-secrets", "password")
    app["env"][:0] = [file_key(key, "app-env", key) for key in ("DATABASE_URL", "SESSION_SECRET", "LOG_LEVEL")]

    pod = by_exec["spec"]
    pod["volumes"].append({"name": "seal-bin", "emptyDir": {}})
    taken = ["app-secrets/password", *(f"app-env/{key}" for key in ("DATABASE_URL", "SESSION_SECRET", "LOG_LEVEL"))]
    pod["initContainers"][0]["args"][3:5] = ["--no-files"]
    pod["initContainers"][0]["args"] += [
        word for key in taken for word in ("--layout", f"/seal/secrets={key}:app/{key}")]
    install = {**pod["initContainers"][0], "name": "unseal-install", "args": ["install", "/seal/bin"],
               "volumeMounts": [{"name": "seal-bin", "mountPath": "/seal/bin"}]}
    pod["initContainers"].append(install)
    app = pod["containers"][0]
    wrap = [meaning.EXEC, "exec", "--var", "PASSWORD=app-secrets/password"]
    for key in ("DATABASE_URL", "SESSION_SECRET", "LOG_LEVEL"):
        wrap += ["--var", f"{key}=app-env/{key}"]
    app["command"] = wrap + ["--"] + app["command"]
    app["readinessProbe"]["exec"]["command"] = wrap + ["--"] + app["readinessProbe"]["exec"]["command"]
    del app["envFrom"], app["env"][0]
    app["volumeMounts"] += [{"name": "seal-secrets", "mountPath": "/seal/secrets", "subPath": "app", "readOnly": True},
                            {"name": "seal-bin", "mountPath": "/seal/bin", "readOnly": True}]
    return by_file, by_exec


def layout(unseal, text):
    unseal["args"][6] = f"/seal/volumes/tls={text}"


# What is done to the injected pod, as ((pod spec), app container, unseal container).
BREAKS = {
    "another key": lambda pod, app, unseal: app["env"][3]["valueFrom"]["fileKeyRef"].update(key="api-key"),
    "a variable that's missing": lambda pod, app, unseal: app["env"].pop(0),
    "a variable more": lambda pod, app, unseal: app["env"].append({"name": "MORE", "value": ""}),
    "a literal that no longer wins": lambda pod, app, unseal: app["env"].append(
        file_key("API_KEY", "app-env", "API_KEY")),
    "another command": lambda pod, app, unseal: app["command"].append("--debug"),
    "another probe": lambda pod, app, unseal: app["readinessProbe"]["exec"]["command"].append("--debug"),
    "another pin": lambda pod, app, unseal: unseal["args"].__setitem__(0, "app-secrets@sha256:" + 64 * "0"),
    "a file that's missing": lambda pod, app, unseal: layout(unseal, "tls/tls.crt:a/key:0444"),
    "a file of another name": lambda pod, app, unseal: layout(unseal, "tls/tls.key:key:0444"),
    "a file of another mode": lambda pod, app, unseal: layout(unseal, "tls/tls.key:a/key:0400"),
    "another path": lambda pod, app, unseal: app["volumeMounts"][0].update(mountPath="/ssl"),
    "a volume that can be written to": lambda pod, app, unseal: app["volumeMounts"][0].pop("readOnly"),
    "the identity in the app": lambda pod, app, unseal: app["volumeMounts"].append(
        {"name": "seal-keys", "mountPath": "/seal/keys", "readOnly": True}),
    "a volume on a disk": lambda pod, app, unseal: pod["volumes"][0]["emptyDir"].pop("medium"),
    "a container before unseal": lambda pod, app, unseal: pod["initContainers"].insert(0, {"name": "x", "image": "x"}),
}
EXEC_BREAKS = {
    "a variable that's missing": lambda pod, app, unseal: app["command"].__delitem__(slice(2, 4)),
    "another key": lambda pod, app, unseal: app["command"].__setitem__(3, "PASSWORD=app-secrets/url"),
    "a probe that isn't wrapped": lambda pod, app, unseal: app["readinessProbe"]["exec"].update(
        command=["/app", "ready"]),
    "no program": lambda pod, app, unseal: pod["initContainers"].pop(),
    "no values": lambda pod, app, unseal: unseal["args"].__delitem__(slice(-2, None)),
    "a value more": lambda pod, app, unseal: unseal["args"].extend(
        ["--layout", "/seal/secrets=app-env/API_KEY:app/app-env/API_KEY"]),
    "a container without a limit": lambda pod, app, unseal: unseal["resources"]["limits"].pop("cpu"),
}


def main():
    folder = sys.argv[1]
    sandbox = Sandbox(folder, sys.argv[2])
    objects, sealed = {"Secret": {}, "ConfigMap": {}}, {}
    for name in ("app-secrets", "app-env", "tls"):
        for path in (f"{HERE}/secrets/{name}.yaml", f"{folder}/sealed/{name}.yaml"):
            with open(path, "rb") as file:
                add_objects(objects, documents(file.read()))
        sealed[name] = objects["ConfigMap"][name][f"{name}.sealed"]
    with open(f"{folder}/keys.yaml", "rb") as file:
        keys = {"Secret": {}}
        add_objects(keys, documents(file.read()))
    worlds = [World("shop", objects["Secret"], {}), World("shop", keys["Secret"], objects["ConfigMap"])]
    before = list(yaml.safe_load_all(BEFORE))
    wrong, count = [], 0

    def judge(what, after, expected):
        nonlocal count
        count += 1
        found = meaning.differences(before, [after], worlds, sandbox, f"{folder}/pods/self-{count}", {})
        if bool(found) != expected:
            wrong.append(f"{what}: {found or 'nothing said'}")

    for delivery, after, breaks in zip(("envfile", "exec"), injected(sealed), (BREAKS, EXEC_BREAKS)):
        judge(delivery, after, False)
        for what, change in breaks.items():
            broken = copy.deepcopy(after)
            change(broken["spec"], broken["spec"]["containers"][0], broken["spec"]["initContainers"][0])
            judge(f"{delivery}, {what}", broken, True)

    by_file, by_exec = injected(sealed)
    unseal = by_file["spec"]["initContainers"][0]
    for field in unseal["securityContext"].keys() - {"runAsUser", "runAsGroup", "readOnlyRootFilesystem"}:
        count += 1
        lacking = {**unseal, "securityContext": {k: v for k, v in unseal["securityContext"].items() if k != field}}
        if not restricted.violations({"containers": [lacking]}) or restricted.violations({"containers": [unseal]}):
            wrong.append(f"restricted, without {field}: nothing said")
    misspelt = copy.deepcopy(by_exec)
    misspelt["spec"]["initContainers"][0]["securityContext"]["runAsNonroot"] = True
    for what, document, version, expected in (
            ("fileKeyRef", by_file, "1.35", False), ("fileKeyRef", by_file, "1.29", True),
            ("exec", by_exec, "1.29", False), ("a misspelt field", misspelt, "1.35", True)):
        if not kubernetes_validate:
            break
        count += 1
        if bool(list(invalid(document, version))) != expected:
            wrong.append(f"the validator, {what} in {version}")
    wrong += list(model_wrong())

    print(f"{'FAILED' if wrong else 'ok    '}  workloads: the judges say yes and no where they should, {count} times")
    for line in wrong:
        print(f"    {line}")
    sys.exit(1 if wrong else 0)


def model_wrong():
    """The kubelet's own examples."""
    mapping = {"A": b"1", "B": b""}
    for text, want in (("$(A)", "1"), ("$$(A)", "$(A)"), ("$(X)", "$(X)"), ("$(A", "$(A"), ("$A", "$A"),
                       ("a$", "a$"), ("$(B)x", "x"), ("$$$(A)", "$1"), ("$(A)$(A)", "11")):
        if expand(text, mapping) != want:
            yield f"expanding {text} gives {expand(text, mapping)}"
    text = b"# comment\n\n  A='1' # said\nB='two\nlines'\r\nC= 'x'\nA='2'\nE=''\n"
    for key, want in (("A", b"1"), ("B", b"two\nlines"), ("C", b""), ("E", b""), ("D", b"")):
        if read_env_file(text, key) != want:
            yield f"reading {key} gives {read_env_file(text, key)}"
    for text in (b"A ='1'\n", b"A=1\n", b"A='1' 2\n", b"A='1\n", b"A\n"):
        try:
            yield f"{text} reads as {read_env_file(text, 'A')}"
        except CannotStart:
            pass


if __name__ == "__main__":
    main()
