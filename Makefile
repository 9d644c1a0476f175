# Countersign. `make` alone prints this help.

GO      ?= go
BIN     := bin/countersign
BUILD   := build
PYTHON  ?= python3
TOOLS   := $(CURDIR)/$(BUILD)/tools
# Where the models come from; pinned by hash in tools/modelgen/requirements.txt.
BOTOCORE := 1.44.5
FUZZTIME ?= 20s

.DEFAULT_GOAL := help
.PHONY: help run build test race lint generate bench fuzz clients clean FORCE

help: ## print this help
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## build, start the server, and print what to type next
	@$(BIN) serve $(ARGS)

build: $(BIN) ## build bin/countersign

$(BIN): FORCE
	@if [ ! -e $(BIN) ]; then echo "building countersign: the first build fetches and links the SQL engine and takes a minute or two"; fi
	@mkdir -p bin
	@$(GO) build -o $(BIN) ./cmd/countersign

test: ## run the tests
	@echo "running the tests: the first run builds the SQL engine and takes a minute or two"
	$(GO) test ./...
	cd sigv4 && $(GO) test ./...

race: ## run the tests under the race detector
	$(GO) test -race ./...
	cd sigv4 && $(GO) test -race ./...

lint: $(TOOLS)/golangci-lint ## gofmt, go vet, golangci-lint
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	cd sigv4 && $(GO) vet ./...
	$(TOOLS)/golangci-lint run ./...
	cd sigv4 && $(TOOLS)/golangci-lint run ./...
	cd bench/peers && $(TOOLS)/golangci-lint run ./...
	cd clients/go && $(TOOLS)/golangci-lint run ./...

$(TOOLS)/golangci-lint:
	@echo "building golangci-lint: takes about two minutes, once"
	GOBIN=$(TOOLS) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

generate: ## regenerate internal/api from AWS's models, and the lists of operations, causes and functions
	@mkdir -p $(BUILD)/models
	$(PYTHON) -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes --dest $(BUILD)/models -r tools/modelgen/requirements.txt
	$(GO) run ./tools/modelgen -wheel $(BUILD)/models/botocore-$(BOTOCORE)-py3-none-any.whl -out internal/api
	$(GO) run ./tools/opsgen
	$(GO) run ./tools/causesgen
	$(GO) run ./tools/functionsgen

bench: build ## run the benchmarks
	cd bench/peers && $(GO) run .
	cd sigv4 && $(GO) test -run '^$$' -bench . -benchmem ./...
	$(GO) test -run '^$$' -bench . -benchmem ./internal/... ./redshifttest
	$(GO) run ./bench -program $(BIN)

fuzz: ## fuzz each target for FUZZTIME (20s)
	@tools/fuzz.sh $(FUZZTIME)

clients: ## run the tests with the real clients, signers and verifiers
	@tools/clients.sh $(BUILD)/clients

clean: ## remove what was built
	rm -rf bin $(BUILD)
