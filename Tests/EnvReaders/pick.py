"""pick.py FILE KEY...: the values of variables in an environment as `env -0` prints it, each with a NUL after it."""
import sys

with open(sys.argv[1], "rb") as file:
    # podman leaves the "=" off where the value is empty.
    variables = dict(entry.partition(b"=")[::2] for entry in file.read().split(b"\0") if entry)
for key in sys.argv[2:]:
    sys.stdout.buffer.write(variables[key.encode()] + b"\0")
