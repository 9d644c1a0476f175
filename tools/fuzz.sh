#!/usr/bin/env bash
# Runs every fuzz target of the repository, one after the other, for as long each.
set -euo pipefail
cd "$(dirname "$0")/.."
for module in . sigv4; do
	(
		cd "$module"
		grep -rl --include='*_test.go' '^func Fuzz' . | { [ "$module" = . ] && grep -v '^\./sigv4/' || cat; } | sort | while read -r file; do
			for target in $(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file"); do
				echo "fuzz $target in $(dirname "$file")"
				go test -run '^$' -fuzz "^$target\$" -fuzztime "$1" "$(dirname "$file")"
			done
		done
	)
done
