#!/usr/bin/env bash
# Runs the tests that drive the real clients against the real program. Clients
# are pinned: the Python ones go into a folder of their own, the JavaScript ones
# into clients/js/node_modules, the Go ones are a module, clients/go.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$1
for client in psql curl node npm python3; do
	if ! command -v $client >/dev/null; then
		echo "clients: $client is missing; on Debian: apt-get install postgresql-client curl nodejs npm python3-venv" >&2
		exit 1
	fi
done
if [ ! -x "$venv/bin/aws" ]; then
	python3 -m venv "$venv"
	"$venv/bin/pip" install --quiet --disable-pip-version-check -r tools/clients-requirements.txt
fi
if [ ! -d clients/js/node_modules ]; then
	(cd clients/js && npm ci --silent --no-audit --no-fund)
fi
(cd clients/go && go test -count=1 ./...)
PATH="$PWD/$venv/bin:$PATH" go test -count=1 -tags clients -run TestClients ./cmd/countersign
