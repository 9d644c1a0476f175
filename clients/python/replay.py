"""Replays proofs: signs again what the evidence says was signed, as it says.

Each line of standard input holds a proof in JSON, the secret access key and the
signature that was claimed. Nothing of Countersign is used, nor the request: the names
of the evidence are given their documented meaning here, and botocore's function makes
the HMACs. What does not come out is printed; the last line counts what did.
"""

import base64
import json
import re
import sys
from urllib.parse import quote, unquote, unquote_plus

from botocore.auth import SigV4Auth
from steps import smtp_password

ENDS = {
    'lf': '\n', 'crlf': '\r\n', 'cr': '\r', 'lf-lf': '\n\n', 'backslash-n': r'\n', 'backslash-r-backslash-n': r'\r\n', 'space': ' ', 'tab': '\t',
    'two-spaces': '  ', 'space-lf': ' \n', 'bom': '\ufeff', 'nbsp': '\u00a0', 'zero-width-space': '\u200b', 'double-quote': '"', 'single-quote': "'",
    'comma': ',', 'semicolon': ';', 'backslash': '\\', 'equals': '=', 'setting': 'aws_secret_access_key=',
    'setting-spaced': 'aws_secret_access_key = ', 'variable': 'AWS_SECRET_ACCESS_KEY=',
}
WORDS = {'space': ' ', 'removed': '', 'dash': '-', 'underscore': '_', 'backslash': '\\'}
FORMS = {
    'as-is': lambda s: s, 'of-another-key': lambda s: s,  # the secret given is that key's
    'empty': lambda s: '', 'twice': lambda s: s + s,
    'surround-spaces': lambda s: f' {s} ', 'prepend-space-append-lf': lambda s: f' {s}\n', 'double-quotes-lf': lambda s: f'"{s}"\n',
    'double-quotes': lambda s: f'"{s}"', 'single-quotes': lambda s: f"'{s}'", 'backticks': lambda s: f'`{s}`',
    'plus-escaped': lambda s: s.replace('+', '%2B'), 'slash-escaped': lambda s: s.replace('/', '%2F'),
    'slash-escaped-lower': lambda s: s.replace('/', '%2f'), 'slash-backslashed': lambda s: s.replace('/', r'\/'),
    'percent-encoded': lambda s: quote(s, safe=''), 'percent-encoded-twice': lambda s: quote(quote(s, safe=''), safe=''),
    'percent-decoded': unquote, 'form-decoded': unquote_plus,
    'base64': lambda s: base64.b64encode(s.encode()).decode(), 'base64-of-line': lambda s: base64.b64encode((s + '\n').encode()).decode(),
    'base64-lf': lambda s: base64.b64encode(s.encode()).decode() + '\n', 'base64-decoded': lambda s: base64.b64decode(s),
    'hex': lambda s: s.encode().hex(), 'drop-last': lambda s: s[:-1], 'drop-first': lambda s: s[1:], 'drop-last-two': lambda s: s[:-2],
    'drop-first-and-last': lambda s: s[1:-1], 'up-to-slash': lambda s: s.partition('/')[0], 'up-to-plus': lambda s: s.partition('+')[0],
    'up-to-equals': lambda s: s.partition('=')[0], 'after-last-slash': lambda s: s.rpartition('/')[2],
    'first-32': lambda s: s[:32], 'first-39': lambda s: s[:39], 'lower-case': str.lower, 'upper-case': str.upper,
}


def transformed(name, secret, key_id):
    """The secret under a transformation that the evidence names."""
    if name in FORMS:
        return FORMS[name](secret)
    kind, _, what = name.partition('-')
    if kind in ('append', 'prepend'):
        return secret + ENDS[what] if kind == 'append' else ENDS[what] + secret
    if match := re.fullmatch('(plus|slash)-(?:to-)?(.*)', name):
        return secret.replace({'plus': '+', 'slash': '/'}[match[1]], WORDS[match[2]])
    if name.startswith('placeholder:'):
        return name.partition(':')[2]
    if name.startswith('ses-smtp-password:'):
        return smtp_password(secret, name.partition(':')[2])
    return {'key-id': key_id, 'key-id-colon-secret': key_id + ':' + secret, 'key-id-comma-secret': key_id + ',' + secret}[name]


def hmac(key, text):
    return SigV4Auth._sign(None, key, text)


def derived(secret, how):
    """The signing key, by the form of derivation that the evidence names."""
    links = [how[name] for name in ('date', 'region', 'service', 'terminator')]
    form = how['form']
    key = how['prefix'].encode() + (secret if isinstance(secret, bytes) else secret.encode())
    if form == 'secret-as-key':
        return key[len(how['prefix']):]
    for word in links[:{'prefixed-secret': 0, 'date-key': 1, 'region-key': 2, 'without-terminator': 3}.get(form, 4)]:
        if form == 'swapped-arguments':
            key = SigV4Auth._sign(None, word.encode(), Bytes(key))
            continue
        key = hmac(key, word)
        if form == 'hex-chain':
            key = key.hex().encode()
        elif form == 'base64-chain':
            key = base64.b64encode(key)
    return key.hex().encode() if form == 'hex-key' else key


class Bytes:
    """Bytes where botocore wants a text to encode."""

    def __init__(self, data):
        self.data = data

    def encode(self, _):
        return self.data


def matches(sum, claimed, encoding):
    return {
        'hex': claimed == sum.hex(),
        'upper-case-hex': claimed != sum.hex() and claimed.lower() == sum.hex(),
        'base64': claimed == base64.b64encode(sum).decode(),
        'percent-encoded-base64': unquote(claimed) == base64.b64encode(sum).decode(),
        'base64url': claimed == base64.urlsafe_b64encode(sum).decode(),
        'decorated-hex': len(claimed) > 64 and sum.hex() in claimed,
    }[encoding]


def main():
    replayed = 0
    for line in sys.stdin:
        case = json.loads(line)
        proof = case['proof']
        key = derived(transformed(proof['secret'], case['secret'], case['key_id']), proof['derivation'])
        if matches(hmac(key, proof['string_to_sign']), case['claimed'], proof['encoding']):
            replayed += 1
        else:
            print(f"{case['id']}: secret {proof['secret']}, derivation {proof['derivation']}, encoding {proof['encoding']}: claimed {case['claimed']}")
    print(replayed, 'replayed')


if __name__ == '__main__':
    main()
