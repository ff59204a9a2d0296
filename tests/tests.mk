# tests.mk - trying and testing; what needs packages installs them first and then calls make again

again = +@$(MAKE) -f $(srctree)/Makefile O=$(objtree)
packages = @$(srctree)/tests/packages
suites := unit cli budget audit boards build html faults fuzz emulated sanitize tsan valgrind i386 arm32 bigendian

.PHONY: demo
demo:
	$(packages) build
	$(again) all
	@$(srctree)/tests/demo $(objtree)/hwreg

.PHONY: emulate
emulate:
	$(packages) build emulated
	@$(srctree)/tests/emulated/shell $(BOARD)

.PHONY: check $(addprefix check-,$(suites))
check:
	$(packages) build check html fuzz emulated farm foreign deb
	$(again) all unit-tests hwreg-shared
	@$(srctree)/tests/run $(objtree) $(suites)

$(addprefix check-,$(suites)): check-%:
	$(packages) build check $(filter html fuzz,$*) $(if $(filter boards build emulated,$*),emulated) \
		$(if $(filter emulated,$*),farm) $(if $(filter build,$*),deb) \
		$(if $(filter i386 arm32 bigendian,$*),foreign)
	$(again) all unit-tests hwreg-shared
	@$(srctree)/tests/run $(objtree) $*

.PHONY: faults
faults:
	$(packages) build check
	$(again) all hwreg-shared
	@$(srctree)/tests/faults/run $(objtree) $(FAULTS)
	@$(srctree)/tests/faults/together $(objtree)

.PHONY: lint
lint:
	$(packages) build lint
	$(again) $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc)) lib man static
	@$(srctree)/tests/lint $(objtree)

.PHONY: abi
abi:
	$(packages) build lint
	$(again) lib
	@$(srctree)/tests/abi $(objtree)/libhwreg.so $(srctree)/src/include $(srctree)/src/lib/libhwreg.abi renew

# TIME: seconds in all; TARGET: those of tests/fuzz/target_*.c that are named, else all
TIME ?= 300
.PHONY: fuzz
fuzz:
	$(packages) build fuzz
	@$(srctree)/tests/fuzz/run $(objtree)/fuzz $(TIME) $(TARGET)

# Of unit cli boards html emulated, unless SUITES= says which
.PHONY: coverage
coverage:
	$(packages) build check html emulated farm coverage
	@$(srctree)/tests/coverage/run $(objtree)/coverage $(SUITES)

.PHONY: bench
bench:
	$(packages) build check
	$(again) all bench-programs
	@$(srctree)/tests/bench/run $(objtree)

# The instructions that commands execute, for `make check` to compare with
.PHONY: budget
budget:
	$(packages) build check
	$(again) all
	@$(srctree)/tests/bench/budget $(objtree) renew

# ---- Programs -------------------------------------------------------------------------------------

include $(srctree)/tests/static.mk

unit_programs := $(patsubst $(srctree)/%.c,$(objtree)/%,$(wildcard $(srctree)/tests/unit/test_*.c))
bench_programs := $(patsubst $(srctree)/%.c,$(objtree)/%,$(wildcard $(srctree)/tests/bench/*.c))
.PHONY: unit-tests bench-programs
unit-tests: $(unit_programs)
bench-programs: $(bench_programs)

# What the command is confined by; sandbox.o leaves out what the configuration does not have
sandbox_objects := $(addprefix $(objtree)/src/,$(filter tool/sandbox%,$(tool-y)))
$(objtree)/tests/unit/test_sandbox: $(sandbox_objects)
$(objtree)/tests/unit/test_sandbox: private INCLUDES += -I$(srctree)/src/tool

# Tests see the library's private headers and, through the archive, its private functions
$(unit_programs) $(bench_programs): $(objtree)/%: $(srctree)/%.c $(objtree)/libhwreg.a $(objtree)/.compile
	$(say) CC $(patsubst $(objtree)/%,%,$@)
	@mkdir -p $(@D)
	$(Q)$(compile) -I$(srctree)/src/lib -I$(srctree)/src/lib/board -I$(srctree)/tests/unit \
		-DSRCTREE='"$(srctree)"' -MMD -MP -MF $@.d -o $@ $< $(if $(filter %/test_sandbox,$@),$(sandbox_objects)) $(objtree)/libhwreg.a $(LDFLAGS) \
		$(lib-libs-y) $(if $(findstring /tests/unit/,$@),-lcmocka) \
		$(if $(findstring expat,$@),-lexpat) $(if $(findstring yaml,$@),-lyaml)

-include $(addsuffix .d,$(unit_programs) $(bench_programs))
include $(srctree)/tests/fuzz/fuzz.mk
