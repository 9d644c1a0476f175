#!/usr/bin/env bash
# Runs the tests that drive the real clients against the real program, the real
# verifier against what the program signs, and the signers of AWS against ours.
# All are pinned: the Python ones go into a folder of their own, dbt into another, since
# it wants an older driver; the JavaScript ones into clients/js/node_modules, those in Java
# into clients/java/jars; the Go ones are modules, clients/go and bench/peers.
#
#	tools/clients.sh FOLDER
#
# DIFFERENTIAL_REQUESTS is how many random requests each of AWS's signers is given, and
# DIFFERENTIAL_QUERIES how many random queries run here and on a real PostgreSQL.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$1
versitygw=v1.8.0
for client in psql curl node npm python3 java javac mvn; do
	if ! command -v $client >/dev/null; then
		echo "clients: $client is missing; on Debian: apt-get install postgresql-client curl nodejs npm python3-venv default-jdk-headless maven" >&2
		exit 1
	fi
done
if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ! command -v initdb >/dev/null; then
	echo "clients: PostgreSQL's server is missing; on Debian: apt-get install postgresql" >&2
	exit 1
fi
if ! cmp -s tools/clients-requirements.txt "$venv/installed.txt"; then
	python3 -m venv "$venv"
	"$venv/bin/pip" install --quiet --disable-pip-version-check -r tools/clients-requirements.txt
	cp tools/clients-requirements.txt "$venv/installed.txt"
fi
if ! cmp -s tools/dbt-requirements.txt "$venv/dbt/installed.txt"; then
	python3 -m venv "$venv/dbt"
	"$venv/dbt/bin/pip" install --quiet --disable-pip-version-check -r tools/dbt-requirements.txt
	ln -sf ../dbt/bin/dbt "$venv/bin/dbt"
	cp tools/dbt-requirements.txt "$venv/dbt/installed.txt"
fi
for pom in clients/java/pom.xml clients/java/older/pom.xml; do
	folder=$(dirname $pom) kept=$venv/$(dirname $pom | tr / -).xml
	if ! cmp -s $pom "$kept" || [ ! -d $folder/jars ]; then
		rm -rf $folder/jars
		(cd $folder && mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=jars </dev/null)
		cp $pom "$kept"
	fi
done
if ! cmp -s clients/js/package-lock.json "$venv/package-lock.json" || [ ! -d clients/js/node_modules ]; then
	(cd clients/js && npm ci --silent --no-audit --no-fund)
	cp clients/js/package-lock.json "$venv/package-lock.json"
fi
if [ ! -x "$venv/bin/versitygw-$versitygw" ]; then
	echo "building versitygw: takes about two minutes, once"
	GOBIN="$PWD/$venv/bin" go install "github.com/versity/versitygw/cmd/versitygw@$versitygw"
	cp "$venv/bin/versitygw" "$venv/bin/versitygw-$versitygw"
fi
export PATH="$PWD/$venv/bin:$PATH"
(cd clients/go && go test -count=1 ./...)
(cd bench/peers && DIFFERENTIAL_REQUESTS=${DIFFERENTIAL_REQUESTS:-20000} DIFFERENTIAL_PYTHON=python3 go test -count=1 ./...)
go build -o "$venv/countersign" ./cmd/countersign
python3 clients/python/differential/differential.py --program "$venv/countersign" --queries "${DIFFERENTIAL_QUERIES:-50000}"
go test -count=1 -tags clients -run 'TestClients|TestSignForVersityGW' ./cmd/countersign
