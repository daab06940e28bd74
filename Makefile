# Needs Go 1.26, GNU make and a POSIX shell; everything else is fetched by Go.
# "make help" lists the targets.

.POSIX:
SHELL = /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

GO     ?= go
GOTOOL  = $(GO) tool -modfile=tools/go.mod
RELTOOL = $(GO) tool -modfile=tools/release/go.mod
SUPTOOL = $(GO) tool -modfile=tools/supply/go.mod
PKGS   ?= ./...

# The race detector needs a C compiler. Without one the tests run without it.
RACE := $(shell test "$$($(GO) env CGO_ENABLED)" = 1 && command -v "$$($(GO) env CC)" >/dev/null 2>&1 && echo -race)

FUZZTIME ?= 30s
COUNT    ?= 10
KILLS    ?= 1000
BENCH    ?= .
REF      ?=
N        ?= 100000
RUNS     ?= 5
DATA     ?=
DEMO      = build/demo

# make install: DESTDIR is put before every path, for packagers.
PREFIX  ?= /usr/local
DESTDIR ?=

.PHONY: help build demo test peers race-note check fmt vet staticcheck lint tidy quality fit-trace check-trace fuzz bench bench-whole \
	bench-against bench-full bench-night bench-nights bench-flood bench-warc bench-serve soak kills fuzz-http spark inputs extraction pictures golden pairs models man fields \
	package-files install release vuln licenses clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 14
	@echo
	@echo 'Variables: PKGS=./store (test, bench), DATA=DIR (fit-trace, check-trace), FUZZTIME=$(FUZZTIME), COUNT=$(COUNT), BENCH=regexp, REF=commit (bench),'
	@echo 'N=$(N), RUNS=$(RUNS) (bench-whole), DATA=folder (inputs, extraction)'

build: ## bin/wiretrace
	@mkdir -p bin
	$(GO) build -trimpath -o bin/wiretrace ./cmd/wiretrace

demo: build ## cluster the articles of testdata/press and show the clusters
	@rm -rf $(DEMO)
	@mkdir -p $(DEMO)
	bin/wiretrace dedup --config testdata/press/newsroom.toml --store $(DEMO)/store --out $(DEMO)/out testdata/press
	@echo
	bin/wiretrace report --store $(DEMO)/store
	bin/wiretrace report --store $(DEMO)/store --format html -o $(DEMO)/report.html
	@echo
	@echo 'The same as a page: $(DEMO)/report.html'

# The race detector makes a test five to ten times dearer. So it is left out of tests of whole collections and of tests that
# kill or damage what other processes do: smaller tests run the same goroutines. That takes 7 minutes off 25 on two cores.
NO_RACE = Quality|Large|Kill|RandomDamage

test: race-note peers ## all tests, shuffled, with the race detector where there is a C compiler
	$(GO) test $(RACE) -shuffle=on -timeout 40m -skip '$(NO_RACE)' $(PKGS)
	$(GO) test -shuffle=on -timeout 40m -run '$(NO_RACE)' $(PKGS)

# Never fails: what can't be installed is named, and the tests that need it say
# that they skipped.
peers: ## install what tests check reports with, where it may be: a browser, Graphviz, readers in Python
	@tools/peers/install.sh build/peers

race-note:
	@test -n '$(RACE)' || echo 'make: no C compiler: the tests run without the race detector' >&2

check: ## what must hold before a commit; .ci/run is this
	@set -e; for step in fmt vet staticcheck lint tidy test demo; do \
		echo "== $$step"; $(MAKE) $$step; done
	@echo '== fuzz'; $(MAKE) fuzz FUZZTIME=1000x
	@echo 'check: all is well'

fmt: ## fail on files that gofumpt would change, and name them
	@out=$$($(GOTOOL) gofumpt -l .); test -z "$$out" || { \
		echo "$$out"; echo 'make: not formatted; run: $(GOTOOL) gofumpt -w .' >&2; exit 1; }

vet: ## go vet
	$(GO) vet ./...

staticcheck: ## staticcheck
	$(GOTOOL) staticcheck ./...

lint: ## golangci-lint, as .golangci.yml says; its first build takes minutes
	$(GOTOOL) golangci-lint run

# Not so for tools/go.mod: that would download what the linters' own tests need.
tidy: ## fail if go mod tidy would change anything
	$(GO) mod tidy -diff

quality: ## the goldens of recall and precision alone; they are part of make test
	$(GO) test -run Quality ./...

# The worlds that the model of sources is fitted on: half like the web, half like real pages,
# with no agency's domain, and half without any feed; six again as small collections. DATA holds the simulations by name;
# what is behind a colon is changed of them. The same DATA gives the same bytes.
TRACE_TRAIN = web31,web32:nofeeds+links,web33:nofetched,real31:links,real32:nofeeds+links,real33:nofeeds+collected,real34:dates+links,real35:nofeeds+nofetched,real_ar31:nofeeds,newsroom:web:5:200,newsroom:web:6:200:nofeeds+nofetched,web31:small,web32:nofeeds+small,real31:small+links,real34:nofeeds+small,newsroom:web:5:200:small,newsroom:web:6:200:nofeeds+small
TRACE_CHECK = web34,web34:nofeeds,real36,real36:nofeeds,real36:nofeeds+nofetched+dates,web34:small,web34:nofeeds+small,real36:small,real36:nofeeds+small,newsroom:web:7:100:small
TRACE_FITTED = web 31-33, real 31-35 and real_ar 31 of a simulator, newsroom web 5 and 6, six of them again as collections of 20 to 320 articles; no domains, half without feeds

fit-trace: ## fit trace/model.json on the simulations in DATA=DIR
	@test -n '$(DATA)' || { echo 'make: give the folder of the simulations: make fit-trace DATA=DIR' >&2; exit 2; }
	$(GO) run ./internal/fittrace -data '$(DATA)' -train '$(TRACE_TRAIN)' -steps 60 -temperature 1.1 -version trace-4 \
		-fitted-on '$(TRACE_FITTED)' -o trace/model.json

check-trace: ## figures of the model of sources on the simulations in DATA=DIR
	@test -n '$(DATA)' || { echo 'make: give the folder of the simulations: make check-trace DATA=DIR' >&2; exit 2; }
	$(GO) run ./internal/fittrace -data '$(DATA)' -check '$(TRACE_CHECK)'

# 1000x instead of a time makes a run of so many inputs. Every Fuzz function of
# the module takes part: there is no list to forget one in.
fuzz: ## every fuzz target for FUZZTIME
	@set -e; for pkg in $$(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n 1 dirname | sort -u); do \
		list=$$($(GO) test -list '^Fuzz' $$pkg); \
		for name in $$(echo "$$list" | grep '^Fuzz'); do \
			echo "$$pkg $$name"; \
			$(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x $$pkg; \
		done; done

bench: ## benchmarks through benchstat; REF=commit compares with that commit
	@mkdir -p build/bench && rm -f build/bench/failed
	($(GO) test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) $(PKGS) || touch build/bench/failed) | tee build/bench/new.txt
	@test ! -e build/bench/failed
	@set -e; old=; if [ -n '$(REF)' ]; then \
		git worktree remove --force build/bench/ref 2>/dev/null || true; \
		git worktree add --quiet --detach build/bench/ref $(REF); \
		(cd build/bench/ref && $(GO) test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) $(PKGS)) >build/bench/old.txt; \
		git worktree remove --force build/bench/ref; \
		old=build/bench/old.txt; fi; \
	$(GOTOOL) benchstat $$old build/bench/new.txt

# Whole processes on a generated corpus: what a user waits for, and the memory
# and disk that it takes. The last line of input is checked against the store.
bench-whole: build ## whole-process figures on a generated corpus of N articles, RUNS times
	@mkdir -p build/whole
	$(GO) build -o build/whole/ ./internal/corpus/cmd/...
	test -f build/whole/$(N).jsonl || { \
		build/whole/gencorpus -n $(N) -o build/whole/part.jsonl && mv build/whole/part.jsonl build/whole/$(N).jsonl; }
	@cat build/whole/$(N).jsonl >/dev/null
	build/whole/measure -runs $(RUNS) -label 'encoding/json' build/whole/decode build/whole/$(N).jsonl
	build/whole/measure -runs $(RUNS) -label 'dedup --near' -fresh build/whole/store -fresh build/whole/out -disk build/whole/store \
		bin/wiretrace dedup --near -q --store build/whole/store --out build/whole/out build/whole/$(N).jsonl
	@tail -n 1 build/whole/$(N).jsonl >build/whole/last.json
	build/whole/measure -runs 15 -status 3 -label check bin/wiretrace check --store build/whole/store build/whole/last.json
	bin/wiretrace stats --store build/whole/store

# The full way on a file beside that of another commit, one run after the other, so that a
# busy machine slows both: compare the medians of CPU seconds.
bench-against: build ## the full way on DATA=articles.jsonl beside that of REF=commit, RUNS pairs
	@test -n '$(DATA)' -a -n '$(REF)' || { echo 'make: give a file and a commit: make bench-against DATA=articles.jsonl REF=commit' >&2; exit 2; }
	@mkdir -p build/against && rm -rf build/against/ref && git worktree prune
	git worktree add --quiet --detach build/against/ref $(REF)
	cd build/against/ref && $(GO) build -o ../wiretrace ./cmd/wiretrace
	git worktree remove --force build/against/ref
	$(GO) build -o build/against/ ./internal/corpus/cmd/measure
	@set -e; for i in $$(seq $(RUNS)); do for bin in build/against/wiretrace bin/wiretrace; do \
		build/against/measure -runs 1 -label $$bin -fresh build/against/store -fresh build/against/out \
			$$bin dedup -q --store build/against/store --out build/against/out '$(DATA)'; done; done

# The full way, with alignment and sources: N articles, then a night of N/10 more.
bench-full: build ## whole-process figures of the full way: N articles, then a night of a tenth more
	@mkdir -p build/full && rm -rf build/full/store build/full/out build/full/night
	$(GO) build -o build/full/ ./internal/corpus/cmd/...
	build/full/gencorpus -n $$(($(N) * 11 / 10)) -o build/full/all.jsonl
	head -n $(N) build/full/all.jsonl >build/full/first.jsonl
	tail -n +$$(($(N) + 1)) build/full/all.jsonl >build/full/night.jsonl
	build/full/measure -runs 1 -label dedup -disk build/full/store \
		bin/wiretrace dedup -q --store build/full/store --out build/full/out build/full/first.jsonl
	build/full/measure -runs 1 -label 'a night' -disk build/full/store \
		bin/wiretrace dedup -q --store build/full/store --out build/full/night build/full/night.jsonl
	@tail -n 1 build/full/all.jsonl >build/full/last.json
	build/full/measure -runs 40 -status 3 -label check bin/wiretrace check --store build/full/store build/full/last.json

# A night of one in a hundred on N articles, against the run from scratch: twice, since the first
# night writes what the second takes over.
bench-night: build ## CPU of two nights of N/100 articles on N, and of the run from scratch
	@mkdir -p build/night && rm -rf build/night/store build/night/out
	$(GO) build -o build/night/ ./internal/corpus/cmd/...
	build/night/gencorpus -n $$(($(N) * 102 / 100)) -o build/night/all.jsonl
	head -n $(N) build/night/all.jsonl >build/night/first.jsonl
	tail -n +$$(($(N) + 1)) build/night/all.jsonl | head -n $$(($(N) / 100)) >build/night/one.jsonl
	tail -n $$(($(N) / 100)) build/night/all.jsonl >build/night/two.jsonl
	build/night/measure -runs 1 -label 'from scratch' -disk build/night/store \
		bin/wiretrace dedup -q --store build/night/store --out build/night/out build/night/first.jsonl
	build/night/measure -runs 1 -label 'a night' -disk build/night/store \
		bin/wiretrace dedup -q --store build/night/store --out build/night/out build/night/one.jsonl
	build/night/measure -runs 1 -label 'the next night, no result files' -disk build/night/store \
		bin/wiretrace dedup -q --store build/night/store build/night/two.jsonl

bench-nights: build ## a series of NIGHTS nights of PERNIGHT articles, deleted after DAYS days: figures, and doc/pictures/nights.svg
	@mkdir -p build/nights && rm -rf build/nights/series
	$(GO) build -o build/nights/ ./internal/corpus/cmd/nights
	build/nights/nights -nights $(or $(NIGHTS),60) -articles $(or $(PERNIGHT),300) -days $(or $(DAYS),20) \
		-dir build/nights/series -svg doc/pictures/nights.svg bin/wiretrace

bench-flood: build ## whole-process figures of N articles of one template: N=50000
	@mkdir -p build/full
	$(GO) build -o build/full/ ./internal/corpus/cmd/...
	build/full/gencorpus -flood -n $(N) -o build/full/flood.jsonl
	build/full/measure -runs 1 -label 'dedup of a flood' -fresh build/full/store \
		bin/wiretrace dedup -q --store build/full/store --out build/full/out build/full/flood.jsonl

# The pages in DATA are repeated, each time with other words and another address. Anonymous memory
# must not grow with the archive.
bench-warc: build ## memory and time of reading a web archive of MB megabytes (1024), made of the pages in DATA
	@test -n '$(DATA)' || { echo 'make: name a folder of pages: make bench-warc DATA=folder' >&2; exit 2; }
	@mkdir -p build/warc
	$(GO) build -o build/warc/ ./internal/corpus/cmd/mkwarc ./internal/corpus/cmd/measure
	build/warc/mkwarc -mb $(or $(MB),1024) -o build/warc/large.warc.gz '$(DATA)'
	build/warc/measure -runs 1 -label ingest -fresh build/warc/store bin/wiretrace ingest -q --store build/warc/store build/warc/large.warc.gz
	@rm -rf build/warc/large.warc.gz build/warc/store

# On loopback alone. CPU a request tells more than requests a second on a busy machine.
bench-serve: build ## a server under load: N articles stored (10000), SECONDS (10) of each kind of check
	@mkdir -p build/serve
	$(GO) build -o build/serve/ ./internal/corpus/cmd/gencorpus
	$(GO) build -modfile=tools/go.mod -o build/serve/vegeta github.com/tsenart/vegeta/v12
	tools/http/bench.sh bin/wiretrace build/serve/gencorpus build/serve/vegeta build/serve/data $(if $(filter file,$(origin N)),10000,$(N)) $(or $(SECONDS),10)

# The load is bounded: RATE requests a second, 3 minutes unless SECONDS says otherwise.
soak: build ## a server under a bounded load for SECONDS (180): no growth of memory, goroutines, open files
	@mkdir -p build/serve
	$(GO) build -o build/serve/ ./internal/corpus/cmd/gencorpus
	$(GO) build -modfile=tools/go.mod -o build/serve/vegeta github.com/tsenart/vegeta/v12
	tools/http/soak.sh bin/wiretrace build/serve/gencorpus build/serve/vegeta build/serve/soak $(if $(filter file,$(origin N)),2000,$(N)) $(or $(SECONDS),180) $(or $(RATE),30)

# How they are spread: TestKilledAtAnyInstant kills one command after the other, the others kill one kind each.
kills: ## kill commands, servers, nights and migrations at KILLS (1000) random instants, and damage half as many stores
	@mkdir -p build
	$(GO) test -count=1 -timeout 0 -v ./cmd/wiretrace -run '^Test(KilledAtAnyInstant|ServeKilled|NightlyKilled|MigrateKilled|RandomDamage)$$' \
		-kills $$(($(KILLS) * 4 / 10)) -servekills $$(($(KILLS) * 3 / 10)) -nightkills $$(($(KILLS) * 2 / 10)) -migratekills $$(($(KILLS) / 10)) \
		-damages $$(($(KILLS) / 2)) >build/kills.txt; status=$$?; cat build/kills.txt; \
		awk '/[0-9] kills in/ { k += $$2 } /random damages of/ { d = $$2 } END { printf "%d processes killed, %d stores damaged\n", k, d }' build/kills.txt; exit $$status

fuzz-http: build ## schemathesis of PyPI against a server: EXAMPLES (50) of each request
	@mkdir -p build/http
	@test -e build/http/venv/installed || { python3 -m venv build/http/venv && \
		build/http/venv/bin/python -m pip install -q --disable-pip-version-check -r tools/http/requirements.txt && \
		touch build/http/venv/installed; } || { echo 'make: schemathesis cannot be installed: nothing was tested' >&2; exit 1; }
	tools/http/fuzz.sh bin/wiretrace build/http/venv/bin/schemathesis build/http $(or $(EXAMPLES),50)

# Needs Java 17 and Python, and fetches pyspark (430 MB) once. Takes minutes, so it is no part of make check.
SPARK ?= 4.0.5
spark: ## contrib/spark on this machine, with pyspark SPARK (4.0.5) of PyPI: the bytes of one machine, with kills too
	@mkdir -p build/spark && rm -rf build/spark/runs && mkdir build/spark/runs
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w' -o build/spark/wiretrace ./cmd/wiretrace
	$(GO) build -o build/spark/ ./internal/corpus/cmd/gencorpus
	@test -e build/spark/venv-$(SPARK)/installed || { python3 -m venv build/spark/venv-$(SPARK) && \
		build/spark/venv-$(SPARK)/bin/python -m pip install -q --disable-pip-version-check pyspark==$(SPARK) && \
		touch build/spark/venv-$(SPARK)/installed; } || { echo 'make: pyspark cannot be installed: nothing was tested' >&2; exit 1; }
	build/spark/gencorpus -n 10000 -o build/spark/runs/10000.jsonl
	contrib/spark/check.sh "$$PWD/build/spark/wiretrace" "$$PWD/build/spark/venv-$(SPARK)/bin/spark-submit" "$$PWD/build/spark/runs" \
		"$$PWD/testdata/press/articles.jsonl" "$$PWD/build/spark/runs/10000.jsonl"

# DATA names folders with gold.jsonl and pages in them or below. Python's
# trafilatura takes part if it can be installed.
inputs: build ## articles of real files counted by wiretrace and by independent readers: DATA=folder of folders
	@test -n '$(DATA)' || { echo 'make: name the folder of real files: make inputs DATA=folder' >&2; exit 1; }
	@test -e build/inputs/venv/installed || { python3 -m venv build/inputs/venv && \
		build/inputs/venv/bin/python -m pip install -q --disable-pip-version-check -r tools/inputs/requirements.txt && \
		touch build/inputs/venv/installed; }
	@build/inputs/venv/bin/python tools/inputs/count.py bin/wiretrace $(DATA)

extraction: ## how well pages are read, side by side with others: DATA=folder, into doc/extraction.md
	@test -n '$(DATA)' || { echo 'make: name the folders of labelled pages: make extraction DATA=folder' >&2; exit 1; }
	@mkdir -p build/extraction
	$(GO) build -o build/extraction/ ./internal/extraction/cmd/...
	cd tools/extraction && $(GO) build -o ../../build/extraction/others .
	@test -e build/extraction/venv/installed || { python3 -m venv build/extraction/venv && \
		build/extraction/venv/bin/python -m pip install -q --disable-pip-version-check -r tools/extraction/requirements.txt && \
		touch build/extraction/venv/installed; } || echo 'make: trafilatura cannot be installed: its rows are left out' >&2
	@set --; test ! -e build/extraction/venv/installed || \
		set -- -engine 'trafilatura=build/extraction/venv/bin/python tools/extraction/peer.py'; \
	build/extraction/extraction -doc doc/extraction.md -engine 'wiretrace=build/extraction/extraction -read' \
		-engine 'go-readability=build/extraction/others go-readability' \
		-engine 'go-trafilatura=build/extraction/others go-trafilatura' "$$@" $(DATA)

pictures: build ## make the pictures of the documentation in a browser
	tools/pictures/make.sh bin/wiretrace doc/pictures

golden: ## rewrite the goldens from what the program does now; read the diff
	$(GO) test $$(grep -rlE --include='*_test.go' 'flag\.Bool\("update"' . | xargs -n 1 dirname | sort -u) -update

pairs: ## measure the model of reuse on the labelled collections in DATA, each left out once; FORMS=table of labelled forms
	@test -n '$(DATA)' || { echo 'make: say DATA=DIR, the folder with the collections' >&2; exit 2; }
	$(GO) run ./internal/fit pairs -forms '$(FORMS)' '$(DATA)'

models: ## fit score/model.json anew to the collections in DATA and the table FORMS: the same bytes again
	@test -n '$(DATA)' || { echo 'make: say DATA=DIR, the folder with the collections' >&2; exit 2; }
	$(GO) run ./internal/fit pairs -forms '$(FORMS)' -o score/model.json '$(DATA)'

man: ## rewrite the man pages in doc/man from the commands' help
	$(GO) test ./cmd/wiretrace -run '^TestManPages$$' -update

fields: ## rewrite doc/fields.md from the JSON Schemas in doc/schema
	$(GO) test ./internal/fields -run '^TestPageIsTrue$$' -update

package-files: build ## man pages, completions, list of parts and licences for packages, in build/package
	@rm -rf build/package && mkdir -p build/package/man build/package/completion
	@for page in doc/man/*.1; do gzip -9n <$$page >build/package/man/$$(basename $$page).gz; done
	@bin/wiretrace completion bash >build/package/completion/wiretrace.bash
	@bin/wiretrace completion zsh >build/package/completion/_wiretrace
	@bin/wiretrace completion fish >build/package/completion/wiretrace.fish
	$(SUPTOOL) cyclonedx-gomod app -json -noserial -licenses -main cmd/wiretrace -output build/package/sbom.cdx.json .
	@$(MAKE) licenses >build/package/licenses.csv

install: build ## install program, man pages and completions under PREFIX=/usr/local, DESTDIR before it
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/share/man/man1' '$(DESTDIR)$(PREFIX)/share/bash-completion/completions' \
		'$(DESTDIR)$(PREFIX)/share/zsh/site-functions' '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d'
	install -m 0755 bin/wiretrace '$(DESTDIR)$(PREFIX)/bin/wiretrace'
	install -m 0644 doc/man/*.1 '$(DESTDIR)$(PREFIX)/share/man/man1'
	bin/wiretrace completion bash >'$(DESTDIR)$(PREFIX)/share/bash-completion/completions/wiretrace'
	bin/wiretrace completion zsh >'$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_wiretrace'
	bin/wiretrace completion fish >'$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/wiretrace.fish'

# In a clone: the tools read .git themselves, and know no linked worktrees.
release: ## archives for Linux, macOS and Windows, .deb and .rpm of this commit, in build/release
	@test -d .git || { echo 'make: a release is made in a clone of its own, not in a linked worktree' >&2; exit 1; }
	$(RELTOOL) goreleaser release --config packaging/goreleaser.yaml --snapshot --clean --parallelism 1

# It needs the network, unlike everything else: without the database nothing is checked, and the target fails.
vuln: ## known vulnerabilities of the code that is used
	@mkdir -p build; status=0; $(SUPTOOL) govulncheck ./... >build/vuln.txt 2>&1 || status=$$?; cat build/vuln.txt; \
	if grep -qiE 'vuln\.go\.dev|fetching vulnerabilities' build/vuln.txt && ! grep -q '^Vulnerability #' build/vuln.txt; then \
		echo 'make: the database of vulnerabilities, vuln.go.dev, cannot be reached: nothing was checked' >&2; exit 1; fi; \
	exit $$status

# Licences that would bind users of the program fail.
licenses: ## licence of each module that the program is made of
	@$(SUPTOOL) go-licenses check ./cmd/wiretrace --ignore github.com/wiretrace/wiretrace --disallowed_types=forbidden,restricted,unknown >&2
	@$(SUPTOOL) go-licenses report ./cmd/wiretrace --ignore github.com/wiretrace/wiretrace 2>/dev/null

clean: ## remove what make made
	rm -rf bin build
