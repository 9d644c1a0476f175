"""The steps that mistakes are made of: each returns a function that changes a Job."""

import base64
import datetime
import hashlib
import hmac
from functools import partial

from signing import chain


def signed(part, value):
    """Signs another text for a part of the canonical request or the string to sign."""
    change = value if callable(value) else lambda _: value
    return lambda job: job.edits.update({part: change})


def body_signed(value):
    """Signs another body than the one that is sent."""
    def step(job):
        other = value(job.body) if callable(value) else value
        job.edits['payload'] = lambda _: sha256(other)
    return step


def secret(change):
    return signed('secret', change)


def link(at, value):
    """Derives the key with another word in one place of the chain."""
    return lambda job: job.edits.update(key=lambda s, links: chain(s, links[:at] + [value] + links[at + 1:]))


def derived(derive):
    return lambda job: job.edits.update(key=derive)


def string(write):
    """Writes the string to sign otherwise: write is given its lines and the canonical request."""
    return lambda job: job.edits.update(string=write)


def written(write):
    """Writes the signature's bytes otherwise."""
    return lambda job: job.edits.update(write=write)


def base(**attributes):
    """Makes the request another one, before it is signed."""
    return lambda job: [setattr(job, name, value) for name, value in attributes.items()]


def get(**attributes):
    """Makes it a request of the query protocol."""
    def step(job):
        job.get()
        base(**attributes)(job)
    return step


def presigned(expires=300, **attributes):
    return get(expires=expires, **attributes)


def header(name, value):
    """Adds a header before signing, or replaces it."""
    def step(job):
        job.headers = [(n, v) for n, v in job.headers if n != name] + [(name, value)]
    return step


def late(**offset):
    """Signs that much before it is sent, or after it."""
    return lambda job: setattr(job, 'time', job.time - datetime.timedelta(**offset))


def also(name):
    return lambda job: job.also.add(name)


def unsigned(name):
    return lambda job: job.unsigned.add(name)


def sent(change):
    """Changes the request after signing."""
    return lambda job: job.changes.append(change)


def header_sent(name, value):
    return sent(lambda s: s.__setitem__(name, value(s[name]) if callable(value) else value))


def dropped(name):
    return sent(lambda s: s.drop(name))


def added(name, value):
    return sent(lambda s: s.headers.append((name, value)))


def authorization(old, new):
    """Replaces a part of the Authorization header."""
    return header_sent('Authorization', lambda text: text.replace(old, new))


def target_sent(change):
    return sent(lambda s: setattr(s, 'target', change(s.target)))


def host_sent(value):
    return sent(lambda s: setattr(s, 'host', value))


def body_sent(change):
    return sent(lambda s: setattr(s, 'body', change(s.body)))


def method_sent(method):
    return sent(lambda s: setattr(s, 'method', method))


def called(host):
    """The client calls another host, and something else leads the request to the endpoint."""
    return base(host=host)


def without_port(job):
    job.edits['header host'] = lambda host: host.partition(':')[0]


def host_arrives(job):
    """A proxy puts the name of what stands behind it into Host."""
    job.changes.append(lambda s: setattr(s, 'host', job.endpoint.partition('//')[2]))


def key_id(change):
    """Changes the access key ID."""
    def step(job):
        job.key = type(job.key)(change(job.key.id), job.key.secret, job.key.token)
    return step


def swapped(job):
    job.key = type(job.key)(job.key.secret, job.key.id)


def sha256(data):
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def mac(key, data):
    return hmac.new(key, data.encode() if isinstance(data, str) else data, 'sha256').digest()


hex_chain = partial(chain, step=lambda key, word: mac(key, word).hex().encode())
exchanged = partial(chain, step=lambda key, word: mac(word.encode(), key))


def smtp_password(secret, region='us-east-1'):
    """The password for SES's SMTP interface, as SES documents it."""
    key = chain(secret, ['11111111', region, 'ses', 'aws4_request'])
    return base64.b64encode(b'\x04' + mac(key, 'SendRawEmail')).decode()
