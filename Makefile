# The entry points for users and scripts. Each target installs the packages that it needs and rebuilds what is out of date.

export PATH := $(PATH):/usr/sbin:/sbin:$(CURDIR)/build/tools/usr/bin:$(CURDIR)/build/tools/usr/sbin
built := cli/target/naru/built
sources := $(shell find */src/main */pom.xml pom.xml -type f 2>/dev/null)

.PHONY: help build demo test test-roots test-kernel bench compare fuzz fuzz-dns crash soak proxy-soak proxy-update storm format install-deps clean

build: $(built) ## build Naru without running tests

help: ## list these targets
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1\t\2/p' Makefile | sort | \
	    while IFS="$$(printf '\t')" read -r target text; do printf '  %-12s  %s\n' "$$target" "$$text"; done

demo: $(built) ## build Naru and show it in a lab; ARGS=--keep leaves the lab up
	@bin/naru demo $(ARGS)

test: install-deps ## run all tests; TESTS=ComposeTest,TlsTest selects classes of the acceptance suite
	scripts/maven -B -ntp $(if $(TESTS),-pl acceptance -am package -Dtest='$(TESTS)' -Dsurefire.failIfNoSpecifiedTests=false,verify)

test-roots: ## run the README's commands in bare roots of Debian 12 and 13; ARGS=--jdk only the JDK, ARGS=--suite all tests
	@scripts/test-roots $(ARGS)

test-kernel: $(built) ## test ipvlan, 802.1q and SCTP with Debian's kernel in QEMU; takes some minutes
	@scripts/install-deps --kernel
	scripts/maven -q -B -ntp -pl acceptance -am package -Dtest=KernelTest -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dnaru.kernel=true
	@cat docs/test-kernel.txt

bench: $(built) ## compare the speed with Debian's Docker engines, netavark and aardvark-dns; ARGS=network selects figures
	@scripts/install-deps --bench
	@scripts/bench $(ARGS)

compare: $(built) ## send the same requests to Debian's Docker engine (26.1) and to Naru, and print the differences
	@scripts/install-deps --bench
	@scripts/compare

fuzz: $(built) ## send malformed requests to the whole API for ten minutes; SECONDS=60 SEED=7
	scripts/maven -q -B -ntp -pl acceptance -am package -Dtest=FuzzTest -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dnaru.fuzz.seconds=$(or $(SECONDS),600) -Dnaru.fuzz.seed=$(or $(SEED),$(shell date +%s))

fuzz-dns: $(built) ## send ten million damaged DNS messages and a million forged replies; MESSAGES=… FORGED=…
	scripts/maven -q -B -ntp -pl dns -am package -Dtest='WireFuzzTest,ForgedRepliesTest' -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dnaru.dns.fuzz=$(or $(MESSAGES),10000000) -Dnaru.dns.forged=$(or $(FORGED),1000000)

crash: $(built) ## fail and kill the daemon at each change of kernel and journal in turn; SCENES=lan SECONDS=600
	scripts/maven -q -B -ntp -pl acceptance -am package -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dtest='CrashAnywhereTest,CrashStartTest,*vlanCrashLiveTest' -DforkCount=2 -DreuseForks=false \
	    -Dnaru.crash.seconds=$(or $(SECONDS),86400) -Dnaru.crash.scenes=$(SCENES) -Dnaru.lan.crash.seconds=$(or $(SECONDS),86400)

soak: $(built) ## run 10,000 container lifecycles with a fault in every tenth; CYCLES=1000 SEED=7
	scripts/maven -q -B -ntp -pl acceptance -am package -Dtest=SoakTest -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dnaru.soak.cycles=$(or $(CYCLES),10000) -Dnaru.soak.seconds=86400 -Dnaru.soak.seed=$(or $(SEED),$(shell date +%s))

proxy-soak: $(built) ## make 10,000 changes of members, routes and daemon under constant requests to the proxy; CHANGES=1000 SEED=7
	scripts/maven -q -B -ntp -pl acceptance -am package -Dtest=ProxySoakTest -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dnaru.proxy.changes=$(or $(CHANGES),10000) -Dnaru.proxy.seed=$(or $(SEED),$(shell date +%s))

proxy-update: $(built) ## replace 100 replicas one by one under constant requests to the proxy; REPLICAS=20
	scripts/maven -q -B -ntp -pl acceptance -am package -Dtest='ProxyDeploymentTest#losesNoRequestInARollingUpdate' \
	    -Dsurefire.failIfNoSpecifiedTests=false -Dnaru.proxy.replicas=$(or $(REPLICAS),100)

storm: $(built) ## kill the daemon and 100 dependent containers, twice, and start them again; CONTAINERS=20
	scripts/maven -q -B -ntp -pl acceptance -am package -Dtest=RestartStormTest,MachineResetTest \
	    -Dsurefire.failIfNoSpecifiedTests=false -Dnaru.storm.groups=25 -Dnaru.storm.containers=$(or $(CONTAINERS),100)

format: ## format all Java sources
	@scripts/format

install-deps: ## install the Debian packages that build, demo and tests use
	@scripts/find-jdk >/dev/null 2>&1 || scripts/install-deps
	@scripts/find-jdk >/dev/null
	@scripts/install-deps

clean: ## remove everything that was built or unpacked
	scripts/maven -q clean
	rm -rf build

$(built): $(sources)
	@$(MAKE) --no-print-directory install-deps
	@echo "Building Naru (the first time takes a minute or two)"
	@scripts/maven -q -B -ntp -DskipTests package
	@scripts/aot-train
	@touch $@
