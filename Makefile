# The commands that people and scripts use. Each installs what it needs and builds what is out of date.

export PATH := $(PATH):/usr/sbin:/sbin:$(CURDIR)/build/tools/usr/bin:$(CURDIR)/build/tools/usr/sbin
built := cli/target/naru/built
sources := $(shell find */src/main */pom.xml pom.xml -type f 2>/dev/null)

.PHONY: build demo test test-roots test-kernel bench compare fuzz fuzz-dns crash soak storm format install-deps clean

build: $(built) ## the product, without tests

demo: $(built) ## shows what Naru does, in a lab; `make demo ARGS=--keep` leaves the lab up
	@bin/naru demo $(ARGS)

test: install-deps ## the whole test suite; `make test TESTS=ComposeTest,TlsTest` some classes of the acceptance suite
	scripts/maven -B -ntp $(if $(TESTS),-pl acceptance -am package -Dtest='$(TESTS)' -Dsurefire.failIfNoSpecifiedTests=false,verify)

test-roots: ## the demo in fresh roots of Debian 12 and 13; `make test-roots ARGS=--suite` for the whole suite
	@scripts/test-roots $(ARGS)

test-kernel: $(built) ## ipvlan, 802.1q and SCTP under Debian's kernel, which QEMU emulates; some minutes
	@scripts/install-deps --kernel
	scripts/maven -q -B -ntp -pl acceptance -am package -Dtest=KernelTest -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dnaru.kernel=true
	@cat docs/test-kernel.txt

bench: $(built) ## Naru beside Debian's Docker engines (26.1, and 20.10 on Debian 12), Podman's netavark and aardvark-dns
	@scripts/install-deps --bench
	@scripts/bench $(ARGS)

compare: $(built) ## the same requests to Debian's Docker engine (26.1) and to Naru, and what they answer differently
	@scripts/install-deps --bench
	@scripts/compare

fuzz: $(built) ## odd requests to the whole API for ten minutes; `make fuzz SECONDS=60 SEED=7`
	scripts/maven -q -B -ntp -pl acceptance -am package -Dtest=FuzzTest -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dnaru.fuzz.seconds=$(or $(SECONDS),600) -Dnaru.fuzz.seed=$(or $(SEED),$(shell date +%s))

fuzz-dns: $(built) ## ten million damaged messages to the name server's readers, a million forged replies to its forwarder
	scripts/maven -q -B -ntp -pl dns -am package -Dtest='WireFuzzTest,ForgedRepliesTest' -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dnaru.dns.fuzz=$(or $(MESSAGES),10000000) -Dnaru.dns.forged=$(or $(FORGED),1000000)

crash: $(built) ## the daemon fails, and is killed, at each change of kernel and journal in turn; `make crash SCENES=lan`
	scripts/maven -q -B -ntp -pl acceptance -am package -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dtest='CrashAnywhereTest,CrashStartTest,*vlanCrashLiveTest' -DforkCount=2 -DreuseForks=false \
	    -Dnaru.crash.seconds=$(or $(SECONDS),86400) -Dnaru.crash.scenes=$(SCENES) -Dnaru.lan.crash.seconds=$(or $(SECONDS),86400)

soak: $(built) ## 10,000 lives of a container, a fault in every tenth; `make soak CYCLES=1000 SEED=7`
	scripts/maven -q -B -ntp -pl acceptance -am package -Dtest=SoakTest -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dnaru.soak.cycles=$(or $(CYCLES),10000) -Dnaru.soak.seconds=86400 -Dnaru.soak.seed=$(or $(SEED),$(shell date +%s))

storm: $(built) ## everything is killed and started again; `make storm CONTAINERS=100`
	scripts/maven -q -B -ntp -pl acceptance -am package -Dtest=RestartStormTest,MachineResetTest \
	    -Dsurefire.failIfNoSpecifiedTests=false -Dnaru.storm.groups=25 -Dnaru.storm.containers=$(or $(CONTAINERS),100)

format: ## all Java sources
	@scripts/format

install-deps:
	@scripts/find-jdk >/dev/null 2>&1 || scripts/install-deps
	@scripts/find-jdk >/dev/null
	@scripts/install-deps

clean:
	scripts/maven -q clean
	rm -rf build

$(built): $(sources)
	@$(MAKE) --no-print-directory install-deps
	@echo "Building Naru (the first time takes a minute or two)"
	@scripts/maven -q -B -ntp -DskipTests package
	@scripts/aot-train
	@touch $@
