"""Mistakes that never reach the server, or that other clients make.

Clients refuse some requests themselves: their own words go to 'countersign explain'.
Files and variables that are wrong go to 'countersign doctor'. curl and awscurl sign
and send for themselves. Each line of the output is one mistake in JSON, with the ids of
the causes that are told, the first of them first.
"""

import base64
import http.server
import json
import os
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import BotoCoreError, ClientError

ENDPOINT, ID, SECRET = (os.environ[name] for name in ('AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'))
OTHER_ID, OTHER_SECRET = 'AKIAOTHERKEYEXAMPLE2', 'zzzzzzzUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEZZ'
HERE = {'PATH': os.environ['PATH'], 'HOME': os.environ['HOME'], 'AWS_EC2_METADATA_DISABLED': 'true'}
ONCE = Config(retries={'total_max_attempts': 1})


def main():
    texts()
    requests()
    machines()
    online()
    shells()


def tell(id, signer, causes, output='', proof=None):
    print(json.dumps({'id': id, 'signer': signer, 'told': ', '.join(causes), 'body': output, 'proof': proof}), flush=True)


def run(*command, stdin='', env=None):
    """Runs a command with a bare environment, of which only env is known."""
    done = subprocess.run(command, input=stdin, env={**HERE, **(env or {})}, capture_output=True, text=True, timeout=60)
    return done.stdout, done.stderr


def explained(*args, **more):
    out, trouble = run('countersign', 'explain', '--output', 'json', *args, **more)
    causes = [cause['id'] for cause in json.loads(out)['causes']] if out else []
    return causes, out + trouble


# What AWS answers where no server of ours can be brought to: the words of AWS.
WORDS = {
    'token-expired': ('ExpiredToken', 'The security token included in the request is expired'),
    'region-not-enabled': ('OptInRequired', 'The AWS Access Key Id needs a subscription for the service'),
    'request-throttled': ('Throttling', 'Rate exceeded'),
}


def texts():
    """What boto3 says, in its own words, where it refuses or is refused."""
    def client(service='redshift', region='us-east-1', **key):
        session = boto3.Session(**(key or {'aws_access_key_id': ID, 'aws_secret_access_key': SECRET}))
        return session.client(service, region_name=region, endpoint_url=ENDPOINT, config=ONCE)

    def partial():
        os.environ.pop('AWS_SECRET_ACCESS_KEY')
        try:
            boto3.Session().client('redshift', region_name='us-east-1').describe_clusters()
        finally:
            os.environ['AWS_SECRET_ACCESS_KEY'] = SECRET

    def nobody():
        hidden = {name: os.environ.pop(name) for name in ('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY')}
        try:
            boto3.Session().client('redshift', region_name='us-east-1').describe_clusters()
        finally:
            os.environ.update(hidden)

    def nowhere():
        hidden = {name: os.environ.pop(name) for name in ('AWS_REGION', 'AWS_DEFAULT_REGION') if name in os.environ}
        try:
            boto3.Session().client('redshift').describe_clusters()
        finally:
            os.environ.update(hidden)

    def stranger():
        iam = boto3.client('iam')
        trust = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Principal': {'AWS': '999999999999'}, 'Action': 'sts:AssumeRole'}]}
        role = iam.create_role(RoleName='theirs', AssumeRolePolicyDocument=json.dumps(trust))['Role']['Arn']
        iam.create_user(UserName='stranger')
        key = iam.create_access_key(UserName='stranger')['AccessKey']
        client('sts', aws_access_key_id=key['AccessKeyId'], aws_secret_access_key=key['SecretAccessKey']).assume_role(RoleArn=role, RoleSessionName='session')

    def unknown_operation():
        clusters = client()
        clusters.meta.events.register('before-sign', lambda request, **_: request.data.update(Action='DescribeNothing'))
        clusters.describe_clusters()

    def words(id):
        def answer():
            code, message = WORDS[id]
            raise ClientError({'Error': {'Code': code, 'Message': message}}, 'DescribeClusters')
        return answer

    for id, call in [
        ('credentials-missing', nobody),
        ('credentials-partial', partial),
        ('region-empty', nowhere),
        ('id-trailing-blank', client(aws_access_key_id=ID + '\n', aws_secret_access_key=SECRET).describe_clusters),
        ('header-line-break', client(aws_access_key_id=ID, aws_secret_access_key=SECRET, aws_session_token='a\nb').describe_clusters),
        ('not-authorized', stranger),
        ('operation-unknown', unknown_operation),
        *((id, words(id)) for id in WORDS),
    ]:
        try:
            call()
            tell(id, 'boto3', [], 'boto3 was answered')
        except (BotoCoreError, ClientError) as refusal:
            tell(id, 'boto3', *explained('--error', '-', stdin=str(refusal)))


def requests():
    """Requests of botocore that the machine of the client knows more of than a server may."""
    def signed(secret, service, url):
        request = AWSRequest(method='GET', url=url, headers={'X-Amz-Content-SHA256': 'UNSIGNED-PAYLOAD'} if service == 's3' else {})
        SigV4Auth(Credentials(ID, secret), service, 'us-east-1').add_auth(request)
        host, _, target = url.removeprefix('https://').partition('/')
        lines = [f'GET /{target} HTTP/1.1', 'Host: ' + host, *(f'{name}: {value}' for name, value in request.headers.items())]
        return '\r\n'.join(lines) + '\r\n\r\n'

    redshift = 'https://redshift.us-east-1.amazonaws.com/?Action=DescribeClusters&Version=2012-12-01'
    with tempfile.TemporaryDirectory() as home:
        write(home, {'.aws/credentials': profile(ID, SECRET) + profile(OTHER_ID, OTHER_SECRET, 'other')})
        for id, request in [
            ('secret-of-another-key', signed(OTHER_SECRET, 'redshift', redshift)),
            # SigV4Auth is for all services but S3, whose paths S3SigV4Auth encodes once.
            ('path-encoded-twice', signed(SECRET, 's3', 'https://s3.us-east-1.amazonaws.com/bucket/a%20b')),
        ]:
            causes, output = explained(stdin=request, env={'HOME': home})
            tell(id, 'botocore', causes, output, proof_of(id, json.loads(output)))


def proof_of(id, explanation):
    """The proof of an explanation in JSON, with what replay.py needs beside it."""
    evidence = explanation['causes'][0]['evidence']
    secret = OTHER_SECRET if evidence.get('key_of') == OTHER_ID else SECRET
    return {'id': id, 'key_id': ID, 'secret': secret, 'claimed': explanation['signature']['claimed'], 'proof': evidence}


def profile(id, secret, name='default', token=''):
    text = f'[{name}]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n'
    return text + (f'aws_session_token = {token}\n' if token else '')


def write(home, files):
    for name, text in files.items():
        path = Path(home, name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
        path.chmod(0o600)


RIGHT = {'AWS_ACCESS_KEY_ID': ID, 'AWS_SECRET_ACCESS_KEY': SECRET, 'AWS_REGION': 'us-east-1'}
CREDENTIALS, CONFIG = '.aws/credentials', '.aws/config'

# The cause, the variables beside those that are right, or instead of them where NONE
# stands among them, and the files.
NONE = {'AWS_ACCESS_KEY_ID': None, 'AWS_SECRET_ACCESS_KEY': None}
MACHINES = [
    ('credentials-file-crlf', NONE, {CREDENTIALS: profile(ID, SECRET).replace('\n', '\r\n')}),
    ('credentials-file-bom', NONE, {CREDENTIALS: '\ufeff' + profile(ID, SECRET)}),
    ('credentials-file-malformed', NONE, {CREDENTIALS: profile(ID, SECRET) + SECRET + '\n'}),
    ('profile-duplicated', NONE, {CREDENTIALS: 2 * profile(ID, SECRET)}),
    ('profile-not-found', {'AWS_PROFILE': 'analytics'}, {}),
    ('profile-not-found', {}, {CONFIG: '[analytics]\nregion = us-east-1\n'}),
    ('profile-variables-differ', {'AWS_PROFILE': 'one', 'AWS_DEFAULT_PROFILE': 'two'}, {CONFIG: '[profile one]\n[profile two]\n'}),
    ('ca-bundle-unreadable', {'AWS_CA_BUNDLE': '/nowhere/ca.pem'}, {}),
    ('profile-token-missing', NONE, {CREDENTIALS: profile('ASIA' + ID[4:], SECRET)}),
    ('profile-keys-partial', NONE, {CREDENTIALS: f'[default]\naws_access_key_id = {ID}\n'}),
    ('environment-overrides-profile', {'AWS_PROFILE': 'default'}, {CREDENTIALS: profile(OTHER_ID, OTHER_SECRET)}),
    ('environment-mixed-credentials', {'AWS_SECRET_ACCESS_KEY': OTHER_SECRET}, {CREDENTIALS: profile(OTHER_ID, OTHER_SECRET, 'other')}),
    ('environment-empty-variable', {'AWS_PROFILE': ''}, {}),
    ('environment-hidden-character', {'AWS_PROFILE': 'default '}, {}),
    ('environment-token-stale', {'AWS_SESSION_TOKEN': 'IQoJb3JpZ2luX2VjEDoaCXVzLWVhc3QtMSJH'}, {}),
    ('region-unset', {'AWS_REGION': None}, {}),
    ('region-variables-differ', {'AWS_DEFAULT_REGION': 'us-west-2'}, {}),
    ('endpoint-variable-unexpected', {'AWS_ENDPOINT_URL': 'localhost:5438'}, {}),
    ('endpoint-ignored', {'AWS_ENDPOINT_URL': ENDPOINT, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS': 'true'}, {}),
    ('proxy-configured', {'HTTPS_PROXY': 'http://proxy.example:3128'}, {}),
    ('credential-process-configured', NONE, {CONFIG: '[default]\ncredential_process = /bin/keys\n'}),
    # Of the values that no server sees as they are, since clients trim or refuse them.
    ('secret-trailing-newline', {'AWS_SECRET_ACCESS_KEY': SECRET + '\n'}, {}),
    ('id-leading-blank', {'AWS_ACCESS_KEY_ID': '\t' + ID}, {}),
    ('region-control-character', {'AWS_REGION': 'us-east-1\n'}, {}),
]


def doctor(*args, env=None, files=None):
    with tempfile.TemporaryDirectory() as home:
        write(home, files or {})
        env = {name: value for name, value in {**RIGHT, **(env or {}), 'HOME': home}.items() if value is not None}
        out, trouble = run('countersign', 'doctor', '--output', 'json', *args, env=env)
    return [finding['id'] for finding in json.loads(out)['findings']] if out else [], out + trouble


def machines():
    for id, env, files in MACHINES:
        tell(id, 'doctor', *doctor('--offline', env=env, files=files))
    with tempfile.TemporaryDirectory() as home:
        write(home, {'credentials': profile(ID, SECRET)})
        Path(home, 'credentials').chmod(0o644)
        tell('credentials-file-permissions', 'doctor', *doctor('--offline', env={'AWS_SHARED_CREDENTIALS_FILE': str(Path(home, 'credentials'))}))


class Late(http.server.BaseHTTPRequestHandler):
    """Answers with a clock that is twenty minutes behind."""

    def do_HEAD(self):
        self.send_response(403)
        self.end_headers()

    def date_time_string(self, timestamp=None):
        return super().date_time_string((timestamp or time.time()) - 20 * 60)

    def log_message(self, *_):
        pass


def online():
    server = http.server.HTTPServer(('127.0.0.1', 0), Late)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f'http://127.0.0.1:{server.server_port}'
    tell('machine-clock-wrong', 'doctor', *doctor('--endpoint-url', address))
    server.shutdown()
    server.server_close()
    thread.join()
    tell('endpoint-unreachable', 'doctor', *doctor('--endpoint-url', address))
    tell('statement-target-wrong', 'doctor', *doctor(
        '--endpoint-url', ENDPOINT, '--cluster', 'nowhere', '--database', 'dev', '--db-user', 'me', '--sql', 'select 1'))


def shells():
    """curl's and awscurl's own signatures."""
    url = ENDPOINT + '/?Action=DescribeClusters&Version=2012-12-01'

    def curl(secret=SECRET, scope='us-east-1:redshift'):
        return run('curl', '-sSi', '--aws-sigv4', 'aws:amz:' + scope, '-u', f'{ID}:{secret}', url)[0]

    def awscurl(secret=SECRET, *args):
        return run('awscurl', '-i', '--service', 'redshift', *args, url, env={**RIGHT, 'AWS_SECRET_ACCESS_KEY': secret})[0]

    for id, signer, ask in [
        ('secret-trailing-blank', 'curl', lambda: curl(SECRET + ' ')),
        ('secret-quoted', 'curl', lambda: curl(f"'{SECRET}'")),
        ('service-sibling', 'curl', lambda: curl(SECRET, 'us-east-1:redshift-data')),
        ('region-availability-zone', 'curl', lambda: curl(SECRET, 'us-east-1a:redshift')),
        ('secret-plus-lost', 'curl', lambda: curl(SECRET.replace('+', ' '))),
        ('secret-trailing-newline', 'awscurl', lambda: awscurl(SECRET + '\n')),
        ('secret-base64', 'awscurl', lambda: awscurl(base64.b64encode(SECRET.encode()).decode())),
        ('region-pseudo', 'awscurl', lambda: awscurl(SECRET, '--region', 'aws-global')),
    ]:
        cause, answer = searched(ask)
        tell(id, signer, [cause], answer)


PATIENCE = 40  # seconds, for searches of which a server does only so many at a time


def searched(ask):
    """Asks again for as long as the server has no time to search."""
    end = time.monotonic() + PATIENCE
    while True:
        answer = ask()
        line = next((line for line in answer.replace("'", '').replace(',', '\n').splitlines() if 'x-countersign-cause' in line.lower()), '')
        cause = line.partition(':')[2].strip()
        if cause != 'not-searched' or time.monotonic() > end:
            return cause, answer
        time.sleep(0.1)


if __name__ == '__main__':
    main()
