"""Requests that botocore signs, with something going wrong on the way.

A Job is one request: what it is before it is signed, what its signer gets wrong, and
what happens to it between signing and sending. Without any of these it is valid.
"""

import base64
import datetime
import http.client
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.compat import HTTPHeaders
from botocore.credentials import Credentials

TIME = '%Y%m%dT%H%M%SZ'
STATEMENTS = '{"Database":"dev","Parameters":[{"name":"café/1","value":"a & b"}],"Sql":"select 1"}'


class Key:
    """An access key, perhaps a temporary one."""

    def __init__(self, id, secret, token=None):
        self.id, self.secret, self.token = id, secret, token


class Job:
    """A request of the Data API with something to get wrong in each dimension."""

    def __init__(self, endpoint, key, now=None):
        self.endpoint, self.key = endpoint, key
        self.host = urlsplit(endpoint).netloc  # that the client calls
        self.time = now or datetime.datetime.now(datetime.timezone.utc)
        self.service, self.region, self.expires = 'redshift-data', 'us-east-1', None
        self.method = 'POST'
        self.target = '/v1/a%20b?name=a%20b&empty=&b=1&a=2&utm_source=mail'
        self.headers = [
            ('Content-Type', 'application/x-amz-json-1.1'), ('X-Amz-Target', 'RedshiftData.ExecuteStatement'),
            ('Accept-Encoding', 'gzip, br'), ('X-Tag', 'One and two'),
        ]
        self.body = STATEMENTS.encode()
        self.context = {}
        self.signer = None  # of another version of signatures
        self.also, self.unsigned = set(), set()  # headers that are signed, or not, against botocore's opinion
        self.edits = {}  # of what is signed: part → function of that part's text
        self.changes = []  # of what is sent: functions of Sent

    def get(self, target='/?Action=DescribeClusters&Version=2012-12-01', service='redshift'):
        """Makes the request one of the query protocol."""
        self.method, self.target, self.service, self.headers, self.body = 'GET', target, service, [], b''

    def edit(self, part, text):
        return self.edits[part](text) if part in self.edits else text

    def sign(self):
        """Signs the request and returns it as it is sent."""
        url = 'http://' + self.host + self.target
        request = AWSRequest(method=self.method, url=url, data=self.body)
        for name, value in self.headers:
            request.headers[name] = value
        request.context.update(self.context)
        (self.signer or (Presigner if self.expires else Signer))(self).add_auth(request)
        sent = Sent(self, request)
        for change in self.changes:
            change(sent)
        return sent


class Wrong:
    """What botocore's signers have in common, with the mistakes of a job built in."""

    def add_auth(self, request):
        request.context['timestamp'] = self.job.time.strftime(TIME)
        self._modify_request_before_signing(request)
        signature = self.signature(self.string_to_sign(request, self.canonical_request(request)), request)
        self._inject_signature_to_request(request, signature)

    def headers_to_sign(self, request):
        kept = HTTPHeaders()
        for name, value in super().headers_to_sign(request).items():
            if name not in self.job.unsigned:
                kept[name] = value
        for name in self.job.also:
            kept[name] = request.headers[name]
        return kept

    def canonical_request(self, request):
        lines = super().canonical_request(request).split('\n')
        edit = self.job.edit
        headers = [line.partition(':')[::2] for line in lines[3:-3]]
        headers = ''.join(edit('line ' + name, name + ':' + edit('header ' + name, value) + '\n') for name, value in headers)
        method, path, query = (edit(part, text) for part, text in zip(('method', 'path', 'query'), lines))
        return '\n'.join([method, path, query, headers, edit('list', lines[-2]), edit('payload', lines[-1])])

    def string_to_sign(self, request, canonical_request):
        parts = super().string_to_sign(request, canonical_request).split('\n')
        parts = [self.job.edit(name, text) for name, text in zip(('algorithm', 'date', 'scope', 'hash'), parts)]
        return self.job.edits.get('string', lambda parts, _: '\n'.join(parts))(parts, canonical_request)

    def signature(self, string_to_sign, request):
        links = [request.context['timestamp'][:8], self._region_name, self._service_name, 'aws4_request']
        secret = self.job.edit('secret', self.job.key.secret)
        key = self.job.edits.get('key', chain)(secret, links)
        return self.job.edits.get('write', bytes.hex)(self._sign(key, string_to_sign))


def chain(secret, links, prefix='AWS4', step=lambda key, link: SigV4Auth._sign(None, key, link)):
    """The derivation of a signing key, by the function that botocore derives with."""
    key = (prefix + secret).encode()
    for link in links:
        key = step(key, link)
    return key


def credentials_of(job):
    return Credentials(job.key.id, job.key.secret, job.key.token)


class Signer(Wrong, SigV4Auth):
    def __init__(self, job):
        super().__init__(credentials_of(job), job.service, job.region)
        self.job = job


class Presigner(Wrong, SigV4QueryAuth):
    def __init__(self, job):
        super().__init__(credentials_of(job), job.service, job.region, expires=job.expires)
        self.job = job


class Sent:
    """A request as it goes out on the wire."""

    def __init__(self, job, request):
        prepared = request.prepare()
        parts = urlsplit(prepared.url)
        self.method, self.target, self.host = request.method, parts.path + ('?' + parts.query if parts.query else ''), job.host
        # The host of another name is sent along, as a resolver or a tunnel would have it.
        self.headers = [(name, text(value)) for name, value in request.headers.items() if name.lower() != 'host']
        self.body, self.job = request.body or b'', job

    def __getitem__(self, name):
        return next((value for n, value in self.headers if n.lower() == name.lower()), '')

    def drop(self, name):
        self.headers = [(n, value) for n, value in self.headers if n.lower() != name.lower()]

    def __setitem__(self, name, value):
        self.drop(name)
        self.headers.append((name, value))

    def claimed(self):
        """The signature that the request carries."""
        return self['Authorization'].rpartition('Signature=')[2] or self.target.rpartition('X-Amz-Signature=')[2]

    def ask(self, endpoint):
        """Sends the request, byte by byte as it is, and returns the answer."""
        connection = Connection(urlsplit(endpoint).netloc, timeout=20)
        try:
            connection.putrequest(self.method, self.target, skip_host=True, skip_accept_encoding=True)
            connection.putheader('Host', self.host)
            for name, value in self.headers:
                connection.putheader(name, value.encode())
            if self.body and not self['Content-Length']:
                connection.putheader('Content-Length', str(len(self.body)))
            connection.endheaders(self.body)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()
        finally:
            connection.close()

    def record(self):
        """The request for those who judge it again."""
        headers = self.headers
        if self.body and not self['Content-Length']:
            headers = headers + [('Content-Length', str(len(self.body)))]
        return {
            'method': self.method, 'target': self.target, 'host': self.host, 'headers': headers,
            'body': base64.b64encode(self.body).decode(), 'secret': self.job.key.secret,
        }


class Connection(http.client.HTTPConnection):
    """Takes any target: the mistakes are ours to make."""

    def _validate_path(self, url):
        pass

    def _encode_request(self, request):
        return request.encode()


def text(value):
    return value.decode() if isinstance(value, bytes) else value
