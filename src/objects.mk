# objects.mk - which sources make the library and the command, by configuration

common-y := common/nearest.o
common-y += common/pages.o
common-y += common/replace.o
common-y += common/signals.o
common-y += common/utc.o

PKG_CONFIG ?= pkg-config

lib-y := lib/access.o
lib-y += lib/access_many.o
lib-y += lib/aliases.o
lib-y += lib/bind.o
lib-y += lib/compare.o
lib-y += lib/condition.o
lib-y += lib/device.o
lib-y += lib/dma.o
lib-y += lib/driver.o
lib-y += lib/ends.o
lib-y += lib/error.o
lib-y += lib/grants.o
lib-$(CONFIG_POLICY) += lib/grants_load.o lib/grants_open.o
lib-$(if $(CONFIG_POLICY),,y) += lib/grants_absent.o
lib-y += lib/guard.o
lib-y += lib/hook.o
lib-y += lib/interrupt.o
lib-y += lib/intervals.o
lib-y += lib/iommu.o
lib-y += lib/item.o
lib-y += lib/location.o
lib-y += lib/lock.o
lib-y += lib/many.o
lib-y += lib/mapping.o
lib-y += lib/neighbours.o
lib-y += lib/number.o
lib-y += lib/perform.o
lib-y += lib/transfer.o
lib-y += lib/policy.o
lib-y += lib/range.o
lib-y += lib/rules.o
lib-y += lib/sampler.o
lib-y += lib/sampler_thread.o
lib-y += lib/scan.o
lib-y += lib/session.o
lib-y += lib/simulation.o
lib-y += lib/snapshot.o lib/snapshot_bits.o lib/snapshot_compare.o lib/snapshot_resolve.o
lib-y += lib/snapshot_restore.o lib/snapshot_write.o
lib-$(if $(CONFIG_BOARD),,y) += lib/snapshot_absent.o
lib-$(CONFIG_BOARD) += lib/snapshot_plain.o lib/snapshot_read.o
lib-y += lib/stretch.o
sequence := back describe devices do_devices do_files do_plain do_registers do_shell doing evaluate event expression \
	    files kinds kinds_more lines load of_board parts require resolve resolve_words run steps text walk words
lib-$(CONFIG_SEQUENCE) += $(sequence:%=lib/sequence/%.o)
lib-$(if $(CONFIG_SEQUENCE),,y) += lib/sequence/absent.o
lib-y += lib/target.o
lib-y += lib/version.o
lib-y += lib/view.o
lib-y += lib/wait.o
lib-y += lib/window.o
lib-y += lib/wrap.o
lib-y += lib/write_file.o
lib-y += lib/write.o

lib-y += lib/backend/table.o
lib-y += lib/backend/auto.o
lib-y += lib/backend/devnode.o
lib-$(CONFIG_BACKEND_MEM) += lib/backend/mem.o
lib-$(CONFIG_BACKEND_UIO) += lib/backend/uio.o lib/interrupt_uio.o
lib-$(CONFIG_BACKEND_DT) += lib/backend/dt.o lib/devicetree.o lib/devicetree_reg.o
lib-$(CONFIG_BACKEND_PCI) += lib/backend/pci.o lib/backend/pci_config.o lib/backend/pci_find.o lib/backend/pci_list.o lib/backend/pci_sysfs.o
lib-$(CONFIG_BACKEND_PCI) += lib/vfio/place.o
lib-$(CONFIG_BACKEND_VFIO) += lib/backend/pci_vfio.o lib/interrupt_vfio.o lib/vfio/container.o lib/vfio/explain.o lib/vfio/iova.o lib/vfio/irq.o
lib-$(if $(CONFIG_BACKEND_VFIO),,y) += lib/vfio/absent.o
lib-$(CONFIG_BACKEND_PORT) += lib/backend/port.o
lib-$(CONFIG_BACKEND_FILE) += lib/backend/file.o
lib-$(CONFIG_BACKEND_DEV) += lib/backend/dev.o
lib-$(CONFIG_BACKEND_I2C) += lib/backend/i2c.o lib/backend/i2c_list.o lib/backend/i2c_transfer.o
lib-$(CONFIG_BACKEND_SIM) += lib/backend/sim.o lib/backend/sim_file.o lib/backend/sim_model.o lib/backend/sim_slots.o

# GPIO lines: one file for each generation of libgpiod, by the version that pkg-config tells
ifeq ($(CONFIG_GPIO),y)
gpiod-version := $(shell $(PKG_CONFIG) --modversion libgpiod 2>&1)
gpiod-source := $(if $(filter 1.6.%,$(gpiod-version)),gpiod1,$(if $(filter 2.%,$(gpiod-version)),gpiod2,missing))
gpiod-cflags := $(shell $(PKG_CONFIG) --cflags libgpiod 2>/dev/null)
gpiod-libs := $(shell $(PKG_CONFIG) --libs libgpiod 2>/dev/null)
endif
lib-$(CONFIG_GPIO) += lib/gpio/events.o lib/gpio/find.o lib/gpio/hold.o lib/gpio/lines.o lib/gpio/list.o
lib-$(CONFIG_GPIO) += lib/gpio/$(gpiod-source).o
lib-$(if $(CONFIG_GPIO),,y) += lib/gpio/absent.o

# board
lib-y += lib/board.o
lib-y += lib/board/image_field.o
lib-y += lib/board/image_find.o
lib-y += lib/board/image_rule.o
lib-$(if $(CONFIG_BOARD),,y) += lib/board/absent.o
lib-$(if $(CONFIG_BOARD_COMPILED),,y) += lib/board/compiled_absent.o
lib-$(CONFIG_BOARD_COMPILED) += lib/board/compiled.o
lib-$(CONFIG_BOARD_COMPILED) += lib/board/image_element.o
lib-$(CONFIG_BOARD_COMPILED) += lib/board/image_file.o
lib-$(CONFIG_BOARD_COMPILED) += lib/board/image_store.o
lib-$(or $(CONFIG_BOARD),$(CONFIG_BOARD_COMPILED)) += lib/board/machine.o
lib-$(or $(CONFIG_BOARD),$(CONFIG_BOARD_COMPILED)) += lib/board/trust.o
lib-$(CONFIG_BOARD_CACHE) += lib/board/cache.o
lib-$(CONFIG_BOARD) += lib/board/block.o
lib-$(CONFIG_BOARD) += lib/board/board_keys.o
lib-$(CONFIG_BOARD) += lib/board/check.o
lib-$(CONFIG_BOARD) += lib/board/condition.o
lib-$(CONFIG_BOARD) += lib/board/depend.o
lib-$(CONFIG_BOARD) += lib/board/window.o
lib-$(CONFIG_BOARD) += lib/board/draft.o
lib-$(CONFIG_BOARD) += lib/board/field.o
lib-$(CONFIG_BOARD) += lib/board/i2c_key.o
lib-$(CONFIG_BOARD) += lib/board/item.o
lib-$(CONFIG_BOARD) += lib/board/layout.o
lib-$(CONFIG_BOARD) += lib/board/load.o
lib-$(CONFIG_BOARD) += lib/board/memory.o
lib-$(CONFIG_BOARD) += lib/board/node.o
lib-$(CONFIG_BOARD) += lib/board/override.o
lib-$(CONFIG_BOARD) += lib/board/register.o
lib-$(CONFIG_BOARD) += lib/board/repeat.o
lib-$(CONFIG_BOARD) += lib/board/rules.o
lib-$(CONFIG_BOARD) += lib/board/sequences.o
lib-$(CONFIG_BOARD) += lib/board/search.o
lib-$(CONFIG_BOARD) += lib/board/source.o
lib-$(CONFIG_BOARD) += lib/board/type.o
lib-$(CONFIG_BOARD) += lib/board/types.o
lib-$(CONFIG_BOARD) += lib/board/values.o
lib-$(CONFIG_BOARD) += lib/board/yaml_read.o
lib-$(CONFIG_BOARD) += lib/board/yaml_tree.o

tool-y := tool/main.o
tool-y += tool/command.o
tool-y += tool/commands.o
tool-y += tool/context.o
tool-y += tool/help.o
tool-y += tool/invoke.o
tool-y += tool/locations.o
tool-y += tool/observe.o
tool-y += tool/options.o
tool-y += tool/output.o tool/output_file.o common/text_stream.o
tool-y += tool/privilege.o
tool-y += tool/sandbox.o
tool-$(CONFIG_LANDLOCK) += tool/sandbox_landlock.o
tool-$(CONFIG_SECCOMP) += tool/sandbox_filter.o
tool-y += tool/text.o
tool-y += tool/text_fields.o
tool-$(or $(CONFIG_JSON),$(CONFIG_CMD_RUN)) += tool/utf8.o
tool-$(if $(CONFIG_JSON),,y) += tool/json_absent.o
tool-$(CONFIG_JSON) += tool/json.o tool/json_registers.o
tool-$(or $(CONFIG_CMD_LIST),$(CONFIG_CMD_INFO)) += tool/describe.o
tool-$(or $(CONFIG_CMD_DECODE),$(CONFIG_CMD_INFO)) += tool/lookup.o
tool-$(CONFIG_CMD_PEEK) += tool/cmd_peek.o
tool-$(CONFIG_CMD_POKE) += tool/cmd_poke.o
tool-$(or $(CONFIG_CMD_POKE),$(CONFIG_CMD_IRQ)) += tool/writes.o
tool-$(or $(CONFIG_CMD_FILL),$(CONFIG_CMD_LOAD),$(CONFIG_CMD_COPY)) += tool/many.o
tool-$(or $(CONFIG_CMD_DUMP),$(CONFIG_CMD_FILL),$(CONFIG_CMD_LOAD),$(CONFIG_CMD_COPY)) += tool/pace.o
tool-$(or $(CONFIG_CMD_DUMP),$(CONFIG_CMD_FILL),$(CONFIG_CMD_LOAD),$(CONFIG_CMD_COPY),$(CONFIG_CMD_WATCH),$(CONFIG_CMD_WAIT),$(CONFIG_CMD_GPIO),$(CONFIG_CMD_IRQ),$(CONFIG_CMD_SHELL),$(CONFIG_CMD_RUN)) += tool/stop.o
tool-$(CONFIG_CMD_DUMP) += tool/cmd_dump.o tool/hexdump.o
tool-$(CONFIG_CMD_FILL) += tool/cmd_fill.o
tool-$(CONFIG_CMD_LOAD) += tool/cmd_load.o
tool-$(CONFIG_CMD_COPY) += tool/cmd_copy.o
tool-$(CONFIG_CMD_SAVE) += tool/cmd_save.o
tool-$(CONFIG_CMD_DIFF) += tool/cmd_diff.o
tool-$(CONFIG_CMD_RESTORE) += tool/cmd_restore.o
tool-$(or $(CONFIG_CMD_SAVE),$(CONFIG_CMD_DIFF),$(CONFIG_CMD_RESTORE)) += tool/snapshots.o
tool-$(or $(CONFIG_CMD_DIFF),$(CONFIG_CMD_RESTORE)) += tool/snapshots_show.o
run-objects-y := cmd_run progress report report_buffer report_details report_junit report_tap report_text run_load
run-objects-$(CONFIG_JSON) += report_json
tool-$(CONFIG_CMD_RUN) += $(run-objects-y:%=tool/%.o)
tool-$(CONFIG_CMD_WATCH) += tool/cmd_watch.o tool/watch.o tool/watch_csv.o tool/watch_lines.o tool/watch_table.o tool/watch_vcd.o
tool-$(CONFIG_CMD_WAIT) += tool/cmd_wait.o
tool-$(CONFIG_CMD_IRQ) += tool/cmd_irq.o
tool-$(or $(CONFIG_CMD_WATCH),$(CONFIG_CMD_WAIT)) += tool/realtime.o
tool-$(or $(CONFIG_CMD_WATCH),$(CONFIG_CMD_WAIT),$(CONFIG_CMD_IRQ)) += tool/source.o
tool-$(CONFIG_CMD_LIST) += tool/cmd_list.o
tool-$(CONFIG_CMD_INFO) += tool/cmd_info.o
tool-$(CONFIG_CMD_FIND) += tool/cmd_find.o
tool-$(CONFIG_CMD_DECODE) += tool/cmd_decode.o
tool-$(CONFIG_CMD_BOARD) += tool/cmd_board.o
tool-$(or $(CONFIG_IMPORT_SVD),$(CONFIG_IMPORT_DT)) += tool/cmd_import.o import/pool.o
import-svd := svd svd_check svd_derive svd_device svd_dim svd_enum svd_field svd_model svd_out svd_policy svd_value \
	      svd_xml svd_yaml
tool-$(CONFIG_IMPORT_SVD) += $(import-svd:%=import/%.o)
import-dt := dt dt_blob dt_files dt_map dt_name dt_type dt_yaml
tool-$(CONFIG_IMPORT_DT) += tool/board_dt.o $(import-dt:%=import/%.o)
tool-$(CONFIG_EXPORT_DTS) += tool/cmd_export_dts.o export/dts.o
export-formats := $(or $(CONFIG_EXPORT_HEADER),$(CONFIG_EXPORT_HTML),$(CONFIG_EXPORT_MARKDOWN),$(CONFIG_EXPORT_SVD))
tool-$(export-formats) += tool/cmd_export.o export/layout.o export/words.o
tool-$(or $(export-formats),$(CONFIG_EXPORT_JSON)) += tool/export_board.o
tool-$(CONFIG_EXPORT_JSON) += tool/cmd_export_json.o
tool-$(CONFIG_EXPORT_HEADER) += export/header.o export/header_field.o
tool-$(or $(CONFIG_EXPORT_HEADER),$(CONFIG_EXPORT_SVD)) += export/names.o
export-html := html html_data html_files html_pool html_registers html_text
tool-$(CONFIG_EXPORT_HTML) += $(export-html:%=export/%.o)
tool-$(CONFIG_EXPORT_MARKDOWN) += export/markdown.o
tool-$(CONFIG_EXPORT_SVD) += export/repeat.o export/svd.o export/svd_register.o
tool-$(CONFIG_POLICY) += tool/cmd_policy.o tool/elevated.o
tool-$(CONFIG_CMD_TARGETS) += tool/cmd_targets.o
tool-$(CONFIG_CMD_BIND) += tool/cmd_bind.o
tool-$(CONFIG_CMD_GPIO) += tool/gpio.o tool/cmd_gpio_get.o tool/cmd_gpio_list.o tool/cmd_gpio_set.o tool/cmd_gpio_watch.o
tool-$(CONFIG_CMD_SIM) += tool/cmd_sim.o
tool-$(CONFIG_CMD_COMPLETION) += tool/cmd_completion.o
tool-$(or $(CONFIG_CMD_COMPLETION),$(CONFIG_SHELL_EDIT)) += tool/complete.o tool/complete_board.o tool/complete_dt.o
tool-$(CONFIG_CMD_SHELL) += tool/cmd_shell.o tool/shell_input.o tool/shell_words.o
tool-$(CONFIG_SHELL_EDIT) += tool/shell_complete.o tool/shell_edit.o tool/shell_history.o
tool-$(CONFIG_CMD_HELP) += tool/cmd_help.o

# Debian's libedit is built on libbsd, and says so but for what that is built on
libedit-static = $(shell for name in libedit libbsd; do $(PKG_CONFIG) --static --libs $$name 2>/dev/null; done)

# Libraries: what libhwreg.a wants of a program, and what the command wants besides
lib-libs-y :=
tool-libs-y :=
lib-libs-$(CONFIG_BOARD) += -lyaml
lib-libs-$(CONFIG_GPIO) += $(gpiod-libs)
tool-libs-$(CONFIG_JSON) += -ljson-c
tool-libs-$(CONFIG_IMPORT_SVD) += -lexpat
tool-libs-$(CONFIG_IMPORT_DT) += -lfdt
tool-libs-$(CONFIG_SHELL_EDIT) += $(if $(CONFIG_STATIC),$(libedit-static),-ledit)

# What libhwreg.so links, and a command with shared libraries
lib-shared-libs := $(if $(CONFIG_LAZY_LIBRARIES),,$(lib-libs-y))
tool-shared-libs := $(if $(CONFIG_LAZY_LIBRARIES),,$(tool-libs-y))
ifneq ($(CONFIG_STATIC),y)
lib-libs-y := $(lib-shared-libs)
tool-libs-y := $(tool-shared-libs)
endif

# A static command links libraries that libhwreg.so loads: such objects are made for each of the two
lazy-y := $(patsubst src/%.c,%.o,$(shell cd $(srctree) && grep -rl --include='*.c' '^#include .lazy.h.' src))
shared-of = $(if $(CONFIG_STATIC),$(foreach o,$(1),$(if $(filter $(o),$(lazy-y)),$(o:.o=.shared.o),$(o))),$(1))
lib-shared-y := $(call shared-of,$(lib-y) $(common-y))
tool-shared-y := $(call shared-of,$(tool-y))
