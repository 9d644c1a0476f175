"""Makes each mistake of the table against a running server and tells what was answered.

The environment names the server and its root key, as 'countersign env' prints it. Each
line of the output is one mistake in JSON: the cause that has to be found, what the
server says, and the request for those who judge it again. Secrets are among it: the
output is for the test that runs this program.
"""

import copy
import json
import os
import time

import boto3
from mistakes import MISTAKES
from signing import Job, Key

ENDPOINT = os.environ['AWS_ENDPOINT_URL']
PATIENCE = 40  # seconds, for searches of which a server does only so many at a time


def main():
    keys, hidden = make_keys()
    print(json.dumps({'secrets': hidden}))
    early = replay_early(keys['replayed'])
    for mistake in sorted(MISTAKES, key=lambda m: m.id in SLOW):
        job = Job(ENDPOINT, copy.copy(keys[mistake.key]))
        right = Job(ENDPOINT, keys['root'], job.time).sign().claimed()
        for step in mistake.steps:
            step(job)
        tell(mistake.id, job, job.sign(), right, mistake.beside)
    replay_late(*early)


# What no hypothesis matches costs a server a whole search; so these come last.
SLOW = {'wrong-secret', 'unguessable-header-changed'}


def tell(id, job, sent, right='', beside=''):
    status, headers, body = ask(sent)
    print(json.dumps({
        'id': id, 'signer': 'botocore', 'status': status, 'headers': headers, 'body': body, 'beside': beside,
        'told': headers.get('X-Countersign-Cause', ''), 'right': right, 'request': sent.record(),
        'service': 'redshift-data' if sent['X-Amz-Target'] else 'redshift', 'date': job.time.strftime('%Y-%m-%dT%H:%M:%SZ'),
    }), flush=True)


def ask(sent):
    """Sends a request again for as long as the server has no time to search."""
    end = time.monotonic() + PATIENCE
    while True:
        answer = sent.ask(ENDPOINT)
        if answer[1].get('X-Countersign-Cause') != 'not-searched' or time.monotonic() > end:
            return answer
        time.sleep(0.1)


def make_keys():
    """The keys that mistakes are made with, and all secrets and tokens there are."""
    root = Key(os.environ['AWS_ACCESS_KEY_ID'], os.environ['AWS_SECRET_ACCESS_KEY'])
    iam, sts = boto3.client('iam'), boto3.client('sts')
    keys = {'root': root}
    for name in ('inactive', 'quiet', 'replayed'):
        iam.create_user(UserName=name)
        made = iam.create_access_key(UserName=name)['AccessKey']
        keys[name] = Key(made['AccessKeyId'], made['SecretAccessKey'])
    iam.update_access_key(UserName='inactive', AccessKeyId=keys['inactive'].id, Status='Inactive')
    for name in ('temporary', 'mixed'):
        made = sts.get_session_token()['Credentials']
        keys[name] = Key(made['AccessKeyId'], made['SecretAccessKey'], made['SessionToken'])
    keys['mixed'].token, other = keys['temporary'].token, keys['mixed'].token
    hidden = [key.secret for key in keys.values()] + [keys['temporary'].token, other]
    return keys, hidden


# How old a request may be, and how old one is that is accepted still, also where the
# machine takes its time, in seconds. What remains passes while others are made.
WINDOW, JUST = 15 * 60, 15 * 60 - 20


def replay_early(key):
    """Sends a request that is accepted, and will not be when it is sent again."""
    job = Job(ENDPOINT, key)
    job.get('/?Action=GetCallerIdentity&Version=2011-06-15', 'sts')
    job.time = job.time.fromtimestamp(job.time.timestamp() - JUST, job.time.tzinfo)
    sent = job.sign()
    status, _, body = sent.ask(ENDPOINT)
    if status != 200:
        raise SystemExit('a request just in time is refused: ' + body)
    return job, sent


def replay_late(job, sent):
    """Sends it again as soon as it is too old."""
    time.sleep(max(0, job.time.timestamp() + WINDOW + 2 - time.time()))
    tell('request-replayed', job, sent)


if __name__ == '__main__':
    main()
