"""Signs requests with botocore: a JSON line in, a JSON line out.

botocore_test.go says what a line holds. Each line out has the canonical request and the
signature that botocore makes of it, or the error it raises.
"""

import datetime
import json
import sys

from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

SIGNERS = {
    (False, False): auth.SigV4Auth,
    (False, True): auth.SigV4QueryAuth,
    (True, False): auth.S3SigV4Auth,
    (True, True): auth.S3SigV4QueryAuth,
}


def sign(trial):
    at = datetime.datetime.fromtimestamp(trial["at"], datetime.timezone.utc)
    auth.get_current_datetime = lambda *args, **kwargs: at
    credentials = Credentials(trial["key"], trial["secret"], trial["token"] or None)
    kind = SIGNERS[trial["object"], trial["presigned"]]
    more = {"expires": trial["expires"]} if trial["presigned"] else {}
    signer = kind(credentials, trial["service"], trial["region"], **more)
    params = [tuple(pair) for pair in trial["params"]]
    request = AWSRequest(
        method=trial["method"],
        url=trial["url"],
        params=dict(params) if trial["presigned"] else params,
        data=trial["body"].encode() or None,
    )
    request.headers["Host"] = trial["host"]
    for name, value in trial["headers"]:
        request.headers.add_header(name, value)
    if trial["unsigned"]:
        request.context["payload_signing_enabled"] = False
        request.context["has_streaming_input"] = True
        request.headers["Content-MD5"] = "1B2M2Y8AsgTpgAmY7PhCfg=="
    steps = {}
    original = signer.canonical_request

    def canonical_request(r):
        steps["canonical"] = original(r)
        return steps["canonical"]

    signer.canonical_request = canonical_request
    signer.add_auth(request)
    if trial["presigned"]:
        steps["signature"] = request.url.rsplit("&X-Amz-Signature=", 1)[1]
    else:
        steps["signature"] = request.headers["Authorization"].rsplit("Signature=", 1)[1]
    return steps


for line in sys.stdin:
    try:
        answer = sign(json.loads(line))
    except Exception as e:  # the other side reports it with the request
        answer = {"error": repr(e)}
    sys.stdout.write(json.dumps(answer) + "\n")
