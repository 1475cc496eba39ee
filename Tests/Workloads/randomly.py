"""Random pods: randomly.py FOLDER SEAL UNSEAL COUNT, a folder as `run` prepares it; SEAL_TEST_SEED repeats a run.

Each takes variables and files from random Secrets and ConfigMaps in random ways, also in ways that make no sense, but
for what is known to differ (see below). `seal inject` refuses it and changes nothing, or the pod means the same
afterwards, and --revert gives the file back.
"""
import functools
import multiprocessing
import os
import random
import sys

import yaml

import cases

# Of these, each pod's random choice is sealed.
SECRETS = ("app-secrets", "app-env", "db", "smtp", "tls", "config", "odd", "blank")
# Not all their values could stand in the kubelet's env file (an empty one, quotes, bytes), which nobody knows who only
# sees them sealed.
FILES_ONLY = ("config", "odd", "blank")
# What a pod may refer to and nobody has.
NOBODY = "nobody"


class Pods:
    """Pods from one seed."""

    def __init__(self, seed, keys):
        self.random, self.keys = random.Random(seed), keys

    def some(self, what, most):
        return [what() for _ in range(self.random.randint(0, most))]

    def is_rare(self):
        return self.random.random() < 0.1

    def pod(self):
        """The documents of a stream, the flags, and the names of the Secrets that are sealed."""
        choose = self.random
        sealed = choose.sample(SECRETS, choose.randint(1, 4))
        delivery = choose.choice(["envfile", "exec"])
        self.variables = [name for name in sealed if delivery == "exec" or name not in FILES_ONLY] or [NOBODY]
        context = choose.choice([{}, {}, {"fsGroup": 2000}, {"runAsUser": 1000}, {"runAsUser": 0},
                                 {"runAsUser": 1000, "runAsGroup": 0, "fsGroup": 2000}])
        # Without a group, root's file of mode 0400 is read by root alone before, and by the user of unseal after.
        self.modes = [0o444, 0o555, 0o644] + ([0o440, 0o400] if "fsGroup" in context else [])
        self.volumes = [self.volume(f"v{index}", sealed) for index in range(choose.randint(0, 3))]
        spec = {"containers": [self.container(f"c{index}") for index in range(choose.randint(1, 3))],
                "volumes": self.volumes, "securityContext": context}
        if choose.random() < 0.5:
            spec["initContainers"] = [self.container(f"i{index}") for index in range(choose.randint(0, 3))]
        for field in ("volumes", "securityContext"):
            if not spec[field] and choose.random() < 0.7:
                del spec[field]
        flags = ["--env", delivery, "--image", "registry.example.com/unseal:1"]
        flags += [word for name in sealed for word in ("--sealed", f"sealed/{name}.yaml")]
        flags += ["--entrypoint", "c0=/entrypoint"] if delivery == "exec" else []
        maps = [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"m{index}"},
                 "data": {key: f"m{index}'s {key}"
                          for key in choose.sample(["LOG_LEVEL", "API_KEY", "PLAIN", "url"], 2)}}
                for index in range(2)]
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "random", "namespace": "shop"}, "spec": spec}
        return maps + [pod], flags

    def secret(self, sealed):
        """A Secret's name; a sealed one's more often than not."""
        return NOBODY if self.is_rare() else self.random.choice(sealed + ["vendor"])

    def key(self, name):
        return self.random.choice(self.keys.get(name, ["none"])) if not self.is_rare() else "no-such-key"

    def optional(self, ref):
        if self.random.random() < 0.3 or NOBODY in ref.values():
            ref["optional"] = self.random.random() < 0.9
        return ref

    def container(self, name):
        choose = self.random
        container = {"name": name, "image": f"ghcr.io/acme/{name}:1"}
        if choose.random() < 0.8:
            container["command"] = [f"/{name}", "a b", "$$(API_KEY)"] + (["$(PLAIN)"] if self.is_rare() else [])
        if choose.random() < 0.5:
            container["args"] = ["--x", "$(X)"] + (["$(PASSWORD)"] if self.is_rare() else [])
        container["envFrom"] = self.some(self.source, 2)
        container["env"] = self.some(self.variable, 5)
        container["volumeMounts"] = [self.mount(volume, index) for index, volume in enumerate(self.volumes)
                                     if choose.random() < 0.7]
        for field in ("envFrom", "env", "volumeMounts"):
            if not container[field] and choose.random() < 0.8:
                del container[field]
        if choose.random() < 0.3 and name.startswith("c"):
            container["livenessProbe"] = {"exec": {"command": ["/probe", "$(PLAIN)"]}}
        if choose.random() < 0.2 and name.startswith("c"):
            container["lifecycle"] = {"preStop": {"exec": {"command": ["/stop"]}}}
        if choose.random() < 0.3:
            container["securityContext"] = choose.choice([
                {"runAsUser": 1000}, {"runAsUser": 65532}, {"capabilities": {"drop": ["ALL"]}}])
        return container

    def source(self):
        kind = self.random.choice(["secretRef", "secretRef", "configMapRef"])
        name = self.secret(self.variables) if kind == "secretRef" else self.random.choice(["m0", "m1"])
        source = {kind: self.optional({"name": name})}
        if self.random.random() < 0.3:
            source["prefix"] = self.random.choice(["A_", "B.", "API"])
        return source

    def variable(self):
        name = self.random.choice(["PASSWORD", "API_KEY", "PLAIN", "LOG_LEVEL", "A_API_KEY", "X", "Z"])
        kind = self.random.randrange(4)
        if kind == 0:
            text = self.random.choice(["literal", "", "$(X)", "a$(PLAIN)b", "$$(API_KEY)", "$(LOG_LEVEL)", "$("])
            return {"name": name, "value": text}
        if kind == 1:
            ref = {"name": self.random.choice(["m0", "m1"]), "key": self.random.choice(["LOG_LEVEL", "API_KEY"])}
            return {"name": name, "valueFrom": {"configMapKeyRef": {**ref, "optional": True}}}
        secret = self.secret(self.variables)
        ref = self.optional({"name": secret, "key": self.key(secret)})
        return {"name": name, "valueFrom": {"secretKeyRef": ref}}

    def volume(self, name, sealed):
        choose = self.random
        if choose.random() < 0.2:
            return {"name": name, "emptyDir": {}}
        secret = self.secret(sealed)
        source = self.optional({"secretName": secret})
        if choose.random() < 0.4:
            source["defaultMode"] = choose.choice(self.modes)
        if choose.random() < 0.5:
            paths = choose.sample(["a", "b/c", "b/d", "e/f/g", "h.txt"], 2)
            source["items"] = [{"key": self.key(secret), "path": path} for path in paths]
            if choose.random() < 0.4:
                source["items"][0]["mode"] = choose.choice(self.modes)
        if choose.random() < 0.2:
            projected = {key: value for key, value in source.items() if key in ("items", "optional")}
            return {"name": name, "projected": {"sources": [{"secret": {"name": secret, **projected}}]}}
        return {"name": name, "secret": source}

    def mount(self, volume, index):
        mount = {"name": volume["name"], "mountPath": f"/mnt/{index}"}
        if self.random.random() < 0.3:
            mount["readOnly"] = self.random.random() < 0.7
        if self.random.random() < 0.3 and "emptyDir" not in volume:
            items = (volume.get("secret") or volume["projected"]["sources"][0]["secret"]).get("items")
            if items:
                mount["subPath"] = self.random.choice(items)["path"].split("/")[0]
        return mount


def play(work, cluster, keys, seed):
    """Whether it was refused, and what is wrong."""
    documents, flags = Pods(seed, keys).pod()
    flow = random.Random(seed).choice([None, False, False, True])
    text = yaml.safe_dump_all(documents, sort_keys=False, default_flow_style=flow).encode()
    case = cases.Case(f"random-{seed}", work, "input.yaml", text, flags)
    case.cluster, case.untouched = cluster, False
    case.begin()
    status, said = case.seal(*flags)
    case.output = case.read()
    if status != 0:
        wrong = [] if status in (16, 18, 64) and case.output == text else [f"exit code {status}: {said}"]
        return True, wrong, text
    if case.output == text:
        return True, [], text
    wrong = list(cases.plays_meaning(case)) + list(cases.plays_restricted(case))
    for document in cases.documents(case.output) if cases.kubernetes_validate else []:
        wrong += cases.invalid(document, "1.35")
    case.seal(*flags)
    if case.read() != case.output:
        wrong.append("a second run changes the file")
    case.seal("--revert")
    if case.read() != text:
        wrong += ["reverting it, the bytes differ"] + cases.difference(text, case.read())
    return False, wrong, text


def main():
    work, count = sys.argv[1], int(sys.argv[4])
    seed = int(os.environ.get("SEAL_TEST_SEED") or random.SystemRandom().randrange(1 << 30))
    cluster = cases.cluster(work)
    keys = {name: sorted(data) for name, data in cluster["Secret"].items()}
    changed = good = 0
    seeds = [seed + index for index in range(count)]
    with multiprocessing.Pool() as pool:
        for each, (refused, wrong, text) in zip(seeds, pool.imap(
                functools.partial(play, work, cluster, keys), seeds)):
            changed += not refused
            good += not wrong
            if wrong:
                print(f"FAILED  workloads: random pod {each}")
                print("\n".join(f"    {line}" for line in wrong))
                print("    " + text.decode().replace("\n", "\n    "))
    print(f"seed: SEAL_TEST_SEED={seed}, {count} random pods, of which {changed} could be injected")
    print(f"evidence: inject-random {good}/{count}")
    sys.exit(good != count)


if __name__ == "__main__":
    cases.begin(sys.argv)
    main()
