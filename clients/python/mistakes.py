"""The mistakes that botocore's signers are made to make, and what has to be found.

One line for each: the cause's id, the dimension it belongs to, and the steps that make
it. Those with a dimension combine with those of other dimensions. To test a cause that
botocore can be made to commit, add a line.
"""

import base64
import gzip
import json
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote, urlencode

from botocore.auth import SigV2Auth, SigV3Auth
from steps import (
    added, also, authorization, base, body_sent, body_signed, called, derived, dropped, exchanged, get, header, header_sent,
    hex_chain, host_arrives, host_sent, key_id, late, link, method_sent, presigned, secret, sent, sha256, signed, smtp_password,
    string, swapped, target_sent, unsigned, without_port, written,
)
from signing import chain, credentials_of


@dataclass
class Mistake:
    id: str
    dimension: str  # empty: needs a request of its own
    steps: tuple
    key: str = 'root'  # whose key it is made with
    beside: str = ''  # why another cause comes before it, where one does


def of(dimension, id, *steps, **more):
    return Mistake(id, dimension, steps, **more)


def alone(id, *steps, **more):
    return Mistake(id, '', steps, **more)


def replace(old, new):
    return lambda text: text.replace(old, new)


def json_text(**how):
    return lambda body: json.dumps(json.loads(body), **how)


def json_body(value):
    return base(body=value.encode())


def plain(value):
    return [base(target='/'), json_body(value)]


def form(body):
    return [base(service='redshift', target='/', headers=[('Content-Type', 'application/x-www-form-urlencoded')], body=body.encode())]


CREDENTIALS = [
    alone('id-and-secret-swapped', swapped),
    alone('id-leading-blank', key_id(lambda id: ' ' + id)),
    alone('id-leading-blank', key_id(lambda id: '\ufeff' + id)),
    alone('id-trailing-blank', key_id(lambda id: id + ' ')),
    # Where a line break follows the ID, some clients end the header there.
    alone('id-trailing-blank', header_sent('Authorization', lambda text: text.partition('/')[0])),
    alone('id-hidden-character', key_id(lambda id: '"' + id + '"')),
    alone('id-empty', key_id(lambda _: '')),
    alone('id-placeholder', key_id(lambda _: 'YOUR_ACCESS_KEY_ID')),
    alone('id-is-principal', key_id(lambda _: 'AIDAZ3MGNLQ7RT2WKX4BC')),
    alone('key-unknown', key_id(lambda _: 'AKIAZ3MGNLQ7RT2WNONE')),
    alone('key-inactive', key='inactive'),
    alone('credentials-missing', dropped('Authorization')),
    alone('token-missing', lambda job: setattr(job.key, 'token', None), key='temporary'),
    alone('token-empty', header('X-Amz-Security-Token', ''), key_id(lambda id: 'ASIA' + id[4:])),
    alone('token-invalid', key='mixed'),
    alone('token-not-signed', unsigned('x-amz-security-token'), key='temporary'),
    alone('token-changed', signed('header x-amz-security-token', lambda token: token + '\n'), key='temporary'),
]

SECRETS = [
    of('secret', 'secret-trailing-newline', secret(lambda s: s + '\n')),
    of('secret', 'secret-trailing-newline', secret(lambda s: s + '\r\n')),
    of('secret', 'secret-trailing-blank', secret(lambda s: s + ' ')),
    of('secret', 'secret-leading-blank', secret(lambda s: ' ' + s)),
    of('secret', 'secret-hidden-character', secret(lambda s: '\ufeff' + s)),
    of('secret', 'secret-hidden-character', secret(lambda s: s + '\u00a0')),
    of('secret', 'secret-quoted', secret(lambda s: '"' + s + '"')),
    of('secret', 'secret-plus-lost', secret(replace('+', ' '))),
    of('secret', 'secret-slash-changed', secret(replace('/', r'\/'))),
    of('secret', 'secret-url-encoded', secret(lambda s: quote(s, safe=''))),
    of('secret', 'secret-base64', secret(lambda s: base64.b64encode(s.encode()).decode())),
    of('secret', 'secret-truncated', secret(lambda s: s[:-1])),
    of('secret', 'secret-truncated', secret(lambda s: s[1:])),
    of('secret', 'secret-letter-case', secret(str.lower)),
    of('secret', 'secret-decorated', secret(lambda s: s + ',')),
    of('secret', 'secret-with-key-id', lambda job: secret(lambda s: job.key.id + ':' + s)(job)),
    of('secret', 'secret-empty', secret('')),
    of('secret', 'secret-placeholder', secret('test')),
    of('secret', 'smtp-password-as-secret', secret(smtp_password)),
    alone('wrong-secret', secret('e/QT7nfUgzGP0xM9Ocl2kVYsWBhLj3dZrA51uXtK')),
]

TIMES = [
    alone('calendar-not-gregorian', lambda job: setattr(job, 'time', job.time.replace(year=job.time.year + 543, day=1))),
    alone('clock-skew-whole-hours', late(hours=2)),
    alone('clock-skew-whole-hours', late(hours=-5, minutes=-30)),
    alone('request-replayed', late(minutes=20), header('Amz-Sdk-Request', 'attempt=2; max=3')),
    alone('request-delayed', late(minutes=20)),
    alone('presigned-url-expired', presigned(), late(minutes=20)),
    alone('presigned-url-expired', presigned(), late(hours=2), key='quiet'),
    alone('clock-behind', late(minutes=20), key='quiet'),
    alone('clock-ahead', late(minutes=-20)),
    alone('date-format', header_sent('X-Amz-Date', 'Sun, 09 Jun 2013 09:52:04 GMT')),
    alone('date-missing', dropped('X-Amz-Date')),
    alone('scope-date-differs', lambda job: authorization(job.time.strftime('/%Y%m%d/'), '/20130608/')(job)),
    alone('expires-malformed', presigned(), target_sent(replace('X-Amz-Expires=300', 'X-Amz-Expires=soon'))),
    alone('valid-but-expired', late(minutes=20), key='quiet', beside='why it was refused comes before that the signature is right'),
    alone('valid-but-scope-refused', base(region='eu-west-9'), beside='what is wrong with the scope comes first'),
    alone('valid-but-key-refused', key='inactive', beside='what is wrong with the key comes first'),
]

SCHEMES = [
    alone('signature-version-2', *form('Action=DescribeClusters&Version=2012-12-01'), lambda job: setattr(job, 'signer', Version2)),
    alone('signature-version-3', get(signer=lambda job: SigV3Auth(credentials_of(job)))),
    alone('signature-version-4a', authorization('AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256')),
    alone('algorithm-unsupported', authorization('AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA512')),
    alone('bearer-token', header_sent('Authorization', 'Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc')),
    alone('basic-authentication', header_sent('Authorization', 'Basic dXNlcjpwYXNzd29yZA==')),
    alone('scheme-unknown', header_sent('Authorization', 'Negotiate abcdef')),
    alone('header-name-in-value', authorization('AWS4-HMAC-SHA256', 'Authorization: AWS4-HMAC-SHA256')),
]

SCOPES = [
    alone('region-control-character', presigned(region='us-east-1\x00')),
    alone('region-empty', base(region='')),
    alone('region-availability-zone', base(region='us-east-1a')),
    alone('region-availability-zone', base(region='use1-az2')),
    alone('region-pseudo', base(region='aws-global')),
    alone('region-upper-case', base(region='US-EAST-1')),
    alone('global-service-region', get(host='cloudfront.amazonaws.com', service='cloudfront', region='eu-west-1')),
    alone('region-of-another-partition', get(host='redshift.cn-north-1.amazonaws.com.cn')),
    alone('region-differs-from-endpoint', get(host='redshift.eu-west-1.amazonaws.com')),
    alone('region-not-served', base(region='eu-west-9')),
    alone('ses-host-label', get(host='email.us-east-1.amazonaws.com', service='email')),
    alone('service-sibling', base(service='redshift')),
    alone('service-differs', base(service='dynamodb')),
    alone('terminator-wrong', authorization('aws4_request', 'aws4-request')),
]

HOSTS = [
    of('host', 'host-port', without_port),
    of('host', 'host-rewritten-by-proxy', called('api.example.com'), host_arrives, header_sent('X-Forwarded-Host', 'api.example.com')),
    of('host', 'host-of-endpoint', called('redshift-data.us-east-1.amazonaws.com'), host_arrives),
    of('host', 'host-loopback-name', lambda job: called('localhost:' + job.host.partition(':')[2])(job), host_arrives),
    alone('host-letter-case', called('DB.Internal:5438')),  # botocore signs the name in small letters
    of('host', 'host-as-url', signed('header host', lambda host: 'http://' + host)),
    alone('host-trailing-dot', called('db.internal.:5438'), host_sent('db.internal:5438')),
    of('host', 'host-empty', signed('header host', '')),
    alone('host-not-signed', unsigned('host')),
    alone('redirect-followed', get(host='vpce-1.redshift.us-east-1.vpce.amazonaws.com'), host_arrives,
          header_sent('Referer', 'https://vpce-1.redshift.us-east-1.vpce.amazonaws.com/')),
]

PAYLOADS = [
    of('payload', 'payload-empty-signed', body_signed(b'')),
    of('payload', 'payload-line-end', body_signed(lambda body: body + b'\n')),
    of('payload', 'payload-line-end', body_signed(lambda body: body + b'\r\n')),
    of('payload', 'payload-json-rewritten', body_signed(json_text(ensure_ascii=False))),
    of('payload', 'payload-json-rewritten', body_signed(json_text())),
    of('payload', 'payload-json-rewritten', body_signed(json_text(ensure_ascii=False, indent=2))),
    of('payload', 'payload-byte-order-mark', body_signed(lambda body: b'\xef\xbb\xbf' + body)),
    of('payload', 'payload-charset', body_signed(lambda body: body.decode().encode('latin-1'))),
    of('payload', 'payload-placeholder', body_signed(b'{}')),
    of('payload', 'payload-unsigned', signed('payload', 'UNSIGNED-PAYLOAD')),
    alone('payload-unsigned', base(context={'payload_signing_enabled': False})),
    of('payload', 'payload-hash-form', signed('payload', str.upper)),
    alone('payload-crlf', *plain('{\n}'), body_sent(lambda _: b'{\r\n}')),
    alone('payload-form-rewritten', *form('Action=DescribeClusters&Marker=a+b'), body_sent(lambda body: body.replace(b'+', b'%20'))),
    alone('payload-compressed', body_sent(gzip.compress)),
    alone('payload-trimmed', *plain('{} '), body_sent(bytes.strip)),
    alone('payload-quoted', body_sent(lambda body: json.dumps(body.decode(), ensure_ascii=False).encode())),
    alone('payload-chunked', base(context={'checksum': {'request_algorithm': {'in': 'trailer'}}})),
    alone('payload-changed-after-signing', lambda job: header('X-Amz-Content-SHA256', sha256(job.body))(job), body_sent(lambda body: body + b'changed')),
    alone('payload-whole-url-decoded', *plain('{"Sql":"a%20b"}'), body_sent(lambda _: b'{"Sql":"a b"}')),
]

HEADERS = [
    of('header content-type', 'content-type-changed', header_sent('Content-Type', 'application/x-amz-json-1.1; charset=utf-8')),
    of('header content-type', 'content-type-changed', signed('header content-type', 'application/json')),
    of('header accept-encoding', 'accept-encoding-rewritten', header('Accept-Encoding', 'identity'), header_sent('Accept-Encoding', 'gzip')),
    of('header accept-encoding', 'accept-encoding-rewritten', header_sent('Accept-Encoding', 'gzip')),
    of('header x-tag', 'header-letter-case', signed('header x-tag', str.lower)),
    of('header x-tag', 'header-blanks', signed('header x-tag', replace(' ', ''))),
    of('header x-tag', 'header-emptied', signed('header x-tag', 'undefined')),
    of('header x-amz-date', 'date-header-changed', lambda job: signed('header x-amz-date', job.time.strftime('%Y-%m-%dT%H:%M:%SZ'))(job)),
    of('header x-amz-target', 'target-changed', signed('header x-amz-target', 'ExecuteStatement')),
    of('signed headers', 'header-list-form', signed('list', replace(';', ','))),
    of('signed headers', 'header-list-form', signed('list', str.title)),
    alone('content-length-changed', lambda job: header('Content-Length', str(len(job.body)))(job), signed('header content-length', '0')),
    alone('hop-by-hop-header-signed', header('Connection', 'keep-alive'), also('connection'), header_sent('Connection', 'close')),
    alone('forwarding-header-signed', header('X-Forwarded-For', '192.0.2.1'), header_sent('X-Forwarded-For', '192.0.2.1, 192.0.2.2')),
    alone('retry-header-changed', header('Amz-Sdk-Request', 'attempt=1; max=3'), header_sent('Amz-Sdk-Request', 'attempt=2; max=3')),
    alone('content-sha256-changed', lambda job: header('X-Amz-Content-SHA256', sha256(job.body))(job), signed('header x-amz-content-sha256', 'UNSIGNED-PAYLOAD')),
    alone('header-duplicates', header_sent('X-Tag', 'b'), added('X-Tag', 'a'), signed('header x-tag', 'b, a')),
    alone('header-listed-not-signed', signed('line content-type', ''), signed('list', replace('content-type;', ''))),
    alone('signed-header-absent', dropped('X-Tag')),
    alone('amz-header-not-signed', unsigned('x-amz-target')),
    alone('unguessable-header-changed', header('User-Agent', 'client/1'), also('user-agent'), header_sent('User-Agent', 'proxy/1')),
]

PATHS = [
    of('path', 'path-encoded-once', signed('path', '/v1/a%20b')),
    of('path', 'path-trailing-slash', signed('path', lambda path: path + '/')),
    of('path', 'path-prefix-stripped', signed('path', lambda path: '/api' + path)),
    of('path', 'path-prefix-added', signed('path', replace('/v1', ''))),
    of('path', 'path-decoded', signed('path', '/v1/a b')),
    of('path', 'path-of-url', signed('path', '')),
    alone('path-not-normalized', base(target='/v1//a'), signed('path', '/v1//a')),
    alone('path-escapes', base(target='/v1/~b'), signed('path', '/v1/%7Eb')),
    alone('path-letter-case', base(target='/v1/a'), target_sent(str.upper)),
]

QUERIES = [
    of('query', 'query-not-signed', signed('query', '')),
    of('query', 'query-parameter-added', signed('query', replace('&utm_source=mail', ''))),
    of('query', 'query-plus-sign', signed('query', replace('%20', '+'))),
    of('query', 'query-unsorted', signed('query', 'name=a%20b&empty=&b=1&a=2&utm_source=mail')),
    of('query', 'query-empty-value', signed('query', replace('empty=', 'empty'))),
    of('query', 'query-not-encoded', signed('query', replace('%20', ' '))),
    of('query', 'query-question-mark', signed('query', lambda query: '?' + query)),
    alone('query-plus-sign', base(target='/?name=a+b')),  # botocore takes the query as encoded
    alone('query-escapes', base(target='/?x=a%2Fb'), signed('query', 'x=a%2fb')),
    alone('query-not-encoded', base(target='/?x=a%2fb')),
    alone('query-encoded-twice', base(target='/?x=%2F'), signed('query', 'x=%252F')),
    alone('query-form-body', *form('Action=DescribeClusters&Version=2012-12-01'), signed('query', 'Action=DescribeClusters&Version=2012-12-01')),
    alone('query-parameter-dropped', get(), target_sent(replace('&Version=2012-12-01', ''))),
    alone('query-lower-case-names', presigned(), target_sent(replace('X-Amz-', 'x-amz-'))),
    alone('query-html-escaped', presigned(), target_sent(lambda target: '/?' + target[target.index('X-Amz-Algorithm'):].replace('&', '&amp;'))),
    alone('query-encoded-again', presigned(), target_sent(replace('%2F', '%252F'))),
    alone('query-malformed', target_sent(lambda _: '/?a=%zz')),
]

METHODS = [
    of('method', 'method-changed', signed('method', 'GET')),
    of('method', 'method-changed', signed('method', 'PUT')),
    of('method', 'method-letter-case', signed('method', str.lower)),
    alone('method-changed', get(method='PUT'), method_sent('GET')),
    alone('presigned-for-another-method', presigned(method='POST'), method_sent('GET')),
]

DERIVATIONS = [
    of('key derivation', 'key-for-another-region', link(1, 'eu-west-1')),
    of('key derivation', 'key-for-another-region', link(1, 'us-east-1a')),
    of('key derivation', 'key-for-another-service', link(2, 'redshift')),
    of('key derivation', 'key-for-another-date', lambda job: link(0, job.time.strftime('%Y%m%dT%H%M%SZ'))(job)),
    of('key derivation', 'key-without-prefix', derived(lambda secret, links: chain(secret, links, prefix=''))),
    of('key derivation', 'key-links-as-hex', derived(hex_chain)),
    of('key derivation', 'key-arguments-exchanged', derived(exchanged)),
    of('key derivation', 'key-chain-incomplete', derived(lambda secret, links: chain(secret, links[:3]))),
    of('key derivation', 'key-order', derived(lambda secret, links: chain(secret, [links[0], links[2], links[1], links[3]]))),
    of('key derivation', 'key-terminator', link(3, 'aws4-request')),
    alone('scope-rewritten', authorization('/us-east-1/', '/eu-west-1/')),
]

STRINGS = [
    of('string to sign', 'signed-for-another-time', lambda job: signed('date', (job.time + timedelta(hours=2)).strftime('%Y%m%dT%H%M%SZ'))(job)),
    of('string to sign', 'signed-date-form', lambda job: signed('date', job.time.strftime('%Y-%m-%dT%H:%M:%SZ'))(job)),
    of('string to sign', 'string-scope-differs', signed('scope', replace('redshift-data', 'redshift'))),
    of('string to sign', 'string-hash-form', signed('hash', str.upper)),
    of('string to sign', 'string-hash-form', string(lambda parts, canonical: '\n'.join(parts[:3] + [canonical]))),
    of('string to sign', 'string-algorithm', signed('algorithm', 'HMAC-SHA256')),
    of('string to sign', 'string-line-ends', string(lambda parts, _: '\r\n'.join(parts))),
    of('string to sign', 'string-tail', string(lambda parts, _: '\n'.join(parts) + '\n')),
]

SIGNATURES = [
    of('encoding', 'signature-upper-case', written(lambda sum: sum.hex().upper())),
    of('encoding', 'signature-base64', written(lambda sum: base64.b64encode(sum).decode())),
    of('encoding', 'signature-decorated', written(lambda sum: '"' + sum.hex() + '"')),
    alone('signature-length', header_sent('Authorization', lambda text: text[:-24])),
]

STRUCTURES = [
    alone('two-signatures', target_sent(lambda _: '/?X-Amz-Algorithm=AWS4-HMAC-SHA256')),
    alone('authorization-repeated', sent(lambda s: s.headers.append(('Authorization', s['Authorization'])))),
    alone('credential-incomplete', authorization('/us-east-1/', '/')),
    alone('parameter-without-equals', authorization(', SignedHeaders', ' stray, SignedHeaders')),
    alone('signed-headers-empty', header_sent('Authorization', lambda text: text.replace(text.split('SignedHeaders=')[1].split(',')[0], ''))),
    alone('parameter-missing', authorization('Signature=', 'Sig=')),
]


class Version2(SigV2Auth):
    """botocore's signer of Signature Version 2, which reads a form as parameters."""

    def __init__(self, job):
        super().__init__(credentials_of(job))

    def add_auth(self, request):
        request.data = dict(pair.split('=') for pair in request.data.decode().split('&'))
        super().add_auth(request)
        request.data = urlencode(request.data).encode()


MISTAKES = (CREDENTIALS + SECRETS + TIMES + SCHEMES + SCOPES + HOSTS + PAYLOADS + HEADERS + PATHS + QUERIES + METHODS
            + DERIVATIONS + STRINGS + SIGNATURES + STRUCTURES)
