"""Plays the cases: cases.py FOLDER SEAL UNSEAL [NAME...]; `run` says what a case is and prepares FOLDER.

With SEAL_UPDATE=1 it writes what comes out as the new golden files; read them before you commit them.
"""
import difflib
import functools
import multiprocessing
import os
import re
import shlex
import shutil
import subprocess
import sys

import yaml

import meaning
import restricted
from kubelet import World, data_of
from sandbox import Sandbox

try:
    import kubernetes_validate
except ImportError:
    kubernetes_validate = None

HERE = os.path.dirname(os.path.abspath(__file__))
EVIDENCE = ("golden", "valid", "idempotent", "reverted", "meaning", "restricted", "refused")


class Case:
    def __init__(self, name, work, input_name, text, flags):
        self.name, self.home, self.work = name, f"{HERE}/cases/{name}", work
        self.input_name, self.input, self.flags = input_name, text, flags
        self.golden_name = self.input_name.replace("input.", "golden.")
        self.refuses = os.path.exists(f"{self.home}/refusal")
        self.sealed = {}
        for entry in os.listdir(f"{work}/sealed"):
            with open(f"{work}/sealed/{entry}", "rb") as file:
                self.sealed[entry] = file.read()
        for entry, text in self.sealed.items():
            self.input = self.input.replace(f"#<sealed/{entry}>".encode(), text)

    @staticmethod
    def named(name, work):
        """The case in the folder of that name."""
        home = f"{HERE}/cases/{name}"
        input_name = next(each for each in sorted(os.listdir(home)) if each.startswith("input."))
        with open(f"{home}/flags", encoding="utf-8") as file:
            flags = shlex.split(file.read(), comments=True)
        if "--image" not in flags:
            flags += ["--image", "registry.example.com/unseal:1"]
        with open(f"{home}/{input_name}", "rb") as file:
            return Case(name, work, input_name, file.read(), flags)

    def seal(self, *arguments):
        """Runs `seal inject` on the file; exit code and what it prints."""
        done = subprocess.run([SEAL, "inject", self.input_name, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.returncode, done.stdout.decode()

    def begin(self):
        """A folder with the file, the sealed manifests and the signers."""
        self.folder = f"{self.work}/case-{self.name}"
        os.mkdir(self.folder)
        shutil.copytree(f"{self.work}/sealed", f"{self.folder}/sealed")
        shutil.copy(f"{self.work}/allowed_signers", self.folder)
        self.write(self.input)

    def read(self):
        with open(f"{self.folder}/{self.input_name}", "rb") as file:
            return file.read()

    def write(self, text):
        with open(f"{self.folder}/{self.input_name}", "wb") as file:
            file.write(text)

    def normal(self, text):
        """What changes from run to run, by names: sealed manifests, pins, the signers."""
        for entry, sealed in self.sealed.items():
            text = text.replace(sealed, f"#<sealed/{entry}>".encode())
        text = text.decode()
        text = text.replace(SIGNERS, "<the allowed_signers>")
        seen = {}

        def numbered(match):
            if match[2].encode() in self.input or match[2] in " ".join(self.flags):
                return match[0]
            return match[1] + seen.setdefault(match[2], f"PIN{len(seen) + 1}")

        text = re.sub(r'(@sha256:|signers\\":\\")([0-9a-f]{64})', numbered, text)
        return re.sub(r"(seal-signers-)[0-9a-f]{8}\b", r"\1DIGEST8", text).encode()

    def golden(self, name, text):
        """The lines in which a golden file differs; with SEAL_UPDATE it becomes `text`."""
        path = f"{self.home}/{name}"
        old = b""
        if os.path.exists(path):
            with open(path, "rb") as file:
                old = file.read()
        if os.environ.get("SEAL_UPDATE"):
            if text:
                with open(path, "wb") as file:
                    file.write(text)
            elif os.path.exists(path):
                os.remove(path)
            return []
        return difference(old, text)


def difference(old, new):
    """The lines that differ, with their line ends where those do."""
    lines = [[repr(line)[1:-1].removesuffix("\\n") for line in each.decode().splitlines(keepends=True)]
             for each in (old, new)]
    return list(difflib.unified_diff(*lines, "want", "is", n=1, lineterm=""))


# Each of these yields what is wrong, a line each.

def plays_refused(case):
    status, said = case.seal(*case.flags)
    if status == 0:
        yield "it isn't refused"
    yield from case.golden("refusal", f"{said}[{status}]\n".encode())
    if case.read() != case.input:
        yield "the file was changed"


def plays_golden(case):
    if case.seal(*case.flags, "--check")[0] == 0 and not case.untouched:
        yield "--check says that the input is injected"
    status, said = case.seal(*case.flags)
    if status != 0:
        yield f"exit code {status}: {said}"
    case.output = case.read()
    yield from case.golden(case.golden_name, case.normal(case.output))
    yield from case.golden("notes", case.normal(said.encode()))
    if (case.output == case.input) != case.untouched:
        yield "the file is as it was" if case.output == case.input else "the file was changed"


def plays_valid(case):
    flags = " ".join(case.flags)
    old = not case.untouched and ("--env exec" in flags or "--env" not in flags)
    for version in ["1.29", "1.35"] if old else ["1.35", "1.37"]:
        for text in (case.input, case.output):
            for document in documents(text):
                yield from invalid(document, version)


def plays_idempotent(case):
    if case.seal(*case.flags, "--check")[0] != 0:
        yield "--check says that the output isn't injected"
    case.seal(*case.flags)
    if case.read() != case.output:
        yield "a second run changes the file"
    if case.untouched:
        return
    # The record alone says how.
    sealed = [word for index, flag in enumerate(case.flags) if flag == "--sealed"
              for word in case.flags[index:index + 2]]
    status, said = case.seal(*sealed)
    if status != 0 or case.read() != case.output:
        yield f"a run without the options, exit code {status}, changes the file: {said}"
    # What somebody changed since stays, in our container too.
    after = edited(case.output)
    case.write(after)
    status, said = case.seal(*sealed)
    if status != 0 or case.read() != after:
        yield f"a run after an edit, exit code {status}, changes something: {said}"
        yield from difference(after, case.read())
    case.write(case.output)
    # The secrets change: the pins alone do.
    shutil.rmtree(f"{case.folder}/sealed")
    shutil.copytree(f"{case.work}/resealed", f"{case.folder}/sealed")
    if b"#<sealed/" in case.normal(case.output) or b"@sha256:PIN" not in case.normal(case.output):
        return
    if case.seal(*case.flags, "--check")[0] == 0:
        yield "--check says that a file with old pins is current"
    status, said = case.seal(*sealed)
    now = case.read()
    if status != 0 or now == case.output:
        yield f"after new secrets, exit code {status}, nothing changes: {said}"
    if case.normal(now) != case.normal(case.output):
        yield "after new secrets, something else than the pins changes:"
        yield from difference(case.normal(case.output), case.normal(now))
    case.seal("--revert")
    if case.read() != case.input:
        yield "after new secrets, --revert doesn't give the input back"
        yield from difference(case.input, case.read())


def edited(text):
    """The text as somebody would change it later: other images, other replicas, a field more, a comment at the end."""
    text = re.sub(rb"(ghcr\.io/acme/[a-z-]+):", rb"\1-next:", text)
    text = text.replace(b"registry.example.com/unseal:1", b"registry.example.com/unseal:2")
    text = re.sub(rb"(\breplicas\"?: *)\d+", rb"\g<1>7", text)
    text = re.sub(rb"(?m)^( +)image: \"?ghcr.io/acme/.*?(\r?)$",
                  lambda m: m[1] + b"stdin: false" + m[2] + b"\n" + m[0], text)
    if not text.lstrip().startswith(b"{"):
        text += (b"" if text.endswith(b"\n") else b"\n") + b"# the end\n"
    return text


def plays_reverted(case):
    for what, text, want in (("it", case.output, case.input),
                             ("after an edit", edited(case.output), edited(case.input))):
        case.write(text)
        status, said = case.seal("--revert")
        if what != "it" and os.path.exists(f"{case.home}/edited-refusal"):
            yield from case.golden("edited-refusal", f"{said}[{status}]\n".encode())
            want = text
            status = 0
        if status != 0:
            yield f"reverting {what}, exit code {status}: {said}"
        if case.read() != want:
            yield f"reverting {what}, the bytes differ:"
            yield from difference(want, case.read())


    yield from other_delivery(case)


def other_delivery(case):
    """Another choice on what is injected already makes the same of it as of the input, and can be reverted."""
    if "exec" not in case.flags:
        return
    flags = ["envfile" if flag == "exec" else flag for flag in case.flags]
    results = []
    for text in (case.input, case.output):
        case.write(text)
        status, said = case.seal(*flags)
        if status != 0 and text is case.input:
            return
        results.append(case.read())
    if results[1] != results[0]:
        yield f"--env envfile, exit code {status}, gives something else than on the input: {said}"
        yield from difference(*results)
    case.seal("--revert")
    if case.read() != case.input:
        yield "reverting it after --env envfile, the bytes differ:"
        yield from difference(case.input, case.read())


def plays_meaning(case):
    before, after = documents(case.input), documents(case.output)
    world = {"Secret": dict(case.cluster["Secret"]), "ConfigMap": dict(case.cluster["ConfigMap"])}
    extra = f"{case.home}/cluster.yaml"
    if os.path.exists(extra):
        with open(extra, "rb") as file:
            add_objects(world, documents(file.read()))
    mapped = [case.flags[index + 1].split("=") for index, flag in enumerate(case.flags) if flag == "--secret"]
    for secret, name in mapped:
        world["Secret"][secret] = world["Secret"][name]
    keys = case.flags[case.flags.index("--keys-secret") + 1] if "--keys-secret" in case.flags else None
    worlds = []
    for text in (before, after):
        objects = {kind: dict(found) for kind, found in world.items()}
        add_objects(objects, text)
        worlds.append(World("shop", objects["Secret"], objects["ConfigMap"]))
    # What is sealed is no Secret any longer.
    given = re.findall(r"sealed/([a-z-]+)\.yaml", " ".join(case.flags) + case.normal(case.input).decode())
    for name in [each.removesuffix(".yaml") for each in case.sealed] if "sealed" in case.flags else given:
        worlds[1].secrets.pop(name)
        add_objects({"ConfigMap": worlds[1].config_maps, "Secret": {}}, documents(case.sealed[f"{name}.yaml"]))
    for secret, _ in mapped:
        worlds[1].secrets.pop(secret)
    if keys:
        worlds[1].secrets[keys] = worlds[1].secrets.pop("seal-keys")
    found = list(others(before, after, "--fs-group" in case.flags))
    found += meaning.differences(before, after, worlds, SANDBOX, f"{case.work}/pods/{case.name}",
                                 meaning.entrypoints_of(case.flags))
    if os.path.exists(f"{case.home}/differs"):
        yield from case.golden("differs", "".join(f"{line}\n" for line in found).encode())
    else:
        yield from found


def others(before, after, fs_group):
    """Documents, and fields of them, that changed although they have nothing to do with Secrets."""
    after = [each for each in after if not each["metadata"].get("name", "").startswith("seal-signers-")]
    for was, now in zip(before, after, strict=True):
        sealed = {volume["name"] for _, _, pod, _ in meaning.workloads([was]) for volume in pod.get("volumes") or []
                  if "secret" in volume or "projected" in volume}
        was, now = meaning.remainder(was, sealed), meaning.remainder(now, sealed)
        if fs_group:
            for _, _, pod, _ in meaning.workloads([now]):
                pod["securityContext"].pop("fsGroup")
                if not pod["securityContext"]:
                    del pod["securityContext"]
        if was != now:
            lines = [yaml.safe_dump(each).splitlines() for each in (was, now)]
            yield from difflib.unified_diff(*lines, "the rest", "is", n=1, lineterm="")


def plays_restricted(case):
    pairs = zip(meaning.workloads(documents(case.input)), meaning.workloads(documents(case.output)))
    for (name, _, pod, _), (_, _, injected, _) in pairs:
        before, after = restricted.violations(pod), restricted.violations(injected)
        for line in after:
            if line.split(":")[0] in meaning.OURS or line not in before:
                yield f"{name}: {line}"


def documents(text):
    """The documents of a stream, those of a List one by one."""
    found = []
    for document in yaml.load_all(text, Loader=yaml.CSafeLoader):
        found += document["items"] if isinstance(document, dict) and document.get("kind") == "List" else [document]
    return [document for document in found if document is not None]


def add_objects(objects, found):
    for document in found:
        if document.get("kind") in objects:
            objects[document["kind"]][document["metadata"]["name"]] = data_of(document)


def invalid(document, version):
    try:
        kubernetes_validate.validate(document, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        yield f'{version}: {document.get("kind")}: {error.message} at {list(error.path)}'


def play(work, objects, name):
    """What is right about a case, {part: whether}, and what is wrong, a line each."""
    case = Case.named(name, work)
    case.cluster, case.untouched = objects, os.path.exists(f"{case.home}/untouched")
    case.begin()
    right, wrong = {}, []
    if case.refuses:
        parts = [("refused", plays_refused)]
    else:
        parts = [(part, globals()[f"plays_{part}"]) for part in EVIDENCE if part != "refused"
                 and (part != "valid" or kubernetes_validate)]
    for part, function in parts:
        try:
            found = list(function(case))
        except Exception as error:  # a broken output breaks whoever reads it: that too is a finding
            found = [f"{type(error).__name__}: {error}"]
        right[part] = not found
        wrong += [f"{part}: {line}" for line in found]
    shutil.rmtree(case.folder)
    return right, wrong


def cluster(work):
    """The objects that are in the namespace whatever the case: {kind: {name: data}}."""
    found = {"Secret": {}, "ConfigMap": {}}
    for path in [f"{HERE}/secrets/{entry}" for entry in os.listdir(f"{HERE}/secrets")] + [f"{work}/keys.yaml"]:
        with open(path, "rb") as file:
            add_objects(found, documents(file.read()))
    return found


def begin(arguments):
    """Takes the programs from the command line."""
    global SEAL, SIGNERS, SANDBOX
    work, SEAL, unseal = arguments[1:4]
    with open(f"{work}/allowed_signers", encoding="utf-8") as signers:
        SIGNERS = signers.read().strip()
    SANDBOX = Sandbox(work, unseal)


def main():
    work, names = sys.argv[1], sys.argv[4:]
    names = names or sorted(os.listdir(f"{HERE}/cases"))
    tally, failed = {part: [] for part in EVIDENCE}, False
    with multiprocessing.Pool() as pool:
        for name, (right, wrong) in zip(names, pool.imap(functools.partial(play, work, cluster(work)), names)):
            print(f"{'FAILED' if wrong else 'ok    '}  workloads: {name}", flush=True)
            for line in wrong:
                print(f"    {line}")
            for part, is_right in right.items():
                tally[part].append(is_right)
            failed = failed or bool(wrong)
    for part, found in tally.items():
        if found:
            print(f"evidence: inject-{part} {sum(found)}/{len(found)}")
    if not kubernetes_validate:
        print("skipped: reader kubernetes-validate, which pip can't install: nothing is held against the schemas")
    sys.exit(failed)


if __name__ == "__main__":
    begin(sys.argv)
    main()
