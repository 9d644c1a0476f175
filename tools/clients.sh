#!/usr/bin/env bash
# Runs the tests that drive the real clients against the real program. The
# Python clients are installed, pinned, into a folder of their own.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$1
if ! command -v psql >/dev/null; then
	echo "clients: psql is missing; on Debian: apt-get install postgresql-client" >&2
	exit 1
fi
if [ ! -x "$venv/bin/aws" ]; then
	python3 -m venv "$venv"
	"$venv/bin/pip" install --quiet --disable-pip-version-check -r tools/clients-requirements.txt
fi
PATH="$PWD/$venv/bin:$PATH" go test -count=1 -tags clients -run TestClients ./cmd/countersign
