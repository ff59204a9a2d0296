# fuzz.mk - the programs that tests/fuzz/run runs, in a build of their own; needs Clang with libFuzzer

fuzz_targets := $(patsubst $(srctree)/tests/fuzz/target_%.c,%,$(wildcard $(srctree)/tests/fuzz/target_*.c))
fuzz_programs := $(addprefix $(objtree)/tests/fuzz/,$(fuzz_targets))
fuzz_shared := $(addprefix $(objtree)/tests/fuzz/,input.o mutate.o walk.o)
# all of the command but main()
fuzz_objects := $(filter-out %/tool/main.o,$(tool_objects)) $(objtree)/libhwreg.a

.PHONY: fuzz-programs
fuzz-programs: $(fuzz_programs)

$(objtree)/tests/fuzz/%.o: $(srctree)/tests/fuzz/%.c $(autoconf_h) $(objtree)/.compile
	$(say) CC $(patsubst $(objtree)/%,%,$@)
	@mkdir -p $(@D)
	$(Q)$(compile) -I$(srctree)/src/lib -I$(srctree)/src/lib/board -I$(srctree)/src/tool \
		-I$(srctree)/src/import -DSRCTREE='"$(srctree)"' -MMD -MP -c -o $@ $<

$(fuzz_programs): $(objtree)/tests/fuzz/%: $(objtree)/tests/fuzz/target_%.o $(fuzz_shared) $(fuzz_objects)
	$(say) LD $(patsubst $(objtree)/%,%,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $(filter %.o,$^) $(objtree)/libhwreg.a \
		$(lib-libs-y) $(tool-libs-y)

-include $(wildcard $(objtree)/tests/fuzz/*.d)
