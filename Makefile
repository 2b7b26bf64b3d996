# RunResult toolkit. `make` alone lists the targets.

# The manifest that the demo imports.
MANIFEST ?= testdata/manifests/practice-success.json
# The edit of the schema that the demo has refused; list says which there are.
EDIT ?= drop-enum-value
# The commit, as git:REF, that `make gate` compares with besides the releases, or
# none. Without it: where HEAD left the main branch, or on that the commit before.
AGAINST ?=
# How long `make fuzz` spends on each fuzz target, and which targets it takes.
FUZZTIME ?= 30s
FUZZ     ?= Fuzz
# The packages of `make race`.
RACE ?= ./...
# How many random pairs of schemas `make soundness` attacks, made from which seed.
PAIRS ?= 10000
SEED  ?= 1
# How many edits of each schema `make labelled-edits` makes.
LABELS ?= 20
# How many minutes `make soak` takes, and how many schemas it builds at a time.
SOAK       ?= 30
SOAK_BATCH ?= 150
# The directory of *.jsonl files that `make compat-results` measures.
PAIRS_DIR ?=
# The directory of schemas that `make stats` generates code for, and that
# `make public-edits` and `make labelled-edits` edit.
SCHEMAS_DIR ?=
# Another copy of the official test suite for `make conformance`: a directory with
# tests/draft4 and so on, and remotes.
SUITE_DIR ?=
# The commit that `make same-output` compares with, and a folder of further inputs.
BASE       ?= HEAD
CORPUS_DIR ?=
# How many seconds of processor time a cold build may take.
LIMIT ?= 60
# Which benchmarks `make bench` runs.
BENCH ?= .

GO        ?= go
RUNRESULT := $(GO) run ./tools/runresult
APICHECK  := $(GO) test -count=1 -run '^TestAPI$$' -v ./internal/house -args

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## one real run from manifest to page, then a schema edit refused (MANIFEST=…, EDIT=… for others)
	$(GO) run ./internal/demo -manifest "$(MANIFEST)" -edit "$(EDIT)"

# Tests make much garbage and live for seconds: collected less often, it takes a
# third less of their time. What a test says of memory it holds with either.
.PHONY: test
test: ## go vet and every test
	$(GO) vet ./...
	GOGC=300 $(GO) test -json -vet=off ./... | $(GO) run ./internal/dearest

.PHONY: test-long
test-long: ## the tests that draw or enumerate (they import internal/rounds), with many more rounds
	GOGC=300 RUNRESULT_LONG=1 $(GO) test -json -vet=off -timeout 30m $$($(GO) list -f '{{.ImportPath}} {{.TestImports}} {{.XTestImports}}' ./... | awk '/internal\/rounds/ { print $$1 }') | $(GO) run ./internal/dearest

.PHONY: outside
outside: ## a module of its own uses every public package, and generated code needs nothing but this one
	$(GO) test -count=1 -run '^Test(Outside|GeneratedCodeNeedsNothingElse)$$' -v ./internal/house

.PHONY: cold-build
cold-build: ## processor time of a build with an empty cache, and the size of the tool (LIMIT=SECONDS)
	LIMIT="$(LIMIT)" .ci/cold-build

.PHONY: conformance
conformance: ## every group of the official test suite through generated code, and round trips (SUITE_DIR=… for another copy)
	RUNRESULT_CONFORMANCE=all RUNRESULT_DOCUMENTS=100000 RUNRESULT_SUITE="$(SUITE_DIR)" $(GO) test -count=1 -run '^Test(Conformance|StaticKeywords|LeavingIsNoticed|RoundTrip)$$' -v ./gen
	@if [ -n "$(SUITE_DIR)" ]; then \
		echo RUNRESULT_SUITE="$(SUITE_DIR)" $(GO) test -count=1 -run '^TestOfficialSuite$$' -v ./internal/graph ./internal/program ./internal/v5 ./internal/writer; \
		RUNRESULT_SUITE="$(SUITE_DIR)" $(GO) test -count=1 -run '^TestOfficialSuite$$' -v ./internal/graph ./internal/program ./internal/v5 ./internal/writer; \
	fi

.PHONY: soak
soak: ## random schemas, generated, built and compared with v5 and the evaluator, for SOAK minutes (SEED=… for others)
	@end=$$(($$(date +%s) + 60 * $(SOAK))); seed=$(SEED); \
	while [ $$(date +%s) -lt $$end ]; do \
		RUNRESULT_SEED=$$seed RUNRESULT_SCHEMAS=$(SOAK_BATCH) $(GO) test -count=1 -run '^TestRandomSchemas$$' -v ./gen || exit 1; \
		seed=$$((seed + $(SOAK_BATCH))); \
	done

.PHONY: race
race: ## the tests under the race detector (RACE=./rt/... for some packages)
	$(GO) test -race $(RACE)

.PHONY: lint
lint: bench/gojsonschema/peer.go ## gofmt, and staticcheck as pinned in lint/go.mod
	@unformatted=$$(gofmt -l $$(git ls-files --cached --others --exclude-standard '*.go')); \
	if [ -n "$$unformatted" ]; then echo "not gofmt'ed:"; echo "$$unformatted"; echo "hint: gofmt -w FILE"; exit 1; fi
	$(GO) tool -modfile=lint/go.mod staticcheck ./...
	cd bench && $(GO) vet ./...

.PHONY: generate
generate: ## write every generated file that runresult.yaml names
	$(RUNRESULT) generate --config runresult.yaml

.PHONY: bootstrap
bootstrap: ## generate without the tool, for when generated code does not compile
	$(GO) run ./internal/bootstrap

# The commit that a change is judged beside: AGAINST, or where HEAD left the main
# branch, or on that the commit before. Empty when there is none.
define find_base
against='$(AGAINST)'; \
if [ -z "$$against" ]; then \
	head=$$(git rev-parse --quiet --verify HEAD 2>/dev/null); \
	for branch in origin/HEAD origin/main main; do \
		base=$$(git merge-base HEAD "$$branch" 2>/dev/null) || continue; \
		if [ "$$base" = "$$head" ]; then base=$$(git rev-parse --quiet --verify 'HEAD~1^{commit}' 2>/dev/null) || continue; fi; \
		against=git:$$base; break; \
	done; \
fi;
endef

.PHONY: gate
gate: ## judge the schemas as CI does: releases, bump, CHANGELOG, generated code (AGAINST=git:REF for another base)
	@$(find_base) \
	if [ -z "$$against" ] && [ "$$(git rev-parse --is-shallow-repository 2>/dev/null)" = true ]; then \
		echo "gate: this clone is shallow and lacks the commit to compare with; git fetch --unshallow origin, or AGAINST=none to do without" >&2; exit 2; \
	fi; \
	case "$$against" in \
		""|none) echo "gate: note: compared with no other commit, so a release rewritten together with its checksum is not found; AGAINST=git:REF names one" >&2; set -- ;; \
		*) set -- --against "$$against" ;; \
	esac; \
	echo $(RUNRESULT) gate --config runresult.yaml "$$@"; \
	$(RUNRESULT) gate --config runresult.yaml "$$@"

.PHONY: api
api: ## what changed in the exported Go API since the last landed main, and whether CHANGELOG.md tells it (AGAINST=git:REF for another base)
	@$(find_base) \
	case "$$against" in \
		"") echo "api: there is no commit to compare with; AGAINST=git:REF names one, AGAINST=none does without" >&2; exit 2 ;; \
		none) echo "api: note: compared with no other commit" >&2 ;; \
		*) echo $(APICHECK) -base "$${against#git:}"; $(APICHECK) -base "$${against#git:}" ;; \
	esac

.PHONY: check-generate
check-generate: ## fail when a generated file differs from what the schema gives
	$(RUNRESULT) generate --config runresult.yaml --check

.PHONY: schema-check
schema-check: ## judge the schema with Ajv in strict mode (needs Node.js and npm)
	@command -v node >/dev/null && command -v npm >/dev/null || { echo "schema-check needs Node.js 18 or newer, with npm" >&2; exit 1; }
	cd schema/ajv && npm ci --no-audit --no-fund --loglevel=error && node check.mjs

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME each (FUZZ=NAME for some)
	@set -eu; \
	targets=$$(git ls-files --cached --others --exclude-standard '*_test.go' | xargs grep -Eo '^func Fuzz[A-Za-z0-9_]*' | sed 's/func //' | grep -E ':$(FUZZ)' || true); \
	if [ -z "$$targets" ]; then echo "no fuzz target is called $(FUZZ)…" >&2; exit 1; fi; \
	for target in $$targets; do \
		package=./$$(dirname "$${target%%:*}"); name=$${target##*:}; \
		echo "== $$package $$name"; \
		$(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) "$$package"; \
	done

# What go-jsonschema, as pinned in bench/go.mod, generates from our schema without
# its one "format": with it, the type that it makes for timestamps cannot be decoded.
bench/gojsonschema/peer.go: schema/runresult.v1.json bench/go.mod
	@mkdir -p $(@D)
	grep -v '"format": "date-time",' $< >$(@D)/runresult.v1.json
	cd bench && $(GO) tool go-jsonschema -p gojsonschema -o gojsonschema/peer.go gojsonschema/runresult.v1.json

.PHONY: bench
bench: bench/gojsonschema/peer.go ## ratios of the generated code to its peers, then every other benchmark
	cd bench && $(GO) test -run '^$$' -bench '$(BENCH)' .
	$(GO) test -run '^$$' -bench '$(BENCH)' -skip '^Benchmark(Verify|Curves)$$' -benchmem ./...

.PHONY: bench-compat
bench-compat: ## how the time of compat grows with the size of schemas, what traps cost, and large schemas (LARGE_DIR=… for others)
	$(GO) test -count=1 -timeout 0 -run '^$$' -bench '^BenchmarkCurves$$' -benchtime 1x ./internal/measure -args -large "$(if $(LARGE_DIR),$(abspath $(LARGE_DIR)))"

.PHONY: bench-verify
bench-verify: ## runs a second and peak memory of verify, and its hashing beside sha256sum
	$(GO) test -count=1 -timeout 0 -run '^$$' -bench '^BenchmarkVerify$$' -benchtime 1x ./internal/verifybench

.PHONY: compat-results
compat-results: ## measure compat on the pairs of PAIRS_DIR and write docs/compat-results.md
	@test -n "$(PAIRS_DIR)" || { echo "compat-results needs PAIRS_DIR=DIR, a directory of *.jsonl files" >&2; exit 2; }
	$(GO) run ./internal/measure -pairs "$(PAIRS_DIR)" -out docs/compat-results.md

.PHONY: stats
stats: ## how many members with one static type are typed, over the schemas of SCHEMAS_DIR
	@test -n "$(SCHEMAS_DIR)" || { echo "stats needs SCHEMAS_DIR=DIR, a directory of JSON Schemas" >&2; exit 2; }
	$(GO) run ./internal/measure -stats "$(SCHEMAS_DIR)"

.PHONY: public-edits
public-edits: ## compare the schemas of SCHEMAS_DIR with themselves and 20 edited copies each (SEED=… for others)
	@test -n "$(SCHEMAS_DIR)" || { echo "public-edits needs SCHEMAS_DIR=DIR, a directory of JSON Schemas" >&2; exit 2; }
	$(GO) test -count=1 -timeout 0 -run '^TestPublicSchemas$$' ./internal/attack -v -args -public "$(abspath $(SCHEMAS_DIR))" -edits 20 -seed $(SEED)

.PHONY: labelled-edits
labelled-edits: ## make families of the schemas of SCHEMAS_DIR, with LABELS edits each whose meaning is known; Ajv confirms every break (SEED=… for others)
	@test -n "$(SCHEMAS_DIR)" || { echo "labelled-edits needs SCHEMAS_DIR=DIR, a directory of JSON Schemas" >&2; exit 2; }
	@command -v node >/dev/null && command -v npm >/dev/null || { echo "labelled-edits needs Node.js 18 or newer, with npm" >&2; exit 1; }
	cd schema/ajv && npm ci --no-audit --no-fund --loglevel=error
	@breaks=$$(mktemp); trap 'rm -f "$$breaks"' EXIT; set -ex; \
	$(GO) test -count=1 -timeout 0 -run '^TestLabelledEdits$$' ./internal/attack -v -args -families "$(abspath $(SCHEMAS_DIR))" -labels $(LABELS) -seed $(SEED) -breaks "$$breaks"; \
	node schema/ajv/breaks.mjs "$$breaks"

.PHONY: same-output
same-output: ## compare what every command prints and writes with the commit BASE (CORPUS_DIR=… for more inputs)
	.ci/same-output "$(BASE)" $(CORPUS_DIR)

.PHONY: soundness
soundness: ## attack the decision procedure with PAIRS random pairs of schemas (SEED=… for others)
	$(GO) test -count=1 -timeout 0 -run '^TestSoundness$$' ./internal/attack -v -args -pairs $(PAIRS) -seed $(SEED) -documents 100 -space 40 -twice=false

.PHONY: cover
cover: ## test coverage of every package, in cover.out
	$(GO) test -coverprofile=cover.out ./...
	$(GO) tool cover -func=cover.out | tail -n 1

.PHONY: all
all: lint test check-generate gate schema-check demo ## what a change has to pass
