// SPDX-License-Identifier: MIT
/* commands.c - the tables of commands and options; the man page's generator includes this file too */
#include "options.h"

#include <limits.h>

#ifndef RUN
#define RUN(function) function
#endif

#define SETTING(name) offsetof(struct settings, name)

const struct option_spec global_options[] = {
	{ "target", 't', OPTION_TEXTS, COMPLETES_TARGET, "SPEC", NULL,
	  "where registers are: auto (default), mem, uio:NAME, dt:NODE, pci: or vfio:ADDRESS/barN, "
	  "port, file:PATH, dev:PATH, i2c:BUS:ADDR, sim; SPACE=SPEC for one address space; may be "
	  "repeated",
	  SETTING(targets) },
	{ "board", 'b', OPTION_TEXT, COMPLETES_BOARD, "BOARD", NULL,
	  "board description, by name or path; dt: made of the device tree; default: $HWREG_BOARD, "
	  "else the one for this machine",
	  SETTING(board) },
	{ "width", 'w', OPTION_CHOICE, COMPLETES_NOTHING, "BITS", "8 16 32 64",
	  "width of accesses by number: 8, 16, 32 (default) or 64", SETTING(width) },
	{ "endian", 'e', OPTION_CHOICE, COMPLETES_NOTHING, "ORDER", "little big",
	  "byte order of accesses by number: little (default) or big", SETTING(endian) },
	{ "format", 'f', OPTION_CHOICE, COMPLETES_NOTHING, "FORMAT", "hex dec bin",
	  "values in hex, dec or bin", SETTING(format) },
	{ "output", 'o', OPTION_CHOICE, COMPLETES_NOTHING, "KIND", "text json csv vcd tap junit",
	  "text for people (default) or json for programs; of watch also csv or vcd, of run tap or "
	  "junit",
	  SETTING(output) },
	{ "quiet", 'q', OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "bare values or names, one a line", SETTING(quiet) },
	{ "verbose", 'v', OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "show each access before it is made, and policies", SETTING(verbose) },
	{ "dry-run", 'n', OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "check everything, show the accesses, make none; for a poke of a regular file, what it "
	  "would change",
	  SETTING(dry_run) },
	{ "force", 0, OPTION_CHOICES, COMPLETES_NOTHING, "WHAT",
	  "board policy protect busy requires",
	  "do what is refused otherwise: board (of another machine), policy (side effects), "
	  "protect, busy (a device that the kernel uses), requires (whatever `requires` and `when` "
	  "of the board, or a status in the device tree, say); several with commas",
	  SETTING(force) },
	{ "no-lock", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "write fields without the lock that keeps other hwreg processes out", SETTING(no_lock) },
	{ "lock-timeout", 0, OPTION_DURATION, COMPLETES_NOTHING, "TIME", NULL,
	  "wait so long for that lock (default 10s)", SETTING(lock_timeout) },
	{ "log", 0, OPTION_TEXT, COMPLETES_FILE, "FILE", NULL, "append each access to FILE",
	  SETTING(log) },
	{ "help", 'h', OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "show help, for the command if there is one", SETTING(help) },
	{ "version", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL, "show the version",
	  SETTING(version) },
	{ 0 },
};

#ifdef CONFIG_CMD_POKE
static const struct option_spec poke_options[] = {
	{ "verify", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "read back after each write and compare; exit 1 if it differs", SETTING(verify) },
	{ 0 },
};
#endif

#ifdef CONFIG_CMD_DUMP
static const struct option_spec dump_options[] = {
	{ "raw", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "bytes as they are in memory, to a file or pipe; refused if one had to be left out",
	  SETTING(raw) },
	{ "fifo", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "read the one register --count times, as a FIFO; the first column counts bytes",
	  SETTING(fifo) },
	{ "count", 0, OPTION_COUNT, COMPLETES_NOTHING, "N", NULL,
	  "N registers, from the one named on", SETTING(count) },
	{ 0 },
};
#endif

#ifdef CONFIG_CMD_FILL
static const struct option_spec fill_options[] = {
	{ "count", 0, OPTION_COUNT, COMPLETES_NOTHING, "N", NULL,
	  "N registers, from the one named on", SETTING(count) },
	{ "fifo", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "write the one register --count times, as a FIFO", SETTING(fifo) },
	{ "verify", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "when all is written read back and compare; exit 1 if it differs", SETTING(verify) },
	{ 0 },
};
#endif

#ifdef CONFIG_CMD_LOAD
static const struct option_spec load_options[] = {
	{ "fifo", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "write all of it through the one register, as a FIFO", SETTING(fifo) },
	{ "verify", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "when all is written read back and compare; exit 1 if it differs", SETTING(verify) },
	{ 0 },
};
#endif

#ifdef CONFIG_CMD_COPY
static const struct option_spec copy_options[] = {
	{ "count", 0, OPTION_COUNT, COMPLETES_NOTHING, "N", NULL,
	  "N registers, from the one named on", SETTING(count) },
	{ "fifo", 0, OPTION_CHOICES, COMPLETES_NOTHING, "SIDE", "from to",
	  "from: read the one register --count times; to: write all through the one register; "
	  "or both, with a comma",
	  SETTING(fifo_side) },
	{ "verify", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "when all is written read both and compare; exit 1 if they differ", SETTING(verify) },
	{ 0 },
};
#endif

#ifdef CONFIG_CMD_SAVE
static const struct option_spec save_options[] = {
	{ "out", 0, OPTION_TEXT, COMPLETES_FILE, "FILE", NULL,
	  "write there instead of to standard output; FILE is replaced when the new one is whole",
	  SETTING(out) },
	{ 0 },
};
#endif

#ifdef CONFIG_CMD_DIFF
static const struct option_spec diff_options[] = {
	{ "reset", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "the arguments are LOCATIONs: compare with what the board says registers have after "
	  "reset",
	  SETTING(reset) },
	{ "volatile", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "compare also what changes by itself", SETTING(changing) },
	{ 0 },
};
#endif

#ifdef CONFIG_CMD_RESTORE
static const struct option_spec restore_options[] = {
	{ "verify", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "read back after each write and compare; exit 1 if it differs", SETTING(verify) },
	{ 0 },
};
#endif

#ifdef CONFIG_CMD_RUN
static const struct option_spec run_options[] = {
	{ "set", 0, OPTION_TEXTS, COMPLETES_NOTHING, "NAME=VALUE", NULL,
	  "the value of a variable that the sequence has; may be repeated", SETTING(sets) },
	{ "allow-shell", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "run the commands of shell steps; without it a sequence that has some is refused",
	  SETTING(allow_shell) },
	{ "keep-going", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "make the steps after one that failed all the same", SETTING(keep_going) },
	{ 0 },
};
#endif

#ifdef CONFIG_CMD_WATCH
static const struct option_spec watch_options[] = {
	{ "every", 0, OPTION_DURATION, COMPLETES_NOTHING, "TIME", NULL,
	  "time between samples: 100us, 10ms, 1s (default), 1m", SETTING(every) },
	{ "on", 0, OPTION_TEXT, COMPLETES_INTERRUPT, "SOURCE", NULL,
	  "a sample at each interrupt of uio:NAME or vfio:ADDRESS/msiN, which is then enabled "
	  "again, or each edge of "
	  "gpio:LINE",
	  SETTING(on) },
	{ "fast", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "sample without a pause, in a thread of its own", SETTING(fast) },
	{ "count", 0, OPTION_COUNT, COMPLETES_NOTHING, "N", NULL, "stop after N samples",
	  SETTING(count) },
	{ "changes", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "print a register first and then only when it has changed; lines on a terminal too",
	  SETTING(changes) },
	{ "for", 0, OPTION_DURATION, COMPLETES_NOTHING, "TIME", NULL, "stop after so long",
	  SETTING(duration) },
	{ "until", 0, OPTION_TEXT, COMPLETES_LOCATION, "CONDITION", NULL,
	  "stop when it holds, as for wait; exit 1 if something else ends it", SETTING(until) },
	{ "stats", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "tell at the end: samples, rate, intervals, changes", SETTING(stats) },
	{ "wall", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "date and time (UTC) instead of seconds", SETTING(wall) },
	{ "rt", 0, OPTION_COUNT, COMPLETES_NOTHING, "PRIORITY", NULL,
	  "real-time priority (SCHED_FIFO, 1 to 99), and all memory locked", SETTING(priority) },
	{ "cpu", 0, OPTION_NUMBER, COMPLETES_NOTHING, "N", NULL, "sample on this CPU alone",
	  SETTING(cpu) },
	{ "out", 0, OPTION_TEXT, COMPLETES_FILE, "FILE", NULL,
	  "write there instead of to standard output", SETTING(out) },
	{ 0 },
};
#endif

#if defined(CONFIG_CMD_BOARD) && defined(CONFIG_BOARD) && defined(CONFIG_BOARD_COMPILED)
static const struct option_spec compile_options[] = {
	{ "out", 0, OPTION_TEXT, COMPLETES_FILE, "FILE", NULL,
	  "the compiled board to write; .hwb by custom", SETTING(out) },
	{ 0 },
};
#endif

#ifdef CONFIG_CMD_WAIT
static const struct option_spec wait_options[] = {
	{ "any", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "until one CONDITION holds, not all of them at once", SETTING(any) },
	{ "timeout", 0, OPTION_DURATION, COMPLETES_NOTHING, "TIME", NULL,
	  "give up after so long (default 10s)", SETTING(timeout) },
	{ "every", 0, OPTION_DURATION, COMPLETES_NOTHING, "TIME", NULL,
	  "time between looks (default 1ms)", SETTING(every) },
	{ "on", 0, OPTION_TEXT, COMPLETES_INTERRUPT, "SOURCE", NULL,
	  "look at once, then at each interrupt of uio:NAME or vfio:ADDRESS/msiN, which is enabled "
	  "again, or each edge "
	  "of gpio:LINE",
	  SETTING(on) },
	{ "fast", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "look without a pause, in a thread of its own", SETTING(fast) },
	{ "rt", 0, OPTION_COUNT, COMPLETES_NOTHING, "PRIORITY", NULL,
	  "real-time priority (SCHED_FIFO, 1 to 99), and all memory locked", SETTING(priority) },
	{ "cpu", 0, OPTION_NUMBER, COMPLETES_NOTHING, "N", NULL, "look on this CPU alone",
	  SETTING(cpu) },
	{ 0 },
};
#endif

#ifdef CONFIG_CMD_SHELL
static const struct option_spec shell_options[] = {
	{ "write", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "let lines change hardware; without it only a dry run of that is taken", SETTING(write) },
	{ "stop-on-error", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "end at the first line that fails", SETTING(stop_on_error) },
#ifdef CONFIG_CMD_RUN
	{ "allow-shell", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "let lines say run --allow-shell; without it the shell cannot start programs",
	  SETTING(allow_shell) },
#endif
	{ 0 },
};
#endif

#ifdef CONFIG_EXPORT_DTS
static const struct option_spec export_dts_options[] = {
	{ "dtb", 0, OPTION_TEXT, COMPLETES_FILE, "FILE", NULL,
	  "the machine's device tree, if it is not this machine's: flattened, or a directory",
	  SETTING(dtb) },
	{ "out", 0, OPTION_TEXT, COMPLETES_FILE, "FILE", NULL,
	  "write there instead of to standard output; FILE is replaced when the new one is whole",
	  SETTING(out) },
	{ 0 },
};
#endif

#if defined(CONFIG_EXPORT_HEADER) || defined(CONFIG_EXPORT_HTML) || defined(CONFIG_EXPORT_JSON) || \
	defined(CONFIG_EXPORT_MARKDOWN) || defined(CONFIG_EXPORT_SVD)
static const struct option_spec export_options[] = {
	{ "out", 0, OPTION_TEXT, COMPLETES_FILE, "FILE", NULL,
	  "write there instead of to standard output; FILE is replaced when the new one is whole",
	  SETTING(out) },
	{ 0 },
};
#endif

#ifdef CONFIG_CMD_GPIO
#include "gpio_options.h"
#endif

#ifdef CONFIG_CMD_IRQ
static const struct option_spec irq_options[] = {
	{ "count", 0, OPTION_COUNT, COMPLETES_NOTHING, "N", NULL, "stop after N", SETTING(count) },
	{ "timeout", 0, OPTION_DURATION, COMPLETES_NOTHING, "TIME", NULL,
	  "stop when none comes for so long; exit 1 if none came at all, or fewer than --count",
	  SETTING(timeout) },
	{ "then", 0, OPTION_TEXTS, COMPLETES_NOTHING, "'poke WRITE...'", NULL,
	  "after each interrupt write registers, so that the device takes its request back; may be "
	  "repeated",
	  SETTING(then) },
	{ "no-enable", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "wait alone: enable it neither first nor after each interrupt", SETTING(no_enable) },
	{ 0 },
};
#endif

const struct command commands[] = {
#ifdef CONFIG_CMD_PEEK
	{ "peek", NULL, "LOCATION...", "read registers, and decode them by the board",
	  "A LOCATION is a register (UART0.FR, 0x09000018), a field (UART0.FR.TXFE), bits "
	  "(UART0.FR:7:4), a block (UART0), a glob (UART*.CR) or a range (0x1000..0x10ff, "
	  "0x1000..+64). Blocks, globs and ranges leave out registers that reading would change; "
	  "one that is named in full is read.\n"
	  "\n"
	  "  hwreg peek UART0.FR\n"
	  "  hwreg -q -w 8 peek 0x10000005",
	  NULL, RUN(cmd_peek), 1, UINT_MAX, COMPLETES_LOCATION, BRIEF | SYNCS_LATER },
#endif
#ifdef CONFIG_CMD_POKE
	{ "poke", NULL, "WRITE...", "write registers or fields",
	  "A WRITE is REG=VALUE, REG.FIELD=VALUE with further fields of the register after commas, "
	  "REG:HIGH:LOW=VALUE, or REG=VALUE/MASK. A whole register is written without being read. "
	  "Other bits are kept as they are, by one read and one write under a lock, and only if "
	  "the policies of the neighbours ask for it. Nothing is written unless every WRITE is "
	  "understood.\n"
	  "\n"
	  "  hwreg poke UART0.CR.TXE=1,RXE=0\n"
	  "  hwreg poke --verify 0x09000024=0x10",
	  poke_options, RUN(cmd_poke), 1, UINT_MAX, COMPLETES_WRITE,
	  CHANGES_HARDWARE | SYNCS_LATER },
#endif
#ifdef CONFIG_CMD_DUMP
	{ "dump", NULL, "LOCATION", "show a range or block like a hex dump",
	  "Each line holds 16 bytes in the width of the registers, blank where there is none. "
	  "Registers that reading would change are shown as dashes and counted.\n"
	  "\n"
	  "  hwreg dump 0x09010fe0..+32\n"
	  "  hwreg dump --raw 0x09010fe0..+32 >ids.bin\n"
	  "  hwreg dump --fifo --count 16 UART0.DR",
	  dump_options, RUN(cmd_dump), 1, 1, COMPLETES_LOCATION, 0 },
#endif
#ifdef CONFIG_CMD_FILL
	{ "fill", NULL, "LOCATION=VALUE[,VALUE...]", "write a value to many registers",
	  "To a range, block or glob, or to --count registers; several values take turns. Each "
	  "register is written once, as a whole, in the order of the location. Nothing is written "
	  "unless every register may be: those that the board describes are checked by number "
	  "too. Ends cleanly on Ctrl-C, and tells how far it came.\n"
	  "\n"
	  "  hwreg fill --verify 0x80000000..+1M=0x55555555,0xaaaaaaaa\n"
	  "  hwreg fill --fifo --count 4 UART0.DR=0x55",
	  fill_options, RUN(cmd_fill), 1, 1, COMPLETES_WRITE, CHANGES_HARDWARE },
#endif
#ifdef CONFIG_CMD_LOAD
	{ "load", NULL, "FILE LOCATION", "write a file's bytes to many registers",
	  "LOCATION is the first register, or a range or block just as long as FILE. The bytes go "
	  "to memory as they are, in accesses of the registers' width; dump --raw is the opposite. "
	  "- is standard input, which is read to its end first. Checks as fill does.\n"
	  "\n"
	  "  hwreg load --verify firmware.bin 0x80000000",
	  load_options, RUN(cmd_load), 2, 2, COMPLETES_FILE, CHANGES_HARDWARE },
#endif
#ifdef CONFIG_CMD_COPY
	{ "copy", NULL, "FROM TO", "copy many registers to others",
	  "FROM is a range or block, or one register and --count; TO its first register, or just "
	  "as long. Values are read and written in pieces, in ascending order. Registers of one "
	  "width that follow each other; none that reading would change, but as --fifo from, "
	  "which reads all before it writes. Checks as fill does.\n"
	  "\n"
	  "  hwreg copy 0x80000000..+4K 0x80010000\n"
	  "  hwreg copy --fifo from --count 16 UART0.DR 0x80000000",
	  copy_options, RUN(cmd_copy), 2, 2, COMPLETES_LOCATION, CHANGES_HARDWARE },
#endif
#ifdef CONFIG_CMD_SAVE
	{ "save", NULL, "LOCATION...", "keep the values of registers in a file",
	  "Prints a snapshot: YAML with the board, the time, and each register's name, address, "
	  "width and value. Registers that reading would change are left out and counted, unless "
	  "they are named in full.\n"
	  "\n"
	  "  hwreg save UART0 GPIO --out before.yaml\n"
	  "  hwreg save 0x80000000..+64K >memory.yaml",
	  save_options, RUN(cmd_save), 1, UINT_MAX, COMPLETES_LOCATION, OUTPUTS_TEXT | OPENS_OUT },
#endif
#ifdef CONFIG_CMD_DIFF
	{ "diff", NULL, "FILE [FILE] | --reset LOCATION...",
	  "compare registers with what they were",
	  "With one FILE of save the registers in it are read and compared, with two FILEs no "
	  "hardware is touched. Shows the registers that differ, and of these the fields that do, "
	  "with both values. What changes by itself is left out. Exits 0 if all are the same, 1 if "
	  "not. -q prints names alone.\n"
	  "\n"
	  "  hwreg diff before.yaml\n"
	  "  hwreg diff before.yaml after.yaml\n"
	  "  hwreg diff --reset UART0",
	  diff_options, RUN(cmd_diff), 1, UINT_MAX, COMPLETES_FILE, 0 },
#endif
#ifdef CONFIG_CMD_RESTORE
	{ "restore", NULL, "FILE", "write back what save has kept in a file",
	  "Reads the registers in FILE, then writes those that differ, in its order. Left out and "
	  "told are registers that differ but are read-only, protected (--force=protect), "
	  "volatile, "
	  "start something, have side effects when read, or do not hold what is written to them; "
	  "such fields of other registers get what leaves them as they are. -n shows what would be "
	  "written.\n"
	  "\n"
	  "  hwreg restore --verify before.yaml",
	  restore_options, RUN(cmd_restore), 1, 1, COMPLETES_FILE, CHANGES_HARDWARE },
#endif
#ifdef CONFIG_CMD_RUN
	{ "run", NULL, "FILE|SEQUENCE...", "run tests: sequences of steps",
	  "A FILE has a / or ends in .yaml; hwreg-sequence(5) tells what may stand in it. A "
	  "SEQUENCE "
	  "is one of the board. All of them are read, and every register found, before anything is "
	  "opened. The steps of a sequence are made until one fails, then those of its `finally`, "
	  "also on Ctrl-C, and what it is told to restore is put back. Exits 0 if all steps "
	  "passed, 1 "
	  "if "
	  "one failed, 3 if an access did, 4 if all sequences were left out, as they are not for "
	  "here. "
	  "-o tap and -o junit are for test systems; -q prints failures alone; -n shows the "
	  "accesses "
	  "that each step would make.\n"
	  "\n"
	  "  hwreg run rtc-alarm.yaml\n"
	  "  hwreg run -o junit --set DELAY=20 tests/*.yaml >results.xml\n"
	  "  hwreg -b demo -t sim run blink",
	  run_options, RUN(cmd_run), 1, UINT_MAX, COMPLETES_SEQUENCE, OUTPUTS_RUN | OPENS_MORE },
#endif
#ifdef CONFIG_CMD_WATCH
	{ "watch", NULL, "LOCATION...", "read registers again and again",
	  "On a terminal a live table: what has changed in the last second is marked, beside its "
	  "value before. Elsewhere, and with --changes, a line a register; each starts with the "
	  "seconds since the first sample. -o csv has a column for each register and field, -o vcd "
	  "is for GTKWave, -o json prints an object a line. Samples keep to the times that --every "
	  "asks for; those that were missed or, with --fast, dropped, are counted. Ends at "
	  "--count, "
	  "--for or --until, or cleanly on a signal. A register is read once a sample.\n"
	  "\n"
	  "  hwreg watch --every 10ms --changes UART0.RIS\n"
	  "  hwreg watch --on uio:pl031 RTC\n"
	  "  hwreg watch --fast --for 2s -o vcd --out uart.vcd UART0.FR\n"
	  "  hwreg watch --until 'RTC.DR>=10' RTC",
	  watch_options, RUN(cmd_watch), 1, UINT_MAX, COMPLETES_LOCATION, OUTPUTS_WATCH },
#endif
#ifdef CONFIG_CMD_WAIT
	{ "wait", NULL, "CONDITION...", "wait until registers have a value",
	  "A CONDITION is LOCATION OP VALUE without spaces, in quotes for the shell: == != < <= > "
	  ">=, or & for any of these bits. All must hold in one sample, or one with --any. Prints "
	  "how long it took and exits 0; exits 1 with the last values if the time is over.\n"
	  "\n"
	  "  hwreg wait 'UART0.FR.BUSY==0' --timeout 100ms\n"
	  "  hwreg wait --any 'DMA.STAT.DONE==1' 'DMA.STAT.ERROR!=0'",
	  wait_options, RUN(cmd_wait), 1, UINT_MAX, COMPLETES_LOCATION, 0 },
#endif
#ifdef CONFIG_CMD_IRQ
	{ "irq", NULL, "INTERRUPT", "wait for the interrupts of a UIO or VFIO device",
	  "Enables the interrupt, waits for it, prints the kernel's count of it and how many were "
	  "missed, makes the writes of --then, enables it again, and so on. Each line starts with "
	  "the seconds since the start. UIO disables an interrupt when it comes; if the device "
	  "still requests it when it is enabled, it comes again at once. Ends at --count, or "
	  "cleanly on a signal. INTERRUPT is uio:NAME, or of a device that VFIO has "
	  "vfio:ADDRESS/intx, /msiN or /msixN.\n"
	  "\n"
	  "  hwreg irq uio:pl031 --count 1 --timeout 5s --then 'poke RTC.ICR=1'\n"
	  "  hwreg -t pci:1234:11e8/bar0 irq uio:uio0 --then 'poke 0x64=1'\n"
	  "  hwreg -t vfio:1234:11e8/bar0 irq vfio:1234:11e8/msi0 --then 'poke 0x64=1'",
	  irq_options, RUN(cmd_irq), 1, 1, COMPLETES_INTERRUPT, CHANGES_HARDWARE },
	{ "irq", "enable", "uio:NAME", "let the interrupt of a UIO device through", NULL, NULL,
	  RUN(cmd_irq_enable), 1, 1, COMPLETES_INTERRUPT, CHANGES_HARDWARE },
	{ "irq", "disable", "uio:NAME", "hold the interrupt of a UIO device back", NULL, NULL,
	  RUN(cmd_irq_disable), 1, 1, COMPLETES_INTERRUPT, CHANGES_HARDWARE },
#endif
#ifdef CONFIG_CMD_SHELL
	{ "shell", NULL, "", "run commands a line each: typed, or from a pipe",
	  "A line is a command with its options and arguments, without hwreg; words may be quoted "
	  "as for sh, and # starts a comment. The board and what was opened stay open from line to "
	  "line. Options given to the shell hold for each line, which may have its own. Nothing is "
	  "changed without --write. On a terminal lines can be edited, completed with Tab and "
	  "called back; exit, quit or Ctrl-D ends it. Elsewhere messages tell the line, and the "
	  "exit status is that of the first line that failed.\n"
	  "\n"
	  "  hwreg -b demo -t sim shell --write\n"
	  "  hwreg -q shell <lines",
	  shell_options, RUN(cmd_shell), 0, 0, COMPLETES_NOTHING, OPENS_MORE },
#endif
#ifdef CONFIG_CMD_DECODE
	{ "decode", NULL, "REG VALUE", "explain a register's value",
	  "Touches no hardware. REG is a register of the board by name or address, or one of its "
	  "fields; VALUE is that of the whole register.\n"
	  "\n"
	  "  hwreg decode UART0.FR 0x90",
	  NULL, RUN(cmd_decode), 2, 2, COMPLETES_REGISTER, NO_DEVICES },
#endif
#ifdef CONFIG_CMD_LIST
	{ "list", NULL, "[GLOB]", "list the board's registers",
	  "A line each: name, address, width, policy (or what a read and a write do) and "
	  "description; with -v the fields too. Touches no hardware.\n"
	  "\n"
	  "  hwreg list 'UART*.CR'",
	  NULL, RUN(cmd_list), 0, 1, COMPLETES_LOCATION, NO_DEVICES },
#endif
#ifdef CONFIG_CMD_INFO
	{ "info", NULL, "NAME|ADDRESS", "tell all about a register, field, block or address",
	  "Touches no hardware.", NULL, RUN(cmd_info), 1, 1, COMPLETES_LOCATION, NO_DEVICES },
#endif
#ifdef CONFIG_CMD_FIND
	{ "find", NULL, "TEXT", "search the board's names and descriptions",
	  "Looks in blocks, registers, fields and the names of values; capitals do not matter. "
	  "Exits 1 if there is none. Touches no hardware.",
	  NULL, RUN(cmd_find), 1, 1, COMPLETES_NOTHING, NO_DEVICES },
#endif
#ifdef CONFIG_CMD_BOARD
	{ "board", "check", "FILE...", "check board descriptions",
	  "Prints every mistake with its place and the name of the check, and exits 2 if there is "
	  "one. Touches no hardware.",
	  NULL, RUN(cmd_board_check), 1, UINT_MAX, COMPLETES_FILE, OPENS_MORE | NO_DEVICES },
#if defined(CONFIG_BOARD) && defined(CONFIG_BOARD_COMPILED)
	{ "board", "compile", "FILE", "compile a board description",
	  "Writes a file that -b takes as it takes FILE, without parsing, and without the files "
	  "that "
	  "FILE includes; a hwreg without YAML takes it too. It is for this version of hwreg and "
	  "for "
	  "CPUs of this byte order; another is told so, and to compile again. Touches no "
	  "hardware.\n"
	  "  hwreg board compile boards/demo.yaml --out demo.hwb\n"
	  "  hwreg -b ./demo.hwb list",
	  compile_options, RUN(cmd_board_compile), 1, 1, COMPLETES_FILE, OPENS_OUT | NO_DEVICES },
#endif
#endif
#ifdef CONFIG_POLICY
	{ "policy", "check", "[FILE]", "check the policy of a hwreg with more rights than its user",
	  "Prints every mistake of FILE, or of /etc/hwreg/policy.yaml, with its place and the name "
	  "of the check, and exits 2 if there is one. hwreg-policy(5) tells what may stand in it. "
	  "Touches no hardware.",
	  NULL, RUN(cmd_policy_check), 0, 1, COMPLETES_FILE, OUTPUTS_TEXT | NO_DEVICES },
	{ "policy", "list", "", "tell what /etc/hwreg/policy.yaml grants to you",
	  "A line for each range of physical addresses that a hwreg which is set-user-ID, or has "
	  "file capabilities, reads or writes for you. Touches no hardware.",
	  NULL, RUN(cmd_policy_list), 0, 0, COMPLETES_NOTHING, OUTPUTS_TEXT | NO_DEVICES },
#endif
#ifdef CONFIG_IMPORT_SVD
	{ "import", "svd", "FILE", "make a board description from CMSIS-SVD",
	  "Prints it as YAML, or nothing if FILE is wrong. What a board cannot say is told on "
	  "standard error with its line. Add a match before you use it on hardware.\n"
	  "\n"
	  "  hwreg import svd chip.svd >chip.yaml\n"
	  "  hwreg board check chip.yaml",
	  NULL, RUN(cmd_import_svd), 1, 1, COMPLETES_FILE, OUTPUTS_TEXT | NO_DEVICES },
#endif
#ifdef CONFIG_IMPORT_DT
	{ "import", "dt", "[DTB]", "make a board description from a device tree",
	  "From a flattened device tree, or a directory such as /proc/device-tree, which is the "
	  "default. Devices that a type of the board path is compatible with have its "
	  "registers; the others are blocks without registers. What is not at an address of the "
	  "CPU is in comments at the end. -b dt does the same for one command.\n"
	  "\n"
	  "  hwreg import dt >board.yaml\n"
	  "  hwreg import dt virt.dtb >virt.yaml",
	  NULL, RUN(cmd_import_dt), 0, 1, COMPLETES_FILE, OUTPUTS_TEXT | OPENS_MORE | NO_DEVICES },
#endif
#ifdef CONFIG_EXPORT_DTS
	{ "export", "dts", "BLOCK...", "a device tree overlay that gives blocks to UIO",
	  "Prints source for dtc. The devices are found in the device tree by the addresses of the "
	  "blocks; the overlay makes them compatible with generic-uio, and enables those that are "
	  "disabled. Touches no hardware.\n"
	  "\n"
	  "  hwreg export dts RTC >rtc-uio.dtso\n"
	  "  hwreg -b qemu-virt-arm64 export dts --dtb virt.dtb RTC GPIO",
	  export_dts_options, RUN(cmd_export_dts), 1, UINT_MAX, COMPLETES_BLOCK,
	  OUTPUTS_TEXT | OPENS_OUT | NO_DEVICES },
#endif
#ifdef CONFIG_EXPORT_HEADER
	{ "export", "header", "[BOARD]", "a board as a C header",
	  "Prints C99 that is C++ too: addresses, offsets, masks, values with names, and inline "
	  "functions for registers and fields over hwreg_io.h. BOARD is as for -b. Touches no "
	  "hardware.\n"
	  "\n"
	  "  hwreg export header qemu-virt-arm64 --out virt.h",
	  export_options, RUN(cmd_export_header), 0, 1, COMPLETES_BOARD,
	  OUTPUTS_TEXT | OPENS_OUT | NO_DEVICES },
#endif
#ifdef CONFIG_EXPORT_HTML
	{ "export", "html", "[BOARD]", "a board as a page to search",
	  "Prints one HTML page that needs no network and no other file: search as one types, bit "
	  "diagrams, field tables, and a decoder for values. BOARD is as for -b. Touches no "
	  "hardware.\n"
	  "\n"
	  "  hwreg export html demo --out demo.html",
	  export_options, RUN(cmd_export_html), 0, 1, COMPLETES_BOARD,
	  OUTPUTS_TEXT | OPENS_OUT | NO_DEVICES },
#endif
#ifdef CONFIG_EXPORT_JSON
	{ "export", "json", "[BOARD]", "a board as one JSON document",
	  "Prints all that the board says: machines, spaces, GPIO lines, blocks, and registers as "
	  "list -o json does. BOARD is as for -b. Touches no hardware.\n"
	  "\n"
	  "  hwreg export json demo | jq -r '.blocks[].registers[].name'",
	  export_options, RUN(cmd_export_json), 0, 1, COMPLETES_BOARD,
	  OUTPUTS_TEXT | OPENS_OUT | NO_DEVICES },
#endif
#ifdef CONFIG_EXPORT_MARKDOWN
	{ "export", "markdown", "[BOARD]", "a board as tables to read",
	  "Prints Markdown as GitHub has it: tables of blocks, registers and fields, with an "
	  "anchor "
	  "for each block and register. BOARD is as for -b. Touches no hardware.\n"
	  "\n"
	  "  hwreg export markdown demo --out demo.md",
	  export_options, RUN(cmd_export_markdown), 0, 1, COMPLETES_BOARD,
	  OUTPUTS_TEXT | OPENS_OUT | NO_DEVICES },
#endif
#ifdef CONFIG_EXPORT_SVD
	{ "export", "svd", "[BOARD]", "a board as CMSIS-SVD",
	  "Prints what debuggers and generators read, and import svd. What SVD cannot say is told "
	  "on "
	  "standard error. BOARD is as for -b. Touches no hardware.\n"
	  "\n"
	  "  hwreg export svd demo --out demo.svd",
	  export_options, RUN(cmd_export_svd), 0, 1, COMPLETES_BOARD,
	  OUTPUTS_TEXT | OPENS_OUT | NO_DEVICES },
#endif
#ifdef CONFIG_CMD_TARGETS
	{ "targets", NULL, "", "tell what this machine offers for -t",
	  "Lists the places where registers can be accessed, what restricts them, and the forms "
	  "of SPEC. Touches no hardware.",
	  NULL, RUN(cmd_targets), 0, 0, COMPLETES_NOTHING, OPENS_MORE },
#endif
#ifdef CONFIG_CMD_BIND
	{ "bind", NULL, "BLOCK [DRIVER]", "give a block's device to UIO or VFIO",
	  "DRIVER is uio_pdrv_genirq (platform devices), uio_pci_generic (PCI) or vfio-pci (PCI); "
	  "the first that fits unless given. It must be loaded. The kernel's own driver is "
	  "unbound; a console, or a disk that is mounted or swapped to, is refused unless "
	  "--force=busy. Needs root; -n shows what would be written to sysfs, -v what is.\n"
	  "\n"
	  "  hwreg bind ADC\n"
	  "  hwreg bind EDU vfio-pci",
	  NULL, RUN(cmd_bind), 1, 2, COMPLETES_BLOCK, CHANGES_HARDWARE | OPENS_MORE },
	{ "unbind", NULL, "BLOCK", "give a block's device back to the kernel's driver",
	  "Undoes bind.", NULL, RUN(cmd_unbind), 1, 1, COMPLETES_BLOCK,
	  CHANGES_HARDWARE | OPENS_MORE },
#endif
#ifdef CONFIG_CMD_GPIO
	{ "gpio", "list", "[CHIP...]", "list the lines of GPIO chips",
	  "Lines of the kernel's chips, those that a CHIP is the number, name or label of; with "
	  "the "
	  "board's names, who holds a line, and how it is set. -q prints words for LINE.\n"
	  "\n"
	  "  hwreg gpio list",
	  NULL, RUN(cmd_gpio_list), 0, UINT_MAX, COMPLETES_NOTHING, OPENS_MORE },
	{ "gpio", "info", "LINE...", "tell all about GPIO lines",
	  "A LINE is a name of the board's gpios, or CHIP:LINE: the chip by number, name or label, "
	  "the line by number or by the kernel's name for it. Requests no line, unless --raw reads "
	  "its level.",
	  gpio_info_options, RUN(cmd_gpio_info), 1, UINT_MAX, COMPLETES_GPIO, 0 },
	{ "gpio", "get", "LINE...", "read GPIO lines",
	  "1 is active: the low level of a line that the board calls active-low. The direction of "
	  "a line stays as it is unless --input or --bias is given. Lines of one chip are read at "
	  "once.\n"
	  "\n"
	  "  hwreg gpio get BUTTON 9030000.pl061:5",
	  gpio_get_options, RUN(cmd_gpio_get), 1, UINT_MAX, COMPLETES_GPIO, 0 },
	{ "gpio", "set", "LINE=0|1...", "set GPIO lines",
	  "Makes the lines outputs. Those of one chip change at once; if there are several chips, "
	  "they change one after the other, which is told. Without --hold the lines are let go of; "
	  "most chips keep their levels then, but another program may take them.\n"
	  "\n"
	  "  hwreg gpio set --hold RESET_N=1 gpiochip0:5=0",
	  gpio_set_options, RUN(cmd_gpio_set), 1, UINT_MAX, COMPLETES_GPIO_VALUE,
	  CHANGES_HARDWARE },
	{ "gpio", "pulse", "LINE...", "drive GPIO lines low or high for a time",
	  "--low and --high are levels of the wire, whatever active-low says. The lines are "
	  "outputs "
	  "afterwards, at the other level; Ctrl-C ends the pulse early, to the same state.\n"
	  "\n"
	  "  hwreg gpio pulse RESET_N --low 10ms",
	  gpio_pulse_options, RUN(cmd_gpio_pulse), 1, UINT_MAX, COMPLETES_GPIO, CHANGES_HARDWARE },
	{ "gpio", "watch", "LINE...", "print the edges of GPIO lines",
	  "Each line starts with the time of the edge: seconds of CLOCK_MONOTONIC, taken by the "
	  "kernel. rising is to 1. A line that is an output now is refused unless --input is "
	  "given. Ends at --count, or cleanly on a signal.\n"
	  "\n"
	  "  hwreg gpio watch --edge falling BUTTON",
	  gpio_watch_options, RUN(cmd_gpio_watch), 1, UINT_MAX, COMPLETES_GPIO, 0 },
	{ "gpio", "wait", "LINE=0|1|rising|falling|both...",
	  "wait for levels or edges of GPIO lines",
	  "Ends with the first of them that is there, and prints it; a level may be there from the "
	  "start. Exits 1 if none comes within --timeout.\n"
	  "\n"
	  "  hwreg gpio wait --timeout 2s READY=1 FAULT=rising",
	  gpio_wait_options, RUN(cmd_gpio_wait), 1, UINT_MAX, COMPLETES_GPIO_CONDITION, 0 },
#endif
#ifdef CONFIG_CMD_SIM
	{ "sim", "ls", "", "list the shared simulations",
	  "A simulation that was used as -t sim:NAME keeps its registers until it is removed.",
	  NULL, RUN(cmd_sim_ls), 0, 0, COMPLETES_NOTHING, OPENS_MORE },
	{ "sim", "rm", "NAME...", "remove shared simulations", NULL, NULL, RUN(cmd_sim_rm), 1,
	  UINT_MAX, COMPLETES_SIMULATION, CHANGES_HARDWARE | OPENS_MORE },
#endif
#ifdef CONFIG_CMD_COMPLETION
	{ "completion", NULL, "bash|zsh", "print a completion script for a shell",
	  "It completes commands, options, their values, and the board's own names.\n"
	  "\n"
	  "  source <(hwreg completion bash)\n"
	  "  hwreg completion zsh >\"${fpath[1]}/_hwreg\"",
	  NULL, RUN(cmd_completion), 1, UINT_MAX, COMPLETES_SHELL, OPENS_MORE | NO_DEVICES },
#endif
#ifdef CONFIG_CMD_HELP
	{ "help", NULL, "[COMMAND]", "show help, for a command if one is named", NULL, NULL,
	  RUN(cmd_help), 0, 2, COMPLETES_COMMAND, NO_DEVICES },
#endif
	{ 0 },
};
