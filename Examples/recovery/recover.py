#!/usr/bin/env python3
"""Opens a sealed file without Seal: with age, PyNaCl and this page.

usage: recover.py FILE.sealed IDENTITY [KEY]

Prints a JSON object of the values (base64), or the bytes of one value. Needs the `age` program (1.3 or later for
post-quantum recipients) and PyNaCl (Debian: python3-nacl). It does not check signatures; README.md beside it says how
ssh-keygen does.
"""

import base64
import hmac
import json
import re
import subprocess
import sys

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as aead_open


def base64_decode(text):
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


def derive(data_key, purpose):
    """HKDF-SHA-256 with an empty salt, one block."""
    pseudorandom = hmac.digest(bytes(32), data_key, "sha256")
    return hmac.digest(pseudorandom, purpose + b"\x01", "sha256")


def framed(*parts):
    """Each part after its length, so that no two lists of parts look alike."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def recover(sealed, identity):
    """The values of the sealed file `sealed` (bytes), opened with the identity file `identity` (a path)."""
    namespace, name = re.search(rb"^namespace (\S+)\nname (\S+)$", sealed, re.M).groups()
    sealed_values = {}
    for layer in re.finditer(rb"^(layer (\w+)\n.*?)mac (\S+)$", sealed, re.M | re.S):
        text, layer_id, mac = layer.groups()
        envelope = re.search(rb"-----BEGIN AGE.*?END AGE ENCRYPTED FILE-----\n", text, re.S)[0]
        opened = subprocess.run(["age", "-d", "-i", identity], input=envelope, stdout=subprocess.PIPE, check=True).stdout
        magic, label, opened_id, data_key = opened.split()
        assert (magic, label, opened_id) == (b"seal/v1", b"key", layer_id), "an envelope of another layer"
        data_key = base64_decode(data_key.decode())

        expected = hmac.digest(derive(data_key, b"seal/v1 mac"), framed(b"seal/v1 layer", namespace, name, text), "sha256")
        assert hmac.compare_digest(expected, base64_decode(mac.decode())), "this layer was altered"

        key_of_values = derive(data_key, b"seal/v1 value")
        for kind, key, blob in re.findall(rb"^(value|drop) (\S+) ?(\S*)$", text.replace(envelope, b""), re.M):
            sealed_values.pop(key, None)
            if kind == b"value":
                associated = framed(b"seal/v1 value", namespace, name, layer_id, key)
                sealed_values[key] = (base64_decode(blob.decode()), associated, key_of_values)

    values = {}
    for key, (blob, associated, key_of_values) in sealed_values.items():
        padded = aead_open(blob[24:], associated, blob[:24], key_of_values)
        values[key.decode()] = padded.rstrip(b"\0")[:-1]  # the padding is 0x80 and zeros
    return values


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    with open(sys.argv[1], "rb") as file:
        values = recover(file.read(), sys.argv[2])
    if len(sys.argv) == 4:
        sys.stdout.buffer.write(values[sys.argv[3]])
    else:
        print(json.dumps({key: base64.b64encode(value).decode() for key, value in values.items()}, indent=2))
