# static.mk - static analysis: what is found in each source, in a file of its own that is empty if clean

# Each source of the command, the library and the programs of the man pages, in or out of the
# configuration; libgpiod has one generation here
static_sources := $(filter-out %/gpiod1.c %/gpiod2.c,$(shell find $(srctree)/src -name '*.c' ! -path '*/guide/*'))
static_sources += $(if $(CONFIG_GPIO),$(wildcard $(srctree)/src/lib/gpio/$(gpiod-source).c))
static_names := $(patsubst $(srctree)/src/%.c,%,$(static_sources))
static_found := $(static_names:%=$(objtree)/static/src/%.found)

.PHONY: static
static: $(static_found) $(objtree)/static/cppcheck.found

# A source is looked at again when its object is made again, and only if that changed what is seen
$(objtree)/static/src/%.found: $(srctree)/src/%.c $(objtree)/src/%.o $(srctree)/.clang-tidy $(srctree)/tests/static/analyze
	$(say) STATIC src/$*.c
	$(Q)$(srctree)/tests/static/analyze $@ $< $(sees) $(room)

# It keeps what it found in each source, by content
$(objtree)/static/cppcheck.found: $(static_names:%=$(objtree)/src/%.o) $(srctree)/tests/static/cppcheck
	$(say) STATIC cppcheck
	$(Q)$(srctree)/tests/static/cppcheck $@ $(srctree) $(sees)

-include $(static_names:%=$(objtree)/src/%.d)
