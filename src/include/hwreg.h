/* SPDX-License-Identifier: MIT */
/*
 * hwreg.h - read and write hardware registers from Linux user space
 *
 * The comments here are also the pages of section 3 of the manual, from hwreg(3) on.
 */
#ifndef HWREG_H
#define HWREG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/**
 * DOC: hwreg - read and write hardware registers from Linux user space
 *
 * libhwreg maps registers from /dev/mem, UIO, PCI and files, knows them by name from a description of the
 * board, waits for interrupts, and drives GPIO lines. hwreg_io.h beside it has inline accessors for what
 * was mapped. hwreg(7) leads from a datasheet to a driver.
 *
 * = Objects
 * Structures that are only declared are opaque objects. Each has a function that makes it (_open, _new,
 * _load, _parse, _take or _alloc), which gives it through its first parameter, and one that ends it (_close
 * or _free), which takes NULL, too. What an object was made from must outlive it: a board its sessions, a
 * session its locations, writes, conditions and samplers, a target its windows. Strings that an object
 * hands out live as long as the object and are never NULL unless said so.
 *
 * = Results and errors
 * A function that can fail returns 0 or a negative errno, and gives its result through a parameter that is
 * untouched on failure. Its last parameter is a structure hwreg_error of the caller's, which is filled on
 * failure and untouched on success, or NULL: see hwreg_error(3). Nothing here prints, or ends the process.
 *
 * = Values
 * Addresses, offsets and sizes are in bytes, widths in bits, times in nanoseconds of CLOCK_MONOTONIC. An
 * end that is called last is inclusive. Indexes count from 0.
 *
 * = Threads and signals
 * An object may be used by one thread at a time, different objects by different threads at once. A
 * loaded board is immutable and may be shared by any number of threads. Callbacks are called in the thread
 * that called the function they were handed to, before it returns. No function here may be called from a
 * signal handler but the inline accessors of hwreg_io(3). The library changes nothing of the process but
 * for the fault guard, which is opt-in (HWREG_GUARD in hwreg_window(3)), and keeps no other state outside
 * its objects but the list of windows that HWREG_IO_HOOK needs.
 *
 * = Processes
 * A child of fork(2) does not have the windows and buffers of its parent: touching one is a fault. It
 * should use no object that its parent made. Descriptors are closed by execve(2).
 *
 * = What does not change
 * Programs that were built with one version run with every later one of the same soname. Structures that
 * the caller fills or has filled start with their size, so that they can grow at their end. Those that are
 * small and many (hwreg_item, hwreg_sample, hwreg_step_value) keep their size and have room for more
 * instead, which is 0 until a later version uses it; hwreg_target_kind is the library's own and may grow at
 * its end; hwreg_wide is a number, and complete. Unknown flags are refused (-EINVAL). All symbols have the
 * version HWREG_0.
 *
 * @err: filled on failure, may be NULL
 * @data: handed to @callback
 */

struct hwreg_board;
struct hwreg_dma;
struct hwreg_block;
struct hwreg_condition;
struct hwreg_register;
struct hwreg_field;
struct hwreg_gpio;
struct hwreg_grants;
struct hwreg_interrupt;
struct hwreg_location;
struct hwreg_sampler;
struct hwreg_sequence;
struct hwreg_session;
struct hwreg_snapshot;
struct hwreg_target;
struct hwreg_vfio;
struct hwreg_window;
struct hwreg_write;

/** hwreg_version() - version of the library at run time, as "1.2.3": a constant string */
const char *hwreg_version(void);

/* ---- Errors ---------------------------------------------------------------------------------- */

/**
 * DOC: hwreg_error - what went wrong, where, and whose fault it was
 *
 * Every function that can fail fills the structure hwreg_error that it is given: its kind, which says
 * what to do about it, the errno that was returned, the address of the access or the line of the file, and
 * a message for people that says what, where and what to do next. Give it HWREG_ERROR_INIT once; it can be
 * used again and again, and holds no resources.
 */

/** enum hwreg_error_kind - whose fault it was; the exit statuses of the command are the same numbers */
enum hwreg_error_kind {
	HWREG_ERROR_NONE = 0,
	HWREG_ERROR_ANSWER = 1, /* the answer is no: verify mismatch, condition not met in time */
	HWREG_ERROR_REQUEST = 2, /* the request is wrong: syntax, name, range, policy, board */
	HWREG_ERROR_ACCESS = 3, /* an access or an output failed */
	HWREG_ERROR_UNAVAILABLE = 4, /* not there or not permitted; nothing was accessed */
};

/**
 * struct hwreg_error - what went wrong, and where
 * @size: sizeof(struct hwreg_error), set by the caller; HWREG_ERROR_INIT does
 * @kind: enum hwreg_error_kind
 * @sys_errno: positive errno, the negative of what the function returned
 * @width: bits of the access that failed, 0 if none did
 * @address: address of the access that failed, in its space
 * @line: line in @file, from 1; 0 if no file is to blame
 * @column: column in @line, from 1
 * @file: the file to blame, or ""
 * @message: one or several lines without a final newline; what, where, and what to do next
 */
struct hwreg_error {
	uint32_t size;
	uint32_t kind;
	int32_t sys_errno;
	uint32_t width;
	uint64_t address;
	uint32_t line;
	uint32_t column;
	char file[256];
	char message[1024];
	uint64_t reserved[4];
};

/** What an error is at first, before it is given to a function */
#define HWREG_ERROR_INIT                           \
	{                                          \
		.size = sizeof(struct hwreg_error) \
	}

/* ---- Numbers --------------------------------------------------------------------------------- */

/**
 * DOC: hwreg_number - numbers and durations that users type
 *
 * The same words are understood everywhere: in commands, in board files, and by programs that take them
 * from these functions.
 */

/**
 * hwreg_number_parse() - the number that a whole word is
 * @text: 0x1f, 0b1010, 42 or 64K; `_` may stand between digits of the first two
 * @value: the number
 * @err: may be NULL
 *
 * A sign, a leading 0, trailing characters and more than 64 bits are refused. K, M and G are powers
 * of 1024.
 *
 * Return: 0, -EINVAL or -ERANGE.
 */
int hwreg_number_parse(const char *text, uint64_t *value, struct hwreg_error *err);

/**
 * hwreg_duration_parse() - nanoseconds in "100us", "10ms", "2s" or "1m"
 * @text: a decimal number, maybe with a fraction, and a unit: ns us ms s m h
 * @ns: nanoseconds, more than 0
 * @err: may be NULL
 *
 * Return: 0, -EINVAL or -ERANGE.
 */
int hwreg_duration_parse(const char *text, int64_t *ns, struct hwreg_error *err);

/* ---- Boards ---------------------------------------------------------------------------------- */

/**
 * DOC: hwreg_register - registers, fields and policies that a board describes
 *
 * The registers of a board are found by name (hwreg_register_find()), by address
 * (hwreg_register_next_at()) or by index (hwreg_board_register()), and described by
 * hwreg_register_describe() and hwreg_field_describe(). The functions that start with hwreg_field_ take
 * values of fields out of values of registers and put them in. Nothing here touches hardware:
 * hwreg_session(3) does.
 *
 * @board: that describes it
 * @reg: a register of @board
 * @field: a field of a register of @board
 * @info: filled, at most as many bytes as its size says
 * @read: what reading does
 * @write: what writing does
 */

/** enum hwreg_read_policy - what reading a bit gives and does */
enum hwreg_read_policy {
	HWREG_READ_VALUE, /* the value, unchanged */
	HWREG_READ_NONE, /* nothing useful */
	HWREG_READ_CLEAR, /* the value; then the bit is 0 */
	HWREG_READ_SET, /* the value; then the bit is 1 */
	HWREG_READ_EFFECT, /* something that happens elsewhere: a FIFO moves on */
};

/** enum hwreg_write_policy - what writing a bit does */
enum hwreg_write_policy {
	HWREG_WRITE_VALUE, /* stores it */
	HWREG_WRITE_NONE, /* nothing */
	HWREG_WRITE_1C, /* 1 clears */
	HWREG_WRITE_1S, /* 1 sets */
	HWREG_WRITE_1T, /* 1 toggles */
	HWREG_WRITE_0C, /* 0 clears */
	HWREG_WRITE_0S, /* 0 sets */
	HWREG_WRITE_0T, /* 0 toggles */
	HWREG_WRITE_CLEAR, /* anything clears */
	HWREG_WRITE_SET, /* anything sets */
	HWREG_WRITE_ONCE, /* stores the first value after reset */
	HWREG_WRITE_EFFECT, /* something that happens elsewhere */
};

/**
 * hwreg_policy_name() - UVM's token for a pair of policies, such as "w1c"
 * @read: what reading does
 * @write: what writing does
 *
 * Return: a constant string, or NULL if the pair has no token.
 */
const char *hwreg_policy_name(enum hwreg_read_policy read, enum hwreg_write_policy write);

/** hwreg_read_policy_name() - the word for a read policy in YAML and JSON */
const char *hwreg_read_policy_name(enum hwreg_read_policy read);

/** hwreg_write_policy_name() - the word for a write policy in YAML and JSON */
const char *hwreg_write_policy_name(enum hwreg_write_policy write);

/** enum hwreg_endian - the order of a register's bytes */
enum hwreg_endian {
	HWREG_LITTLE_ENDIAN,
	HWREG_BIG_ENDIAN,
};

#define HWREG_WIDEST 256u /* bits of a register; more than 64 are read in several accesses */
#define HWREG_WIDE_WORDS (HWREG_WIDEST / 64) /* of 64 bits, in struct hwreg_wide */

/** struct hwreg_wide - the value of a register of any width; the least significant word first; stays as it is */
struct hwreg_wide {
	uint64_t words[HWREG_WIDE_WORDS];
};

/**
 * hwreg_wide_part() - 64 bits of a value, from bit @low on
 * @value: of a register of any width
 * @low: number of the lowest bit wanted
 *
 * What is beyond the value reads as 0.
 */
uint64_t hwreg_wide_part(const struct hwreg_wide *value, unsigned int low);

/**
 * DOC: hwreg_board - load a description of registers, and look into it
 *
 * A board is what one YAML file describes (hwreg-board(5)): address spaces, blocks, registers, GPIO lines.
 * It is found by name or path (hwreg_board_load()), or by the machine that it is for
 * (hwreg_board_detect()). Once loaded it never changes, and any number of threads and sessions may use it.
 *
 * The _describe functions fill at most as many bytes as the size in the structure says, and cannot fail
 * on a valid object. Indexes are those of the board file's order; one that is out of range gives NULL or
 * -ERANGE.
 *
 * @board: a loaded one
 * @index: from 0, in the order of the board file
 * @info: filled; its size is set by the caller
 * @options: how to find and load it; NULL: by the defaults
 */

/**
 * struct hwreg_report - one finding in a board file
 * @size: size of this structure as the library knows it
 * @check: stable name of the check, such as "field-overlap"
 * @file: path as it was opened
 * @line: from 1; 0 if the finding is about the whole file
 * @column: from 1
 * @message: one line; starts with the full name of what is wrong where there is one
 */
struct hwreg_report {
	uint32_t size;
	const char *check;
	const char *file;
	uint32_t line;
	uint32_t column;
	const char *message;
};

/** Keep the board, and take it from where it was kept before if none of its files has changed. That is
 * the directory in $HWREG_CACHE (0: nowhere), else $XDG_CACHE_HOME/hwreg or ~/.cache/hwreg, root's
 * is /var/cache/hwreg. Nothing is kept for set-user-ID programs and those with file capabilities. What
 * cannot be kept or used is no error. */
#define HWREG_BOARD_CACHE (UINT64_C(1) << 0)

/**
 * struct hwreg_board_options - how to find and load a board
 * @size: sizeof(struct hwreg_board_options)
 * @flags: HWREG_BOARD_CACHE; unknown flags are -EINVAL
 * @path: directories to search, separated by `:`; NULL for the default of hwreg_board_find()
 * @report: called for each finding, may be NULL; a return other than 0 stops the loading
 * @data: handed to @report
 */
struct hwreg_board_options {
	uint32_t size;
	uint64_t flags;
	const char *path;
	int (*report)(void *data, const struct hwreg_report *report);
	void *data;
};

/**
 * hwreg_board_find() - path of the file that describes a board
 * @name: a path (it has a `/` or ends in .yaml or .hwb), or the name of a board
 * @options: NULL or options; @path of it replaces the search path
 * @out: the path, to be freed with free()
 * @err: may be NULL; names the directories searched
 *
 * The default search path: $HWREG_BOARD_PATH, ~/.config/hwreg/boards, /etc/hwreg/boards and the
 * installed share; for root and set-user-ID programs only the last two.
 *
 * A file that is found by name, or by hwreg_board_detect(), and that others than root can write, or
 * whose directories they can, is refused to root; so are those that it includes and extends.
 *
 * Return: 0, -ENOENT, -ENOMEM, -EPERM, -EINVAL, or what the system says of a file that is there.
 */
int hwreg_board_find(const char *name, const struct hwreg_board_options *options, char **out,
		     struct hwreg_error *err);

/**
 * hwreg_board_list() - tell the names that hwreg_board_find() would find in the search path
 * @options: NULL or options
 * @callback: called with each name and its file, by directory and then by name; a return other than 0
 *            stops the listing and is returned
 * @data: handed to @callback
 * @err: may be NULL
 *
 * Reads directories alone.
 *
 * Return: 0, what @callback returned, -EINVAL, -ENOMEM, or what the system says of a directory.
 */
int hwreg_board_list(const struct hwreg_board_options *options,
		     int (*callback)(void *data, const char *name, const char *file), void *data,
		     struct hwreg_error *err);

/**
 * hwreg_board_load() - read a board file and everything it includes, or a compiled board
 * @out: the board, to be freed with hwreg_board_free()
 * @name: a path, or the name of a board, as for hwreg_board_find()
 * @options: NULL or options
 * @err: may be NULL; the first finding if there was any
 *
 * Touches no hardware. Blocks while it reads files. A compiled board is told by its first bytes.
 *
 * Return: 0, -EINVAL if the description is wrong or was compiled by another version or for another
 * kind of CPU, -EBADMSG if a compiled board is damaged, -ENOENT, -ENOMEM, -ENOSYS if the library was
 * built without YAML or cannot load libyaml, or what open(2) and read(2) say.
 */
int hwreg_board_load(struct hwreg_board **out, const char *name,
		     const struct hwreg_board_options *options, struct hwreg_error *err);

/**
 * hwreg_board_load_text() - a board from a text in memory
 * @out: the board, to be freed with hwreg_board_free()
 * @text: what would be in its file; not needed afterwards
 * @size: bytes of @text
 * @name: what messages and hwreg_board_info call the file that it is not in
 * @options: NULL or options
 * @err: may be NULL; the first finding if there was any
 *
 * What it includes and extends is looked for in the search path alone, not beside it, and must be
 * such as hwreg_board_find() would give to root.
 *
 * Return: as hwreg_board_load().
 */
int hwreg_board_load_text(struct hwreg_board **out, const char *text, size_t size, const char *name,
			  const struct hwreg_board_options *options, struct hwreg_error *err);

/**
 * hwreg_board_save() - compile a board: write it to a file that loads without parsing
 * @path: of the file, which is replaced when the new one is whole and on the disk
 * @err: may be NULL
 *
 * It is for this version of the library and CPUs of this byte order, and does not depend on the
 * board's files any more.
 *
 * Return: 0, -EINVAL if @path is no regular file, -EBADMSG if the board is a compiled one and damaged,
 * -ENOMEM, -ENOSYS, or what the system says of the file.
 */
int hwreg_board_save(const struct hwreg_board *board, const char *path, struct hwreg_error *err);

/**
 * hwreg_board_detect() - load the board in the search path that describes this machine
 * @out: the board, to be freed with hwreg_board_free()
 * @options: NULL or options
 * @err: may be NULL
 *
 * A board with `match: any` is for every machine and so is never chosen here.
 *
 * Return: 0, -ENOENT if none matches, -EEXIST if several do (the message names them), what hwreg_board_load()
 * says, or what the system says of a directory, a board or the device tree that is there and cannot be read.
 */
int hwreg_board_detect(struct hwreg_board **out, const struct hwreg_board_options *options,
		       struct hwreg_error *err);

#define HWREG_TYPE_I2C (1u << 0) /* its registers are those of a device on I2C */

/**
 * struct hwreg_type_info - a device type in a file of its own
 * @size: size of this structure as the library knows it
 * @flags: HWREG_TYPE_…
 * @name: of the type
 * @description: or ""
 * @file: for `include` of a board: "devices/pl011.yaml"
 * @compatible: what device trees call the device
 * @compatible_count: of these texts; may be 0
 * @length: bytes of a block of it
 * @width: bits of a register that does not say otherwise
 * @endian: likewise; enum hwreg_endian
 * @reg_shift: the type's `reg-shift`
 * @alignment: in bytes; addresses of blocks are multiples of it
 */
struct hwreg_type_info {
	uint32_t size;
	uint32_t flags;
	const char *name;
	const char *description;
	const char *file;
	const char *const *compatible;
	uint32_t compatible_count;
	uint32_t width;
	uint64_t length;
	uint32_t endian;
	uint32_t reg_shift;
	uint32_t alignment;
};

/**
 * hwreg_type_list() - tell the device types in the directories `devices` of the search path
 * @options: NULL or options
 * @callback: called with each type, by directory, file and place; what it is handed lives until it
 *            returns; a return other than 0 stops the listing and is returned
 * @data: handed to @callback
 * @err: may be NULL
 *
 * A file hides those of the same name in later directories. Reads them all.
 *
 * Return: 0, what @callback returned, or what hwreg_board_load() says of a file.
 */
int hwreg_type_list(const struct hwreg_board_options *options,
		    int (*callback)(void *data, const struct hwreg_type_info *info), void *data,
		    struct hwreg_error *err);

/**
 * hwreg_board_intact() - was all that the board has been asked for so far in it, and right?
 *
 * A compiled board is read where it is asked for, and checked then. What a damaged one does not have is
 * said to be "", 0 or without members by functions that cannot fail, such as hwreg_register_describe();
 * those that fail with -EBADMSG have asked this themselves. To be asked after the last of the former,
 * before what they said is relied on.
 *
 * Return: 0, or -EBADMSG with what to do in @err, from the first damage on.
 */
int hwreg_board_intact(const struct hwreg_board *board, struct hwreg_error *err);

/** hwreg_board_free() - free a board; NULL is allowed. No session may use it any more. */
void hwreg_board_free(struct hwreg_board *board);

/**
 * hwreg_board_match() - is this the machine that the board describes?
 *
 * Reads the device tree's root or the DMI strings in sysfs. A board without `match` fits none.
 *
 * Return: 0 if it is, else -ENODEV with both identities in @err.
 */
int hwreg_board_match(const struct hwreg_board *board, struct hwreg_error *err);

/**
 * struct hwreg_board_info - a board
 * @size: sizeof(struct hwreg_board_info), set by the caller
 * @file: path of its file
 * @writable: NULL, or, to root, what others can write of what the board was read from: its file, one
 *            that it includes or extends, or a directory that holds one of them
 * @space_count: address spaces; space 0 is `phys`
 * @matches_any: it is for every machine
 * @cached: it was kept from an earlier time (HWREG_BOARD_CACHE)
 */
struct hwreg_board_info {
	uint32_t size;
	const char *name;
	const char *description;
	const char *file;
	uint32_t space_count;
	uint32_t block_count;
	uint32_t register_count;
	uint32_t field_count;
	const char *writable;
	bool matches_any;
	bool cached;
};

/**
 * struct hwreg_space_info - an address space
 * @size: sizeof(struct hwreg_space_info), set by the caller
 * @target: the target that the board gives for it, as for -t; "auto" for `phys`
 */
struct hwreg_space_info {
	uint32_t size;
	const char *name;
	const char *target;
};

/**
 * struct hwreg_block_info - an instance of a device type
 * @size: sizeof(struct hwreg_block_info), set by the caller
 * @type: name of its device type
 * @space: index of its address space
 * @base: address of its first byte in that space
 * @length: bytes
 * @first_register: index of its first register in the board
 */
struct hwreg_block_info {
	uint32_t size;
	const char *name;
	const char *description;
	const char *type;
	uint32_t space;
	uint64_t base;
	uint64_t length;
	uint32_t first_register;
	uint32_t register_count;
};

/** DOC: hwreg_register */

#define HWREG_REGISTER_VOLATILE (1u << 0) /* changes by itself */
#define HWREG_REGISTER_TRIGGER (1u << 1) /* a write starts something; never restored */
#define HWREG_REGISTER_READ_CHANGES (1u << 2) /* reading changes something, in any of its bits */
#define HWREG_REGISTER_UNREADABLE (1u << 3) /* no bit can be read */
#define HWREG_REGISTER_UNWRITABLE (1u << 4) /* no bit can be written */
#define HWREG_REGISTER_SELECTS (1u << 5) /* of a window: each access behind it changes it */

/** enum hwreg_reserved - what bits that no field describes are written with */
enum hwreg_reserved {
	HWREG_RESERVED_KEEP, /* what was read */
	HWREG_RESERVED_ZERO,
	HWREG_RESERVED_ONE,
	HWREG_RESERVED_RESET, /* their value after reset */
};

/**
 * struct hwreg_register_info - a register
 * @size: sizeof(struct hwreg_register_info), set by the caller
 * @name: full name, "UART0.FR"
 * @space: index of its address space
 * @address: in that space
 * @width: bits, a multiple of 8 up to HWREG_WIDEST
 * @endian: byte order in its space
 * @flags: HWREG_REGISTER_…
 * @read: its own policy; fields may differ
 * @write: its own policy; fields may differ
 * @reset: value after reset, in the bits of @reset_mask
 * @reset_mask: bits of @reset that are known; 0: none is. Both are about the lowest 64 bits
 * @protect: why a write needs force, or NULL
 * @block: index of its block
 * @field_count: fields, for hwreg_register_field()
 * @reserved: what bits without a field are written with when others are
 * @access_width: bits of each access: @width, or less where reading or writing it takes several
 * @high_first: of several accesses, that of the most significant bits comes first
 */
struct hwreg_register_info {
	uint32_t size;
	const char *name;
	const char *description;
	uint32_t space;
	uint64_t address;
	uint32_t width;
	enum hwreg_endian endian;
	uint32_t flags;
	enum hwreg_read_policy read;
	enum hwreg_write_policy write;
	uint64_t reset;
	uint64_t reset_mask;
	const char *protect;
	uint32_t block;
	uint32_t field_count;
	enum hwreg_reserved reserved;
	uint32_t access_width;
	bool high_first;
};

#define HWREG_FIELD_VOLATILE (1u << 0) /* changes by itself */
#define HWREG_FIELD_SIGNED (1u << 1) /* two's complement */
#define HWREG_FIELD_SCALED (1u << 2) /* physical value = raw * scale + offset, in unit */
#define HWREG_FIELD_OVERLAP (1u << 3) /* shares bits with another field, on purpose */

/**
 * struct hwreg_field_info - a field of a register
 * @size: sizeof(struct hwreg_field_info), set by the caller
 * @name: its own name, without that of the register
 * @high: highest bit of its first (most significant) piece
 * @low: lowest bit of its last piece
 * @width: bits in all its pieces
 * @mask: its bits in the register, from bit @shift on
 * @piece_count: 1, or more if it lies in pieces; hwreg_field_piece() tells each
 * @flags: HWREG_FIELD_…
 * @unit: "" if none
 * @enum_count: enumerators, for hwreg_field_enumerator()
 * @shift: 0, but in registers of more than 64 bits the lowest bit of the field: where a value of the
 *         register is a uint64_t, it is then the 64 bits from there on
 */
struct hwreg_field_info {
	uint32_t size;
	const char *name;
	const char *description;
	uint32_t high;
	uint32_t low;
	uint32_t width;
	uint64_t mask;
	uint32_t piece_count;
	uint32_t flags;
	enum hwreg_read_policy read;
	enum hwreg_write_policy write;
	double scale;
	double offset;
	const char *unit;
	uint32_t enum_count;
	uint32_t shift;
};

/** struct hwreg_enumerator_info - a named value of a field; @size is set by the caller */
struct hwreg_enumerator_info {
	uint32_t size;
	const char *name;
	const char *description;
	uint64_t value;
};

/** DOC: hwreg_board */

/**
 * struct hwreg_gpio_info - a named GPIO line
 * @size: sizeof(struct hwreg_gpio_info), set by the caller
 * @line: number or name of the line on @chip, as text
 */
struct hwreg_gpio_info {
	uint32_t size;
	const char *name;
	const char *chip;
	const char *line;
	bool active_low;
};

/**
 * struct hwreg_board_sequence_info - a named sequence of steps, for hwreg_sequence_of_board()
 * @size: sizeof(struct hwreg_board_sequence_info), set by the caller
 * @description: or ""
 * @file: where it is written
 * @line: of its name, from 1
 * @column: from 1
 */
struct hwreg_board_sequence_info {
	uint32_t size;
	const char *name;
	const char *description;
	const char *file;
	uint32_t line;
	uint32_t column;
};

/**
 * struct hwreg_match_info - what a machine has that the board is for
 * @size: sizeof(struct hwreg_match_info), set by the caller
 * @key: "compatible", of the device tree's root; else what DMI calls it, such as "board_name"
 * @group: 0: this alone is enough; else the keys of one group must all be there
 */
struct hwreg_match_info {
	uint32_t size;
	const char *key;
	const char *value;
	uint32_t group;
};

/**
 * struct hwreg_cluster_info - a named group of registers in a block or in another group
 * @size: sizeof(struct hwreg_cluster_info), set by the caller
 * @name: full name, "DMA.CH0"
 * @block: index of its block
 * @first_register: index of its first register in the board; the others follow
 * @address: where it starts, in the space of its block
 */
struct hwreg_cluster_info {
	uint32_t size;
	const char *name;
	const char *description;
	uint32_t block;
	uint32_t first_register;
	uint32_t register_count;
	uint64_t address;
};

/** hwreg_board_describe() - the board as a whole */
void hwreg_board_describe(const struct hwreg_board *board, struct hwreg_board_info *info);

/** hwreg_board_space() - one of its address spaces; Return: 0 or -ERANGE */
int hwreg_board_space(const struct hwreg_board *board, uint32_t index,
		      struct hwreg_space_info *info);

/** hwreg_board_gpio() - one of its named GPIO lines; Return: 0 or -ERANGE */
int hwreg_board_gpio(const struct hwreg_board *board, uint32_t index, struct hwreg_gpio_info *info);

/** hwreg_board_sequence() - one of its named sequences; Return: 0 or -ERANGE */
int hwreg_board_sequence(const struct hwreg_board *board, uint32_t index,
			 struct hwreg_board_sequence_info *info);

/** hwreg_board_match_key() - one of the keys of `match`; Return: 0 or -ERANGE */
int hwreg_board_match_key(const struct hwreg_board *board, uint32_t index,
			  struct hwreg_match_info *info);

/** hwreg_board_cluster() - one of its clusters; Return: 0 or -ERANGE */
int hwreg_board_cluster(const struct hwreg_board *board, uint32_t index,
			struct hwreg_cluster_info *info);

/** hwreg_board_block() - one of its blocks, or NULL if @index is out of range */
const struct hwreg_block *hwreg_board_block(const struct hwreg_board *board, uint32_t index);

/**
 * hwreg_block_describe() - what a block is
 * @block: of @board
 */
void hwreg_block_describe(const struct hwreg_board *board, const struct hwreg_block *block,
			  struct hwreg_block_info *info);

/**
 * hwreg_block_find() - the block with a name
 * @name: such as "UART0"
 * @out: the block, which lives as long as the board
 *
 * Return: 0 or -ENOENT, with near names in @err.
 */
int hwreg_block_find(const struct hwreg_board *board, const char *name,
		     const struct hwreg_block **out, struct hwreg_error *err);

/** hwreg_board_register() - one of its registers, or NULL if @index is out of range */
const struct hwreg_register *hwreg_board_register(const struct hwreg_board *board, uint32_t index);

/** DOC: hwreg_register */

/** hwreg_register_index() - of a register in its board, for hwreg_board_register() */
uint32_t hwreg_register_index(const struct hwreg_board *board, const struct hwreg_register *reg);

/** hwreg_register_describe() - what a register is */
void hwreg_register_describe(const struct hwreg_board *board, const struct hwreg_register *reg,
			     struct hwreg_register_info *info);

/**
 * hwreg_register_field() - one of its fields, or NULL if @index is out of range
 * @index: from 0, in the order of the board file
 */
const struct hwreg_field *hwreg_register_field(const struct hwreg_board *board,
					       const struct hwreg_register *reg, uint32_t index);

/** hwreg_field_describe() - what a field is */
void hwreg_field_describe(const struct hwreg_board *board, const struct hwreg_field *field,
			  struct hwreg_field_info *info);

/**
 * hwreg_field_piece() - where one of the pieces of a field lies
 * @index: from 0, the most significant piece first
 * @high: its highest bit in the register, inclusive
 * @low: its lowest bit in the register
 *
 * Return: 0 or -ERANGE.
 */
int hwreg_field_piece(const struct hwreg_board *board, const struct hwreg_field *field,
		      uint32_t index, uint32_t *high, uint32_t *low);

/**
 * hwreg_field_enumerator() - one of the named values of a field
 * @index: from 0, in the order of the board file
 *
 * Return: 0 or -ERANGE.
 */
int hwreg_field_enumerator(const struct hwreg_board *board, const struct hwreg_field *field,
			   uint32_t index, struct hwreg_enumerator_info *info);

/**
 * struct hwreg_window_info - how a register is accessed that has no address of its own
 * @size: sizeof(struct hwreg_window_info), set by the caller
 * @index: the register that @offset is written to before each access
 * @data: the register that is then read or written; the address of what is behind is its
 * @offset: what goes into the index register
 */
struct hwreg_window_info {
	uint32_t size;
	const struct hwreg_register *index;
	const struct hwreg_register *data;
	uint64_t offset;
};

/** hwreg_register_window() - is a register behind an index and a data register? Return: 0 or -ENOENT */
int hwreg_register_window(const struct hwreg_board *board, const struct hwreg_register *reg,
			  struct hwreg_window_info *info);

/** enum hwreg_alias - what writing a 1 at a register's further address does to its bit */
enum hwreg_alias {
	HWREG_ALIAS_SET,
	HWREG_ALIAS_CLEAR,
	HWREG_ALIAS_TOGGLE,
};

/**
 * hwreg_register_alias() - where a further address of a register is
 * @kind: what writing there does
 * @address: in the register's space
 *
 * Return: 0 or -ENOENT.
 */
int hwreg_register_alias(const struct hwreg_board *board, const struct hwreg_register *reg,
			 enum hwreg_alias kind, uint64_t *address);

/** enum hwreg_rule - what else accesses to a register need (hwreg-board(5)) */
enum hwreg_rule {
	HWREG_RULE_REQUIRES, /* conditions without which no access is made */
	HWREG_RULE_WHEN, /* conditions without which another register is at its address */
	HWREG_RULE_UNLOCK, /* writes before a write */
	HWREG_RULE_LOCK, /* writes after it */
	HWREG_RULE_COUNT,
};

/**
 * hwreg_register_rule() - one rule of a register as a text with full names
 * @kind: of which kind
 * @index: from 0
 * @buffer: filled: "CCM.CCGR1.UART==3", or "WDT.LAR=0xc5acce55"
 * @size: of @buffer; longer texts are cut
 *
 * Conditions are in the words of hwreg_condition_parse(), writes in those of hwreg_write_parse().
 *
 * Return: 0, or -ENOENT after the last.
 */
int hwreg_register_rule(const struct hwreg_board *board, const struct hwreg_register *reg,
			enum hwreg_rule kind, uint32_t index, char *buffer, size_t size);

/**
 * hwreg_register_neighbours() - how to write some bits of a register and leave the rest as it is
 * @meant: the bits to be written
 * @flags: 0, or HWREG_FORCE_POLICY to write 0 where nothing leaves a bit as it is, and to read what
 *         reading changes; others are -EINVAL
 * @keep: bits to write as they were read; 0: no read is needed
 * @ones: bits to write as 1; what is in neither is written as 0
 *
 * Return: 0, or -EACCES with the name of the field in the way.
 */
int hwreg_register_neighbours(const struct hwreg_board *board, const struct hwreg_register *reg,
			      uint64_t meant, uint64_t flags, uint64_t *keep, uint64_t *ones,
			      struct hwreg_error *err);

/**
 * hwreg_register_find() - the register with a full name, such as "UART0.FR"
 * @name: letter by letter
 * @out: the register, which lives as long as the board
 *
 * Constant time. On failure up to three near names are in @err.
 *
 * Return: 0 or -ENOENT.
 */
int hwreg_register_find(const struct hwreg_board *board, const char *name,
			const struct hwreg_register **out, struct hwreg_error *err);

/**
 * hwreg_field_find() - the field of a register with a name
 * @name: of the field alone, such as "TXFE"
 * @out: the field, which lives as long as the board
 *
 * Return: 0 or -ENOENT, with near names in @err.
 */
int hwreg_field_find(const struct hwreg_board *board, const struct hwreg_register *reg,
		     const char *name, const struct hwreg_field **out, struct hwreg_error *err);

/**
 * hwreg_register_next_at() - the registers that hold a byte address, one after the other
 * @space: index of the address space
 * @address: any byte of the register
 * @previous: NULL for the first, else what the last call gave
 *
 * Return: a register, or NULL when there is no further one.
 */
const struct hwreg_register *hwreg_register_next_at(const struct hwreg_board *board, uint32_t space,
						    uint64_t address,
						    const struct hwreg_register *previous);

/**
 * hwreg_field_get() - a field's value, pieces joined, out of a register's value; not sign-extended
 * @reg_value: of its register; of one of more than 64 bits those 64 from the field's shift on
 */
uint64_t hwreg_field_get(const struct hwreg_board *board, const struct hwreg_field *field,
			 uint64_t reg_value);

/**
 * hwreg_field_put() - a register's value with the field's bits replaced
 * @reg_value: of its register, as for hwreg_field_get()
 * @value: of the field; bits that it does not have are ignored
 */
uint64_t hwreg_field_put(const struct hwreg_board *board, const struct hwreg_field *field,
			 uint64_t reg_value, uint64_t value);

/**
 * hwreg_field_value_name() - the enumerator of a value, or NULL
 * @value: of the field
 */
const char *hwreg_field_value_name(const struct hwreg_board *board, const struct hwreg_field *field,
				   uint64_t value);

/**
 * hwreg_field_value_parse() - a number that fits, or the name of an enumerator
 * @text: the whole of it
 * @value: of the field
 *
 * A signed field takes only its raw bits. Return: 0, -EINVAL, -ENOENT (with near names) or -ERANGE.
 */
int hwreg_field_value_parse(const struct hwreg_board *board, const struct hwreg_field *field,
			    const char *text, uint64_t *value, struct hwreg_error *err);

/**
 * hwreg_glob_match() - does a full name match a pattern, level by level?
 * @pattern: levels separated by dots; `*` and `?` stay inside one level
 * @name: full name
 *
 * Return: true if all levels match, or if @pattern matches the first levels of @name, so that a
 * pattern that matches a block matches all below it.
 */
bool hwreg_glob_match(const char *pattern, const char *name);

/* ---- Targets --------------------------------------------------------------------------------- */

/**
 * DOC: hwreg_target - a place where registers are: /dev/mem, a UIO device, a PCI BAR, a file, a simulation
 *
 * A target is named by a SPEC, as for -t in hwreg(1). hwreg_target_new() understands it and opens nothing;
 * the first window on it (hwreg_window(3)) opens it. Sessions make the targets that they need themselves.
 *
 * @target: from hwreg_target_new()
 */

#define HWREG_TARGET_PRESENT (1u << 0) /* there is such a thing here */
#define HWREG_TARGET_READABLE (1u << 1) /* this process may open it to read */
#define HWREG_TARGET_WRITABLE (1u << 2) /* this process may open it to write */
#define HWREG_TARGET_PHYSICAL (1u << 3) /* @address is one of the CPU's physical addresses */

/**
 * struct hwreg_target_info - a place on this machine where registers can be accessed
 * @size: size of this structure as the library knows it
 * @spec: what to give to -t, "uio:uio0/0"
 * @backend: "mem", "uio" …
 * @name: its name in sysfs, or ""
 * @device: device node, or ""
 * @driver: kernel driver behind it, or ""
 * @owner: who may open it, as "root:uio 0660", or ""
 * @address: physical address of the first register byte, if HWREG_TARGET_PHYSICAL; else 0
 * @length: bytes, 0 if unknown
 * @offset: bytes between the start of the mapping and the first register (sysfs `offset`)
 * @flags: HWREG_TARGET_…
 * @note: what restricts it, or what to do to get it; lines; may be ""
 */
struct hwreg_target_info {
	uint32_t size;
	const char *spec;
	const char *backend;
	const char *name;
	const char *device;
	const char *driver;
	const char *owner;
	uint64_t address;
	uint64_t length;
	uint64_t offset;
	uint32_t flags;
	const char *note;
};

/**
 * hwreg_target_list() - tell what targets this machine offers
 * @callback: called for each; a return other than 0 stops the listing and is returned
 * @data: handed to @callback
 * @err: may be NULL
 *
 * Reads sysfs and procfs. Opens no device but I2C adapters, whose drivers are asked what they can do;
 * no bus is touched.
 *
 * Return: 0, what @callback returned, -ENOMEM, or what the system says of sysfs.
 */
int hwreg_target_list(int (*callback)(void *data, const struct hwreg_target_info *info), void *data,
		      struct hwreg_error *err);

/**
 * struct hwreg_target_kind - a backend that is built in
 * @name: what a SPEC of it starts with
 * @form: of its SPEC
 * @help: one line
 *
 * The library alone has such structures; later versions may have more at their end.
 */
struct hwreg_target_kind {
	const char *name;
	const char *form;
	const char *help;
};

/**
 * hwreg_target_kind() - the backends built in; NULL after the last
 * @index: from 0
 */
const struct hwreg_target_kind *hwreg_target_kind(unsigned int index);

/**
 * hwreg_target_new() - understand where registers are, without opening the place
 * @out: the target, to be freed with hwreg_target_free()
 * @spec: as for -t: "mem", "uio:rtc/0", "dt:/soc/serial@9000000", "file:dump.bin@0x1000" …
 * @board: needed by "sim" alone, else may be NULL; must outlive the target
 * @err: may be NULL
 *
 * Reads sysfs and stat(2) only. The device is opened by the first hwreg_window_open(). Numbers of "dt:" are
 * offsets in the range of `reg`; a window is refused with -ENODEV while the node's status is not "okay", but
 * in a session with HWREG_FORCE_REQUIRES.
 *
 * Return: 0, -EINVAL if @spec is wrong, -ENOENT or -ENODEV if there is no such thing here.
 */
int hwreg_target_new(struct hwreg_target **out, const char *spec, const struct hwreg_board *board,
		     struct hwreg_error *err);

/** hwreg_target_free() - close and free; NULL is allowed. Its windows must be closed before. */
void hwreg_target_free(struct hwreg_target *target);

/**
 * DOC: hwreg_vfio - what targets, interrupts and DMA of VFIO share
 *
 * VFIO hands out devices by IOMMU groups, and a group to one open descriptor of the whole machine. What
 * a process does with devices of one group - BARs, config space, interrupts, DMA - therefore has to
 * share what is open, a struct hwreg_vfio, which also is one address space for DMA: buffers of
 * hwreg_dma_map() are for all devices opened in it. The targets of a session share that of the session;
 * a target of hwreg_target_new() has one of its own until it is told another's. Targets, interrupts
 * and buffers keep it alive, in whatever order they are freed, and threads may use them at once. The
 * kernel resets a device, if it can be reset, when the first of them opens it and when the last of them
 * is freed; bus mastering is off then.
 * Kernel: Documentation/driver-api/vfio.rst.
 *
 * @target: from hwreg_target_new()
 * @session: from hwreg_session_open()
 */

/** hwreg_target_vfio() - what a target of VFIO shares with others; lives as long as it; NULL: it is none */
struct hwreg_vfio *hwreg_target_vfio(const struct hwreg_target *target);

/**
 * hwreg_target_set_vfio() - have a target of VFIO use what another one has open
 * @vfio: of hwreg_target_vfio() or hwreg_session_vfio()
 * @err: may be NULL
 *
 * Before the target's first window. Return: 0, -EINVAL if it is no target of VFIO, -EBUSY if it is open.
 */
int hwreg_target_set_vfio(struct hwreg_target *target, struct hwreg_vfio *vfio,
			  struct hwreg_error *err);

/** DOC: hwreg_target */

/**
 * hwreg_simulation_list() - tell the names of the shared simulations of this machine
 * @callback: called with each name; a return other than 0 stops the listing and is returned
 *
 * Return: 0, what @callback returned, or what the system says of /dev/shm.
 */
int hwreg_simulation_list(int (*callback)(void *data, const char *name), void *data,
			  struct hwreg_error *err);

/**
 * hwreg_simulation_remove() - remove a shared simulation; processes that use it keep theirs
 * @name: what follows "sim:"
 *
 * Return: 0, -EINVAL, -ENOENT, or what unlink(2) says.
 */
int hwreg_simulation_remove(const char *name, struct hwreg_error *err);

/* ---- Windows --------------------------------------------------------------------------------- */

/**
 * DOC: hwreg_window - a mapped range of a target: checked accesses, and a pointer for drivers
 *
 * A window is page-aligned underneath and byte-exact on top: it takes any range of bytes. Its accesses are
 * checked, and with HWREG_GUARD a bus error is an error value; hwreg_window_pointer() gives drivers the
 * address for the inline accessors of hwreg_io(3), which check nothing.
 *
 * A window with HWREG_WRITE is mapped read-only until it is written for the first time, or the pointer is
 * asked for. hwreg_window_read() and hwreg_window_write() allocate nothing, take no lock and make no system
 * call, where the target is mapped. Mapped windows of one target may be used by different threads at once.
 *
 * @window: from hwreg_window_open()
 */

#define HWREG_WRITE (UINT64_C(1) << 0) /* to be able to write; else reads only */
#define HWREG_GUARD (UINT64_C(1) << 1) /* turn SIGBUS and SIGSEGV of accesses into errors */
#define HWREG_DRY_RUN (UINT64_C(1) << 2) /* sessions: open nothing, touch nothing */
#define HWREG_FORCE_BOARD (UINT64_C(1) << 3) /* sessions: use a board of another machine */
#define HWREG_FORCE_POLICY (UINT64_C(1) << 4) /* sessions: do what policies refuse */
#define HWREG_FORCE_PROTECT (UINT64_C(1) << 5) /* sessions: write protected registers */
#define HWREG_NO_LOCK (UINT64_C(1) << 6) /* sessions: field writes without a lock */
#define HWREG_WHAT_IF (UINT64_C(1) << 7) /* writes go to a private copy of a regular file */
#define HWREG_GUARD_PAGES (UINT64_C(1) << 8) /* pages around the window's, which fault */
#define HWREG_POPULATE (UINT64_C(1) << 9) /* map all pages at once, not when they are touched */
#define HWREG_LOCK_MEMORY (UINT64_C(1) << 10) /* keep the pages of a file in memory */
#define HWREG_FORCE_BUSY (UINT64_C(1) << 12) /* use a device that a kernel driver has */
/** sessions: ignore `requires` and `when` of the board, and what the device tree has as a status */
#define HWREG_FORCE_REQUIRES (UINT64_C(1) << 13)
/** sessions: what was read for a condition counts until the session writes, not for one access alone */
#define HWREG_CONDITIONS_ONCE (UINT64_C(1) << 14)

/**
 * hwreg_window_open() - map a byte range of a target
 * @out: the window, to be closed with hwreg_window_close()
 * @target: where the registers are; must outlive the window
 * @address: address of the first byte, in the target's own address space
 * @size: bytes to map, not 0; any alignment
 * @flags: HWREG_WRITE, _GUARD, _WHAT_IF, _GUARD_PAGES, _POPULATE and _LOCK_MEMORY
 * @err: may be NULL
 *
 * Does not touch the registers. May block in open(2) and mmap(2).
 *
 * HWREG_WHAT_IF: the file is opened to read alone and mapped privately, so that what is written is
 * seen in this window and nowhere else, and is gone when it is closed. For regular files alone: a
 * private mapping of a device would read a page of its registers to copy it.
 *
 * HWREG_GUARD_PAGES: for drivers that use hwreg_window_pointer(). The pages around the window have one
 * on each side that faults, so that a wrong offset does not reach what happens to be mapped next to
 * them. Inside the pages, which may hold more than the window, nothing is caught.
 *
 * HWREG_POPULATE: no page fault later, but for the first write of a page of a file. Devices are mapped
 * as a whole anyway.
 *
 * HWREG_LOCK_MEMORY: the pages of a file stay in memory until the window closes. Needs RLIMIT_MEMLOCK or
 * the capability CAP_IPC_LOCK. Nothing to do for devices, whose registers are no memory, and for what is
 * not mapped.
 *
 * Return: 0, -ERANGE if the range leaves the target, -EPERM if the kernel refuses it, -ENOTSUP for
 * HWREG_WHAT_IF on what is no regular file, or what open(2), mmap(2) and mlock(2) say.
 */
int hwreg_window_open(struct hwreg_window **out, struct hwreg_target *target, uint64_t address,
		      uint64_t size, uint64_t flags, struct hwreg_error *err);

/**
 * hwreg_window_grow() - have a window on a file or a simulation reach further
 * @size: bytes from the window's first byte, at least as many as now
 * @err: may be NULL
 *
 * A file may have become longer since it was opened; its size is looked at again, and never changed.
 * In a simulation the window may grow to the end of the block that it is in. All that the window was
 * opened with stays as it is, but the pages may move: what hwreg_window_pointer() said before is no
 * longer valid, whatever this returns.
 *
 * Return: 0, -ERANGE past the end of the file or block, -EINVAL if @size is less than now, -ENOTSUP
 * for devices, whose maps have one size, -EAGAIN if HWREG_LOCK_MEMORY may not lock as much, or what
 * mremap(2) says. On failure the window keeps its size.
 */
int hwreg_window_grow(struct hwreg_window *window, uint64_t size, struct hwreg_error *err);

/** hwreg_window_close() - unmap; NULL is allowed. Does not sync: hwreg_window_sync() does. */
void hwreg_window_close(struct hwreg_window *window);

/**
 * hwreg_window_read() - one checked read
 * @offset: bytes from the window's first byte, a multiple of the width; registers, where they are
 *          numbered (I2C)
 * @bits: 8, 16, 32 or 64; where registers are numbered any multiple of 8 up to 64
 * @endian: byte order of the register
 * @value: what was read
 *
 * One volatile load of exactly that width, ordered like the kernel's readl(). With HWREG_GUARD a
 * bus error is -EFAULT with the address in @err, and later accesses work.
 *
 * Return: 0, -EINVAL (width, alignment), -ERANGE, -ENOTSUP (64 bits on a 32-bit CPU), -EFAULT.
 */
int hwreg_window_read(struct hwreg_window *window, uint64_t offset, unsigned int bits,
		      enum hwreg_endian endian, uint64_t *value, struct hwreg_error *err);

/**
 * hwreg_window_write() - one checked write
 * @offset: as for hwreg_window_read()
 * @bits: likewise
 * @endian: byte order of the register
 * @value: fits into @bits
 *
 * One volatile store of exactly that width, ordered like the kernel's writel(). It may be posted: only a
 * read from the same device makes certain that it has arrived (hwreg_io(3)).
 *
 * Return: as hwreg_window_read(); -EACCES without HWREG_WRITE, -ERANGE also for a value that does not fit.
 */
int hwreg_window_write(struct hwreg_window *window, uint64_t offset, unsigned int bits,
		       enum hwreg_endian endian, uint64_t value, struct hwreg_error *err);

/**
 * struct hwreg_wait - what to wait for
 * @size: sizeof(struct hwreg_wait)
 * @offset: as for hwreg_window_read()
 * @bits: likewise
 * @endian: byte order of the register
 * @mask: bits that are looked at
 * @value: of these bits, in their places
 * @deadline: nanoseconds of CLOCK_MONOTONIC; 0: look once, INT64_MAX: without end
 * @cancel: descriptor that ends the wait while it is readable; -1: none
 * @seen: filled: what was read last
 */
struct hwreg_wait {
	uint32_t size;
	uint32_t bits;
	uint64_t offset;
	enum hwreg_endian endian;
	int cancel;
	uint64_t mask;
	uint64_t value;
	int64_t deadline;
	uint64_t seen;
};

/**
 * hwreg_window_wait() - read a register until some bits have a value
 * @wait: what to wait for
 *
 * For 20 microseconds one read follows the other; then it sleeps between them for an eighth of the time
 * that it has taken, a millisecond at most. The last read is made after the deadline, however late that is:
 * a process that was not run meanwhile does not miss a value that is there.
 *
 * Return: 0, -ETIMEDOUT or -ECANCELED (kind HWREG_ERROR_ANSWER), -EINVAL, or what hwreg_window_read() says.
 */
int hwreg_window_wait(struct hwreg_window *window, struct hwreg_wait *wait,
		      struct hwreg_error *err);

/**
 * hwreg_window_sync() - have what was written reach a file's storage; nothing to do elsewhere
 *
 * One msync(2) of a window that has been written, one fdatasync(2) where files cannot be mapped; blocks
 * until the storage has it. Nothing is lost between processes without it: they see the same pages.
 *
 * Return: 0, or what the kernel says, such as -EIO (kind HWREG_ERROR_ACCESS): what is on the storage is
 * then unknown.
 */
int hwreg_window_sync(struct hwreg_window *window, struct hwreg_error *err);

/**
 * hwreg_window_pointer() - address of the window's first byte for hwreg_io(3); NULL: not mapped
 *
 * The first call makes a window opened with HWREG_WRITE writable. Files that cannot be mapped, config space,
 * ports, I2C devices and simulations are not mapped; HWREG_IO_HOOK gives drivers addresses there, too. The
 * pointer is good until the window is closed or grows.
 */
volatile void *hwreg_window_pointer(struct hwreg_window *window);

#ifdef HWREG_IO_HOOK
#define hwreg_window_pointer(window) hwreg_io_pointer(window)
#endif

/* ---- Memory for devices ---------------------------------------------------------------------- */

/**
 * DOC: hwreg_dma - memory that a device can read and write by itself
 *
 * A buffer of locked pages whose addresses the device can be told: physical ones (hwreg_dma_alloc()), or
 * those that an IOMMU translates (hwreg_dma_map()). The driver writes what the device is to see,
 * gives the device the address through a register with an ordered accessor (hwreg_io(3)), and reads the
 * buffer after the device has said that it is done.
 *
 * @dma: from hwreg_dma_alloc() or hwreg_dma_map()
 */

/** In pages of 2 MiB, each contiguous in physical memory; fails where none are reserved */
#define HWREG_DMA_HUGE (UINT64_C(1) << 0)

/**
 * hwreg_dma_alloc() - locked memory that a device can be told the physical address of
 * @out: the buffer, filled with 0, to be freed with hwreg_dma_free()
 * @size: bytes, not 0; rounded up to whole pages
 * @flags: HWREG_DMA_HUGE or 0
 * @err: may be NULL
 *
 * For drivers of devices that no IOMMU stands before; for others see hwreg_dma_map(). The memory is not handed to children. What
 * this does not protect from:
 * - locked pages stay in memory, but the kernel may move them (compaction, NUMA balancing,
 *   memory hotplug): the addresses then belong to others. Huge pages are moved rarely; turn
 *   vm.compaction_proactiveness and NUMA balancing off, or use hwreg_dma_map(), which pins;
 * - an IOMMU: where one translates, the device sees other addresses, or none;
 * - caches: where DMA is not coherent the device sees stale memory, and the CPU does;
 * - a device that still transfers after hwreg_dma_free() or the end of the process: stop it first.
 *
 * Needs CAP_SYS_ADMIN here, and RLIMIT_MEMLOCK. Addresses as in the kernel's
 * Documentation/admin-guide/mm/pagemap.rst.
 *
 * Return: 0, -EINVAL, -ENOMEM, -EPERM if the addresses are not told, or what mmap(2) and mlock(2) say.
 */
int hwreg_dma_alloc(struct hwreg_dma **out, size_t size, uint64_t flags, struct hwreg_error *err);

/** hwreg_dma_free() - give the memory back; NULL is allowed. The device must have been stopped. */
void hwreg_dma_free(struct hwreg_dma *dma);

/** hwreg_dma_pointer() - the first byte, on a page */
void *hwreg_dma_pointer(const struct hwreg_dma *dma);

/** hwreg_dma_size() - bytes, a multiple of the page */
size_t hwreg_dma_size(const struct hwreg_dma *dma);

/**
 * hwreg_dma_map() - memory that devices of VFIO reach through their IOMMU
 * @out: the buffer, filled with 0, to be freed with hwreg_dma_free()
 * @vfio: of hwreg_target_vfio() or hwreg_session_vfio(); a device of it must be open, as by a window
 * @size: bytes, not 0; rounded up to whole pages
 * @flags: HWREG_DMA_HUGE or 0
 * @err: may be NULL
 *
 * The safe way: the kernel pins the pages, the device is told addresses that the IOMMU translates, and
 * what it does outside the buffers is refused, also after they are freed. The addresses are contiguous,
 * and the lowest that are free, from 0x10000 on, for devices that know few bits of them. The memory is
 * not handed to children. The device has to be bus master: bit 2 of the command register in its config
 * space, such as vfio:ADDRESS/config.
 *
 * Needs RLIMIT_MEMLOCK or the capability CAP_IPC_LOCK, and no other right.
 *
 * Return: 0, -EINVAL if @vfio is NULL, -ENOTCONN if no device is open yet, -ENOTSUP if the device has no
 * IOMMU, -ENOSPC, -ENOMEM, -ENOSYS if the library was built without VFIO, or what the kernel says.
 */
int hwreg_dma_map(struct hwreg_dma **out, struct hwreg_vfio *vfio, size_t size, uint64_t flags,
		  struct hwreg_error *err);

/**
 * hwreg_dma_address() - the address for a device of a part that is contiguous there
 * @offset: of the part in the buffer
 * @size: bytes of the part
 * @address: of its first byte
 *
 * Of hwreg_dma_alloc() the physical address; of hwreg_dma_map() that which the IOMMU translates.
 *
 * Return: 0, -ERANGE outside the buffer, or -EXDEV if the part is in several pieces.
 */
int hwreg_dma_address(const struct hwreg_dma *dma, size_t offset, size_t size, uint64_t *address,
		      struct hwreg_error *err);

/* ---- Locations and writes -------------------------------------------------------------------- */

/**
 * DOC: hwreg_location - what a user typed to say what to read
 *
 * A location is one register or part of one, or many: a block, a cluster, a glob or a range. All
 * locations of a request are parsed, and so checked, before the first is read (hwreg_session_read()), so
 * that a mistake in one means no access at all. hwreg(1) has the grammar.
 *
 * @location: from hwreg_location_parse()
 * @session: that it is for, and that outlives it
 * @item: filled
 * @index: from 0, below hwreg_location_count()
 */

/** enum hwreg_skip - why a read of many leaves a register out */
enum hwreg_skip {
	HWREG_SKIP_NONE,
	HWREG_SKIP_READ_CHANGES, /* reading would change something */
	HWREG_SKIP_WRITE_ONLY,
	HWREG_SKIP_TOO_WIDE, /* accesses of 64 bits, on a CPU that makes them of 32 */
	HWREG_SKIP_ABSENT, /* another register has its address now (hwreg_session_select()) */
	HWREG_SKIP_NOT_HELD, /* behind an index register, and the target is a file */
};

/**
 * struct hwreg_item - a register or a part of one
 * @reg: its description, or NULL
 * @field: the field meant, or NULL for the bits @high to @low
 * @space: index of the address space
 * @width: bits of the register; of the access, unless its description says that it takes several
 * @address: of the register, in its space
 * @number: the same as the target numbers it: what a numeric location says
 * @high: highest bit meant, inclusive; width - 1 for a whole register
 * @low: lowest bit meant
 * @skip: enum hwreg_skip; HWREG_SKIP_NONE for an item that was named in full
 * @step: numbers from this register to the next: its bytes, or 1 where a number is a whole
 *        register (I2C)
 * @raw: a location that is a number alone: just that access, whatever conditions its register has
 * @shift: 0, but for a part of a register of more than 64 bits its lowest bit: where the register's value
 *         is a uint64_t, it is then the 64 bits from there on
 * @reserved: 0; room for later versions
 */
struct hwreg_item {
	const struct hwreg_register *reg;
	const struct hwreg_field *field;
	uint64_t address;
	uint64_t number;
	uint32_t space;
	uint16_t width;
	uint8_t endian;
	uint8_t high;
	uint8_t low;
	uint8_t skip;
	uint8_t step;
	bool raw;
	uint8_t shift;
	uint8_t reserved[19];
};

/**
 * hwreg_location_parse() - what a user typed to say what to read
 * @out: the location, to be freed with hwreg_location_free()
 * @session: gives the board, the targets, the default width and byte order; must outlive @out
 * @text: a register, field, slice, block, cluster, range or glob (hwreg(1), LOCATIONS)
 * @err: may be NULL; names near ones for a name that is not found
 *
 * Opens nothing. Refuses a board of another machine, addresses outside the target, unaligned accesses
 * and widths that the CPU or the target does not have, so that a command line can be checked as a
 * whole before the first open.
 *
 * Return: 0, -EINVAL, -ENOENT, -ERANGE, -EACCES (write-only), -ENODEV, -ENOTSUP or -ENOMEM.
 */
int hwreg_location_parse(struct hwreg_location **out, struct hwreg_session *session,
			 const char *text, struct hwreg_error *err);

/** hwreg_location_free() - free a location; NULL is allowed */
void hwreg_location_free(struct hwreg_location *location);

/** hwreg_location_count() - items in it, those to be skipped included */
uint64_t hwreg_location_count(const struct hwreg_location *location);

/** hwreg_location_item() - the item at an index, in address order for ranges, else in the board's order */
void hwreg_location_item(const struct hwreg_location *location, uint64_t index,
			 struct hwreg_item *item);

/** hwreg_location_needs_write() - does reading it write, as something is behind an index register? The
 * session must then be one with HWREG_WRITE */
bool hwreg_location_needs_write(const struct hwreg_location *location);

/**
 * hwreg_item_needs_write() - the same of one item, such as that of a condition
 * @item: of a location, a write or a condition
 */
bool hwreg_item_needs_write(const struct hwreg_item *item);

/** hwreg_location_is_range() - true for FIRST..LAST and its like between numeric ends */
bool hwreg_location_is_range(const struct hwreg_location *location);

/**
 * hwreg_location_parse_to_write() - the same for what many values will be written to
 * @out: the location, to be freed with hwreg_location_free()
 * @text: as for hwreg_location_parse()
 *
 * Takes whole registers alone, of a session with HWREG_WRITE. Each that the board describes must be one
 * that may be written, in just its width and byte order; by number too, as one mistaken end of a range
 * reaches many registers. HWREG_FORCE_POLICY and HWREG_FORCE_PROTECT lift that. Registers that need
 * writes around a write (`unlock`, `lock`) are refused: hwreg_write_parse() is for these. No item is
 * skipped.
 *
 * Return: as hwreg_location_parse(), -EACCES or -ENOTSUP for what may not be written.
 */
int hwreg_location_parse_to_write(struct hwreg_location **out, struct hwreg_session *session,
				  const char *text, struct hwreg_error *err);

#define HWREG_FIFO (UINT64_C(1) << 0) /* every access at the address of the first */

/**
 * hwreg_location_repeat() - make one whole register many: those that follow it, or itself many times
 * @location: of one item; unchanged on failure
 * @count: registers, not 0
 * @flags: HWREG_FIFO or 0
 *
 * Return: 0, -EINVAL if it is not one register, or what parsing says of the further registers.
 */
int hwreg_location_repeat(struct hwreg_location *location, uint64_t count, uint64_t flags,
			  struct hwreg_error *err);

/**
 * hwreg_location_stretch() - how many items are alike and without a gap
 * @index: of the first, below hwreg_location_count()
 * @first: the item at @index
 *
 * They have the same space, width, byte order and skip, and each lies just behind the one before; or
 * all are one register (HWREG_FIFO). Does not look at each address of a range that no board describes.
 *
 * Return: items from @index on, at least 1.
 */
uint64_t hwreg_location_stretch(const struct hwreg_location *location, uint64_t index,
				struct hwreg_item *first);

/**
 * hwreg_location_check_verify() - could what is written to all of it be verified?
 *
 * Return: 0, or -ENOTSUP with the name of a register of which no bit reads back as written.
 */
int hwreg_location_check_verify(const struct hwreg_location *location, struct hwreg_error *err);

/**
 * DOC: hwreg_write - what a user typed to say what to write
 *
 * A write is parsed and checked before anything is opened, and made by hwreg_session_write(). It knows
 * which bits to keep, from the policies of the register's fields.
 *
 * @write: from hwreg_write_parse()
 * @info: filled; its size is set by the caller
 */

/**
 * hwreg_write_parse() - what a user typed to say what to write
 * @out: the write, to be freed with hwreg_write_free()
 * @session: as for hwreg_location_parse()
 * @text: REG=VALUE, REG.FIELD=VALUE,FIELD=VALUE, REG:7:4=VALUE or REG=VALUE/MASK
 * @err: may be NULL
 *
 * Decides by the policies whether the register must be read first, and refuses what would change a
 * neighbour. Opens nothing; checks the place as hwreg_location_parse() does.
 *
 * Return: 0, -EINVAL, -ENOENT, -ERANGE, -EACCES (policy or protection), -ENODEV or -ENOTSUP.
 */
int hwreg_write_parse(struct hwreg_write **out, struct hwreg_session *session, const char *text,
		      struct hwreg_error *err);

/** hwreg_write_free() - free a write; NULL is allowed */
void hwreg_write_free(struct hwreg_write *write);

/**
 * struct hwreg_write_info - what a write will do
 * @size: sizeof(struct hwreg_write_info), set by the caller
 * @item: the register as a whole
 * @value: bits to write where @keep is 0
 * @keep: bits to write back as they were read; 0: the register is not read
 * @meant: bits that the user named; all of them for a whole write
 * @verifiable: bits of @meant that read back what was written: rw and not volatile
 * @aliases: the register is changed through so many of its aliases, and not written itself
 */
struct hwreg_write_info {
	uint32_t size;
	struct hwreg_item item;
	uint64_t value;
	uint64_t keep;
	uint64_t meant;
	uint64_t verifiable;
	uint32_t aliases;
};

/** hwreg_write_describe() - what a write will do, in masks and values */
void hwreg_write_describe(const struct hwreg_write *write, struct hwreg_write_info *info);

/**
 * DOC: hwreg_condition - what a user waits for or requires of a register
 *
 * A condition is text that was parsed and checked once, such as "UART0.FR.TXFE==1", and may then be asked
 * of many values. hwreg_session_wait() reads its register until it holds; or read its item, or have a
 * sampler read it (hwreg_sampler(3)), and ask hwreg_condition_holds().
 *
 * @condition: from hwreg_condition_parse()
 * @item: filled
 */

/**
 * hwreg_condition_parse() - what a user waits for: ITEM OP VALUE
 * @out: the condition, to be freed with hwreg_condition_free()
 * @session: as for hwreg_location_parse()
 * @text: one register, field or slice; == != < <= > >= or & (any of these bits); a number, or the
 *        name of a field's value
 * @err: may be NULL
 *
 * Opens nothing. A register that reading would change is refused, as a condition is looked at again and
 * again; HWREG_FORCE_POLICY lifts that.
 *
 * Return: 0, or what hwreg_location_parse() says.
 */
int hwreg_condition_parse(struct hwreg_condition **out, struct hwreg_session *session,
			  const char *text, struct hwreg_error *err);

/** hwreg_condition_free() - free a condition; NULL is allowed */
void hwreg_condition_free(struct hwreg_condition *condition);

/** hwreg_condition_item() - what has to be read for it */
void hwreg_condition_item(const struct hwreg_condition *condition, struct hwreg_item *item);

/** hwreg_condition_text() - as it was given; lives as long as the condition */
const char *hwreg_condition_text(const struct hwreg_condition *condition);

/**
 * hwreg_condition_holds() - does it hold for the value of the item's whole register?
 * @reg_value: what hwreg_session_read() gave
 *
 * Fields that are signed are compared as signed numbers, all else as unsigned. May be called by any
 * number of threads.
 */
bool hwreg_condition_holds(const struct hwreg_condition *condition, uint64_t reg_value);

/* ---- Grants ---------------------------------------------------------------------------------- */

/**
 * DOC: hwreg_grants - which physical addresses a user may read and write, by a policy file
 *
 * A program that has more rights than its user, being set-user-ID or with file capabilities, is told by a
 * file of the administrator's what to do with them: hwreg-policy(5). What it grants to the user's groups
 * is loaded once, and handed to sessions (struct hwreg_session_options), which then refuse every access
 * that is not all inside: before anything is opened where that is known, and again when it is made.
 *
 * It is of use only to a program that gives its user no other way to what it has: one that has become the
 * user again but for its capabilities, and holds these while a device is opened alone.
 *
 * @grants: from hwreg_grants_load()
 * @write: what may be written, not what may be read
 */

/** Only a file that nobody but root can have written: it, and each directory from the root to it, is
 * root's, may be written by nobody else, and is no link; the path must start at the root. */
#define HWREG_GRANTS_OF_ROOT (UINT64_C(1) << 0)

/**
 * struct hwreg_grants_options - how to load grants, and whose
 * @size: sizeof(struct hwreg_grants_options)
 * @flags: HWREG_GRANTS_OF_ROOT; unknown flags are -EINVAL
 * @groups: numbers of the groups to look for; NULL: the real and supplementary ones of this process
 * @group_count: of @groups; at most 65536
 * @report: called for each finding, may be NULL; a return other than 0 stops the loading
 * @data: handed to @report
 */
struct hwreg_grants_options {
	uint32_t size;
	uint64_t flags;
	const uint32_t *groups;
	uint32_t group_count;
	int (*report)(void *data, const struct hwreg_report *report);
	void *data;
};

/**
 * hwreg_grants_load() - what a policy file grants to some groups
 * @out: the grants, to be freed with hwreg_grants_free()
 * @path: of the file
 * @options: whose, and whom to believe; NULL: this process's, and anybody
 *
 * All of the file is checked, also what it says of other groups. Names of groups are looked up in
 * /etc/group alone.
 *
 * Return: 0, -ENOENT, -EACCES, -EPERM or -ELOOP if others than root could have written it, -EINVAL with
 * the first finding in @err, -ENOSYS without YAML, or -ENOMEM.
 */
int hwreg_grants_load(struct hwreg_grants **out, const char *path,
		      const struct hwreg_grants_options *options, struct hwreg_error *err);

/** hwreg_grants_free() - free grants; NULL is allowed */
void hwreg_grants_free(struct hwreg_grants *grants);

/**
 * hwreg_grants_check() - may all of a range be accessed?
 * @first: physical address of its first byte
 * @last: of its last byte
 *
 * Return: 0, or -EPERM with the range in @err.
 */
int hwreg_grants_check(const struct hwreg_grants *grants, uint64_t first, uint64_t last, bool write,
		       struct hwreg_error *err);

/**
 * hwreg_grants_range() - the ranges that were granted, one after the other
 * @index: from 0, in the order of addresses; those that touched are one
 * @first: physical address of the first byte
 * @last: of the last byte
 *
 * Return: 0, or -ERANGE if there are no more.
 */
int hwreg_grants_range(const struct hwreg_grants *grants, bool write, uint32_t index,
		       uint64_t *first, uint64_t *last);

/* ---- Sessions -------------------------------------------------------------------------------- */

/**
 * DOC: hwreg_session - a board, its targets, and accesses by name
 *
 * A session opens what an access needs when it is first needed, or when hwreg_session_prepare() asks for
 * it, and keeps it open. Accesses follow what the board says: conditions, unlock sequences, index registers,
 * several accesses for one register, the lock that keeps processes from changing one register at the same
 * time. Drivers that want none of that take a window from it: hwreg_session_map().
 *
 * Functions here block for as long as the bus does, and for locks up to lock_timeout of the options.
 *
 * @session: from hwreg_session_open()
 * @location: of this session
 * @write: of this session
 * @item: of a location, write or condition of this session
 * @index: of the first item in @location
 * @count: items; all in one stretch (hwreg_location_stretch())
 * @done: items that are done with; set on failure too
 */

/** enum hwreg_access_phase - when an observer is called */
enum hwreg_access_phase {
	HWREG_ACCESS_PLANNED, /* dry run: it would be made; with HWREG_WHAT_IF maybe tried on a copy */
	HWREG_ACCESS_BEGIN, /* about to be made; the value is known for writes */
	HWREG_ACCESS_END, /* made, or failed with @result */
};

/**
 * struct hwreg_access - one access, as an observer sees it
 * @size: size of this structure as the library knows it
 * @phase: enum hwreg_access_phase
 * @write: a write, else a read
 * @endian: enum hwreg_endian
 * @width: bits
 * @result: 0 or a negative errno, at HWREG_ACCESS_END; at HWREG_ACCESS_PLANNED with HWREG_WHAT_IF, why
 *          there is no copy of a regular file to try it on
 * @space: index of the address space
 * @address: in that space
 * @number: as the target numbers it
 * @value: what is written; what was read, at HWREG_ACCESS_END
 * @keep: for a planned write: bits that would come from the read before it
 * @target: spec of the target in use, "uio:uio0/0"
 * @name: full name of the register, or NULL
 * @count: accesses that this stands for: 1, or more at HWREG_ACCESS_PLANNED alone
 * @step: numbers from one of them to the next; 0: all are at @number
 * @before: for a write that was tried: what the register held, in the copy
 * @tried: a planned access was made on a private copy of the file (HWREG_WHAT_IF), so that @value is
 *         what would be written or read, if nothing else changes the file
 */
struct hwreg_access {
	uint32_t size;
	uint8_t phase;
	bool write;
	uint8_t endian;
	uint8_t width;
	int32_t result;
	uint32_t space;
	uint64_t address;
	uint64_t number;
	uint64_t value;
	uint64_t keep;
	const char *target;
	const char *name;
	uint64_t count;
	uint64_t step;
	uint64_t before;
	bool tried;
};

/**
 * struct hwreg_session_options - how to open a session
 * @size: sizeof(struct hwreg_session_options)
 * @flags: HWREG_WRITE, _GUARD, _DRY_RUN, _FORCE_…, _NO_LOCK, _CONDITIONS_ONCE; _GUARD_PAGES, _POPULATE and _LOCK_MEMORY
 *         for its windows, as in hwreg_window_open(); _WHAT_IF with _DRY_RUN alone: reads and
 *         writes of regular files are tried on a private copy, one after the other, and the observer
 *         is told their values (a range longer than 16 MiB forgets what was written to a piece of it
 *         that has been left); elsewhere, and where the file cannot be read, they are planned alone
 * @board: may be NULL; must outlive the session
 * @targets: SPEC for `phys` (and "sim" for all), or SPACE=SPEC
 * @target_count: of @targets; 0: auto, and what the board says
 * @width: bits of a numeric access that names none; 0: 32
 * @endian: byte order of a numeric access that names none
 * @observer: called around each access, in the thread that makes it; may be NULL. A negative
 *            errno from it at HWREG_ACCESS_BEGIN stops the access, which fails with it
 * @data: handed to @observer
 * @lock_timeout: nanoseconds to wait for the lock of a field write; 0: 10 s
 * @raise: called with true before a device or the lock file is opened and mapped, with false after,
 *         in the same thread, so that a program can hold its capabilities for that time alone;
 *         never for targets that are files or simulations; may be NULL
 * @raise_data: handed to @raise
 * @vfio: of another session, hwreg_session_vfio(), whose devices of VFIO this one is to share; NULL: none
 * @grants: the only physical ranges that may be accessed, hwreg_grants(3): all targets but mem are refused
 *          then, as is hwreg_session_map(); must outlive the session; NULL: whatever the kernel allows
 */
struct hwreg_session_options {
	uint32_t size;
	uint64_t flags;
	const struct hwreg_board *board;
	const char *const *targets;
	uint32_t target_count;
	uint32_t width;
	enum hwreg_endian endian;
	int (*observer)(void *data, const struct hwreg_access *access);
	void *data;
	int64_t lock_timeout;
	void (*raise)(void *data, bool raise);
	void *raise_data;
	struct hwreg_vfio *vfio;
	const struct hwreg_grants *grants;
};

/**
 * hwreg_session_open() - a board, its targets, and what may be done with them
 * @out: the session, to be closed with hwreg_session_close()
 * @options: which board, which targets, to read or to write; copied, but for the board
 *
 * Understands the targets but opens none; the first prepare, read or write does.
 *
 * Return: 0, -EINVAL, -ENOENT, -ENODEV or -ENOMEM.
 */
int hwreg_session_open(struct hwreg_session **out, const struct hwreg_session_options *options,
		       struct hwreg_error *err);

/**
 * hwreg_session_adapt() - have an open session work with other options
 * @options: @targets and @target_count are not looked at: these stay, as does what is open
 *
 * For programs that do one thing after another on the same hardware. The width, the byte order, the
 * observer, the timeout, HWREG_FORCE_BOARD, _POLICY, _PROTECT and _REQUIRES, HWREG_NO_LOCK and
 * HWREG_CONDITIONS_ONCE may change; HWREG_POPULATE holds for windows that are opened later. What was
 * read for conditions is forgotten, and windows of long ranges are closed, as are all others if
 * there are many: no sampler may be open. Locations and writes that were parsed before are still
 * good, but have to be prepared again.
 *
 * Return: 0, -EINVAL if the board or another flag differs, so that a new session is needed, or what
 * syncing a window that is closed failed with; only in the last case the session has changed.
 */
int hwreg_session_adapt(struct hwreg_session *session, const struct hwreg_session_options *options,
			struct hwreg_error *err);

/** hwreg_session_close() - unmap and close everything; NULL is allowed. Does not sync. */
void hwreg_session_close(struct hwreg_session *session);

/** hwreg_session_vfio() - what its targets have open of VFIO; lives as long as it; NULL: not built in */
struct hwreg_vfio *hwreg_session_vfio(const struct hwreg_session *session);

/**
 * hwreg_session_map() - a window on a whole block, for a driver
 * @out: the window, to be closed with hwreg_window_close() before the session is
 * @block: of the session's board
 *
 * It is on the target of the block's space, on `auto` the one that is chosen for the block, with the flags
 * of the session. Offsets in it are those of the board's device type. It may be used at the same time as the
 * session. The observer is not called for its accesses; conditions of the board (`requires`) are not looked
 * at: read a register of the block by name first.
 *
 * Return: 0, -EINVAL in a dry run, -ENODEV for a board of another machine, or what hwreg_window_open() says.
 */
int hwreg_session_map(struct hwreg_window **out, struct hwreg_session *session,
		      const struct hwreg_block *block, struct hwreg_error *err);

/**
 * hwreg_guard_call() - call a function whose faults on the session's windows are errors
 * @function: makes any number of accesses, by the accessors of hwreg_io(3) or otherwise
 * @data: handed to @function
 *
 * A bus error (SIGBUS) in the function, or a segmentation fault on a page of a window of this session,
 * guard pages (HWREG_GUARD_PAGES) included, ends the function there, as longjmp(3) would: what it had
 * taken, such as memory and locks, it still has. All other faults go to the handlers that were there
 * before. Each thread has its own calls; of nested ones the innermost ends. A store may be reported only
 * after the instructions behind it: read from the device before the function returns.
 *
 * With HWREG_GUARD in the session the handlers are there all the time; without it each call installs
 * them, and takes them back if nobody else needs them.
 *
 * Return: what @function returned, or -EFAULT with the address of the register in @err, if the CPU tells it.
 */
int hwreg_guard_call(struct hwreg_session *session, int (*function)(void *data), void *data,
		     struct hwreg_error *err);

/**
 * hwreg_session_prepare() - open and map what a location needs, so that only hardware can fail
 *
 * Does not touch the registers. Ranges longer than 16 MiB are mapped in pieces, as they are read, and
 * of all numeric ranges of a session two pieces at once, so that it takes some 32 MiB of address space
 * for any number of them.
 *
 * Return: 0, -ENODEV for a board of another machine, or what hwreg_window_open() says.
 */
int hwreg_session_prepare(struct hwreg_session *session, const struct hwreg_location *location,
			  struct hwreg_error *err);

/**
 * hwreg_session_prepare_write() - the same for a write
 *
 * Return: as hwreg_session_prepare().
 */
int hwreg_session_prepare_write(struct hwreg_session *session, const struct hwreg_write *write,
				struct hwreg_error *err);

/**
 * hwreg_session_select() - of registers that share an address, find those that are there now
 *
 * Reads the conditions of `when` of a block, cluster or glob, and makes the skip of items for which they
 * do not hold HWREG_SKIP_ABSENT. Without it, reading such an item fails. A dry run leaves all as they are.
 *
 * Return: 0, -ENXIO if a `requires` does not hold, or what the reads say.
 */
int hwreg_session_select(struct hwreg_session *session, struct hwreg_location *location,
			 struct hwreg_error *err);

/**
 * hwreg_session_read() - read the register that an item lies in, once
 * @value: the whole register; hwreg_item_value() takes the item's bits out. Of a register of more than 64
 *         bits, 64 from item->shift on
 *
 * One access, or the several that the board asks for (access-width) in their order. Nothing keeps the
 * hardware from changing in between: it is the device that has to latch the rest.
 *
 * The conditions of `requires` and `when` of its board are read before; each is one access more. With
 * HWREG_CONDITIONS_ONCE that is done before the first access and after each write alone.
 *
 * A register behind an index and a data register (window) is read by writing the index, then reading the
 * data, both under the lock that writes of parts take; the session must have been opened with
 * HWREG_WRITE for that (hwreg_location_needs_write()).
 *
 * Return: 0, -EOVERFLOW for the whole of a register of more than 64 bits, -ENXIO if a condition does not
 * hold, or what hwreg_session_prepare() and hwreg_window_read() say.
 */
int hwreg_session_read(struct hwreg_session *session, const struct hwreg_item *item,
		       uint64_t *value, struct hwreg_error *err);

/**
 * hwreg_session_wait() - read a register until a condition holds
 * @condition: of this session
 * @deadline: nanoseconds of CLOCK_MONOTONIC; 0: look once, INT64_MAX: without end
 * @cancel: descriptor that ends the wait while it is readable; -1: none
 * @value: of the whole register, when the condition held, or at the deadline
 *
 * At the pace of hwreg_window_wait(). A dry run tells the observer of one read, and succeeds.
 *
 * Return: 0, -ETIMEDOUT or -ECANCELED (kind HWREG_ERROR_ANSWER), or what hwreg_session_read() says.
 */
int hwreg_session_wait(struct hwreg_session *session, const struct hwreg_condition *condition,
		       int64_t deadline, int cancel, uint64_t *value, struct hwreg_error *err);

/**
 * hwreg_session_read_wide() - the same for registers of any width: all their bits
 * @value: the whole register
 *
 * Return: as hwreg_session_read(), but for -EOVERFLOW.
 */
int hwreg_session_read_wide(struct hwreg_session *session, const struct hwreg_item *item,
			    struct hwreg_wide *value, struct hwreg_error *err);

/**
 * hwreg_session_write() - do a write: if bits must be kept one read, then one write
 *
 * A write of a part of a register is made under the lock, even if it needs no read; that of a whole
 * register takes no lock. Where the board has `unlock` and `lock`, their writes are made before and after
 * it, under the locks of the register and of all that they write; if anything fails between, those of
 * `lock` are made all the same. Conditions are read as by hwreg_session_read(). Where the board asks for
 * several accesses, a failure says which of them had been made.
 *
 * Writes of which only all together leave the register as it should be (those around it with its own, the
 * several of one value, the two of its aliases) are made with signals blocked in the calling thread: one
 * that would end the process does so after the last of them. Those of faults (SIGBUS, SIGSEGV, SIGFPE,
 * SIGILL, SIGABRT, SIGSYS, SIGTRAP) are not blocked, and SIGKILL cannot be. A program with further threads
 * blocks in them what may end the process: a signal to a process is taken by any thread that lets it in.
 *
 * Return: 0, -ETIMEDOUT if the lock was not to be had, or what hwreg_session_read() says.
 */
int hwreg_session_write(struct hwreg_session *session, const struct hwreg_write *write,
			struct hwreg_error *err);

/** hwreg_session_written() - what the last hwreg_session_write() that succeeded wrote to its register, bits
 * that were kept included; means nothing if it wrote to aliases, or in a dry run */
uint64_t hwreg_session_written(const struct hwreg_session *session);

/**
 * hwreg_session_verify() - read back and compare the verifiable bits
 *
 * Return: 0, -EILSEQ with expected and actual in @err (kind HWREG_ERROR_ANSWER), or what
 * hwreg_session_read() says.
 */
int hwreg_session_verify(struct hwreg_session *session, const struct hwreg_write *write,
			 struct hwreg_error *err);

/**
 * hwreg_session_read_many() - read items of a location one after the other, each once
 * @location: of this session
 * @index: of the first
 * @count: items; all in one stretch (hwreg_location_stretch())
 * @bytes: filled: width / 8 bytes each, as they are in memory
 * @done: items that were read; set on failure too
 *
 * The accesses are those of hwreg_session_read(), but many of them cost little more than the bus does;
 * conditions are read once, before the first.
 * A dry run tells the observer of all in one call and leaves @bytes as they are.
 *
 * Return: 0, -EINVAL if the items are not one stretch, or what hwreg_session_read() says.
 */
int hwreg_session_read_many(struct hwreg_session *session, const struct hwreg_location *location,
			    uint64_t index, uint64_t count, void *bytes, uint64_t *done,
			    struct hwreg_error *err);

/**
 * hwreg_session_write_many() - the same for writing whole registers
 * @location: from hwreg_location_parse_to_write()
 * @bytes: in a dry run NULL if not known yet; of a range or FIFO only the first is looked at
 *
 * Return: as hwreg_session_read_many(), or -EACCES.
 */
int hwreg_session_write_many(struct hwreg_session *session, const struct hwreg_location *location,
			     uint64_t index, uint64_t count, const void *bytes, uint64_t *done,
			     struct hwreg_error *err);

/**
 * hwreg_session_verify_many() - read back, and compare the bits that read as they were written
 * @bytes: what was written
 * @done: items that are as written
 *
 * Return: 0, -EILSEQ with expected and actual in @err (kind HWREG_ERROR_ANSWER), or what
 * hwreg_session_read_many() says.
 */
int hwreg_session_verify_many(struct hwreg_session *session, const struct hwreg_location *location,
			      uint64_t index, uint64_t count, const void *bytes, uint64_t *done,
			      struct hwreg_error *err);

/**
 * hwreg_session_sync() - have what was written to files reach their storage
 *
 * hwreg_session_write() does not wait for storage: a batch of writes asks for this once, at its end,
 * before it reports success. (Of ranges longer than 16 MiB each piece is synced when it is left.)
 *
 * Return: as hwreg_window_sync(), for the first window that fails.
 */
int hwreg_session_sync(struct hwreg_session *session, struct hwreg_error *err);

/**
 * hwreg_item_value() - the bits of an item out of the value of its register
 * @reg_value: what hwreg_session_read() gave
 */
uint64_t hwreg_item_value(const struct hwreg_session *session, const struct hwreg_item *item,
			  uint64_t reg_value);

/**
 * DOC: hwreg_simulation - models of devices, for tests of drivers
 *
 * The target `sim` simulates registers by what their board says of reset values and policies. A model
 * makes them a device: functions that are called when a register is read or written, and that may read and
 * write others.
 *
 * = The same source on hardware and on a model
 * A driver that is compiled with -DHWREG_IO_HOOK, all of its files, calls hwreg_io_read() and
 * hwreg_io_write() where the inline accessors of hwreg_io(3) would have been instructions, and
 * hwreg_io_pointer() where it has hwreg_window_pointer(). These know the windows that are not mapped, such as
 * those of a simulation, by addresses that stand for their bytes, and make an access there with all that
 * models do; at any other address they make the access itself. So the same source, with the target `sim`
 * and models attached to the session that its window is from (hwreg_session_map()), runs in a test without
 * hardware, and such a build still runs on hardware, more slowly.
 *
 * An accessor cannot fail. An access that a model refuses, or that leaves the window, reads as ones and
 * writes nothing, as it is on a bus where nobody answers; hwreg_io_failure() tells a test of it.
 *
 * @session: with the target `sim`
 */

/**
 * struct hwreg_simulation_hook - behaviour of a simulated register, for models of devices in tests
 * @size: sizeof(struct hwreg_simulation_hook)
 * @read: after a read; *@value is what the policies give, and may be changed; may be NULL
 * @write: after the policies have stored what was written, @value; may be NULL
 * @data: handed to both
 *
 * Both return 0, or a negative errno that the access fails with. They are called in the thread that
 * makes the access, in this process alone, with the simulation locked, for accesses of just the
 * register's address and width. They may read and write the simulation through the same session;
 * those accesses call no hook.
 */
struct hwreg_simulation_hook {
	uint32_t size;
	int (*read)(void *data, const struct hwreg_register *reg, uint64_t *value);
	int (*write)(void *data, const struct hwreg_register *reg, uint64_t value);
	void *data;
};

/**
 * hwreg_simulation_attach() - attach behaviour to a register of a simulation until the session closes
 * @reg: of the session's board; what was attached to it before is replaced
 * @hook: copied
 *
 * Return: 0, -ENOTSUP if the register is not on a target `sim`, -EINVAL or -ENOMEM.
 */
int hwreg_simulation_attach(struct hwreg_session *session, const struct hwreg_register *reg,
			    const struct hwreg_simulation_hook *hook, struct hwreg_error *err);

/**
 * hwreg_io_pointer() - address of a window's first byte for accessors built with HWREG_IO_HOOK
 * @window: mapped or not
 *
 * What hwreg_window_pointer() is in a source that is compiled with HWREG_IO_HOOK. Of a window that is not
 * mapped it is one of a page without memory, so that any other access to it is a fault.
 *
 * Return: the address; NULL for numbered registers (I2C), or if there are no addresses left.
 */
volatile void *hwreg_io_pointer(struct hwreg_window *window);

/**
 * hwreg_io_read() - what a load is with HWREG_IO_HOOK
 * @address: of a window, or of memory
 * @bits: 8, 16, 32 or 64
 *
 * Return: the value in the CPU's byte order, as a load of these bytes has it.
 */
uint64_t hwreg_io_read(const volatile void *address, unsigned int bits);

/**
 * hwreg_io_write() - what a store is with HWREG_IO_HOOK
 * @address: of a window, or of memory
 * @bits: 8, 16, 32 or 64
 * @value: in the CPU's byte order
 */
void hwreg_io_write(volatile void *address, unsigned int bits, uint64_t value);

/**
 * hwreg_io_failure() - has an access of a window failed since this was asked last?
 * @window: that hwreg_io_pointer() gave an address of
 *
 * Return: 0, or what the first access that failed returned, with its message in @err.
 */
int hwreg_io_failure(struct hwreg_window *window, struct hwreg_error *err);

/* ---- Registers over time ---------------------------------------------------------------------- */

/**
 * DOC: hwreg_sampler - read registers again and again, at even times or as fast as the bus can
 *
 * A sampler reads the same items at each sample, each register once. It is for loops: hwreg_sampler_next()
 * waits until a sample is due, and a program that waits for other things, too, polls hwreg_sampler_fd() and
 * calls hwreg_sampler_poll(). With HWREG_SAMPLER_FAST a thread reads without a pause, and what it finds
 * comes through a ring, so that no change is missed while the caller writes a file.
 *
 * @sampler: from hwreg_sampler_open()
 * @sample: filled; its values are good until the next sample
 */

/** In a thread of the sampler's own, without a pause, through a ring; else in the caller's thread */
#define HWREG_SAMPLER_FAST (UINT64_C(1) << 0)
/** With HWREG_SAMPLER_FAST: only the first sample and those in which something differs */
#define HWREG_SAMPLER_CHANGES (UINT64_C(1) << 1)
/** With both: take the time of every sample, not only of the changes, which is slower but more even */
#define HWREG_SAMPLER_TIMED (UINT64_C(1) << 2)

/**
 * struct hwreg_sampler_options - when samples are taken
 * @size: sizeof(struct hwreg_sampler_options)
 * @flags: HWREG_SAMPLER_…
 * @every: nanoseconds between samples; the times are start, start + every, start + 2 * every …, and
 *         those that could not be kept are left out and counted. 0: at each hwreg_sampler_next()
 * @cancel: descriptor that ends every wait while it is readable; -1: none
 * @most: with HWREG_SAMPLER_FAST: samples to hand out before the thread ends, so that nothing is read that
 *        nobody waits for; 0: no end
 */
struct hwreg_sampler_options {
	uint32_t size;
	uint64_t flags;
	int64_t every;
	int cancel;
	uint32_t most;
};

/**
 * struct hwreg_sample - the values of all items at about one time
 * @time: when the first of them was read, or for HWREG_SAMPLER_FAST the last; CLOCK_MONOTONIC, in
 *        nanoseconds
 * @number: counts all samples from 0, also those that were not handed out because nothing differed, or
 *          were dropped
 * @values: of the items' whole registers, in the order of the items; valid until the next sample
 * @reserved: 0; room for later versions
 */
struct hwreg_sample {
	int64_t time;
	uint64_t number;
	const uint64_t *values;
	uint64_t reserved[3];
};

/**
 * struct hwreg_sampler_counts - how it went
 * @size: sizeof(struct hwreg_sampler_counts), set by the caller
 * @taken: samples
 * @missed: times that @every asked for and that had passed
 * @dropped: samples for which the ring had no room
 */
struct hwreg_sampler_counts {
	uint32_t size;
	uint64_t taken;
	uint64_t missed;
	uint64_t dropped;
};

/**
 * hwreg_sampler_open() - get ready to read items again and again
 * @out: the sampler, to be closed with hwreg_sampler_close()
 * @session: must outlive the sampler; with HWREG_SAMPLER_FAST nobody else may use it meanwhile
 * @items: copied; a register that several of them lie in is read once a sample
 * @count: of @items, not 0
 * @options: when
 * @err: may be NULL
 *
 * Opens and maps what is needed. With HWREG_SAMPLER_FAST the reading begins; everywhere else there is
 * no hidden thread. Conditions of the registers (`requires`, `when`) are read once, before the first
 * sample.
 *
 * Return: 0, -EINVAL, -ENOMEM, or what hwreg_session_prepare() says.
 */
int hwreg_sampler_open(struct hwreg_sampler **out, struct hwreg_session *session,
		       const struct hwreg_item *items, size_t count,
		       const struct hwreg_sampler_options *options, struct hwreg_error *err);

/** hwreg_sampler_close() - end the thread if there is one, and free; NULL is allowed */
void hwreg_sampler_close(struct hwreg_sampler *sampler);

/**
 * hwreg_sampler_next() - the next sample, when its time has come
 *
 * Blocks; the first sample is taken at once.
 *
 * Return: 0, -ECANCELED while the descriptor to cancel is readable, -ENODATA when the most that were asked
 * for have been handed out, or what hwreg_session_read() says.
 */
int hwreg_sampler_next(struct hwreg_sampler *sampler, struct hwreg_sample *sample,
		       struct hwreg_error *err);

/** hwreg_sampler_poll() - the same without waiting; Return: also -EAGAIN if none is due */
int hwreg_sampler_poll(struct hwreg_sampler *sampler, struct hwreg_sample *sample,
		       struct hwreg_error *err);

/**
 * hwreg_sampler_take() - a sample now, as on an interrupt; not with HWREG_SAMPLER_FAST
 *
 * Return: 0, -EINVAL with HWREG_SAMPLER_FAST, or what hwreg_session_read() says.
 */
int hwreg_sampler_take(struct hwreg_sampler *sampler, struct hwreg_sample *sample,
		       struct hwreg_error *err);

/**
 * hwreg_sampler_fd() - readable when hwreg_sampler_poll() should be called, for poll(2)
 *
 * Begins to tell after the first call, as the first sample is always due. It may be readable although
 * nothing is due. Return: -1 if there is nothing to wait for.
 */
int hwreg_sampler_fd(const struct hwreg_sampler *sampler);

/**
 * hwreg_sampler_counts() - how it went so far
 * @counts: filled; its size is set by the caller
 */
void hwreg_sampler_counts(const struct hwreg_sampler *sampler, struct hwreg_sampler_counts *counts);

/**
 * hwreg_sampler_interval() - nanoseconds from sample to sample
 * @share: of all intervals, 0 to 1, that are not longer: 0 the shortest, 0.5 the median, 1 the longest;
 *         what is in between to 0.4%
 *
 * Of HWREG_SAMPLER_FAST with _CHANGES only if _TIMED. Return: 0 if there are none yet.
 */
int64_t hwreg_sampler_interval(const struct hwreg_sampler *sampler, double share);

/* ---- Interrupts ------------------------------------------------------------------------------- */

/**
 * DOC: hwreg_interrupt - wait for the interrupts of a device
 *
 * An interrupt of a device that a UIO driver has is a descriptor that becomes readable when it comes, with
 * a count that tells how many were missed. A driver goes round in a loop: hwreg_interrupt_enable(),
 * hwreg_interrupt_wait(), or poll(2) on hwreg_interrupt_fd() among others and then a wait without a
 * timeout; then it asks the device what it wants, and has it take its request back. When the device is taken
 * from its driver, the wait ends with -EIO.
 *
 * @interrupt: from hwreg_interrupt_open()
 */

/**
 * struct hwreg_interrupt_options - how to open an interrupt
 * @size: sizeof(struct hwreg_interrupt_options)
 * @flags: HWREG_WRITE to be able to enable and disable it, else waits alone; HWREG_DRY_RUN: find the
 *         device, open nothing
 * @raise: called with true before the device is opened, with false after, as for sessions; may be NULL
 * @raise_data: handed to @raise
 * @vfio: for devices of VFIO: what has the device open already, of hwreg_target_vfio() or
 *        hwreg_session_vfio(); NULL: nothing has
 */
struct hwreg_interrupt_options {
	uint32_t size;
	uint64_t flags;
	void (*raise)(void *data, bool raise);
	void *raise_data;
	struct hwreg_vfio *vfio;
};

/**
 * struct hwreg_interrupt_event - that an interrupt came, or several since the last one that was told
 * @size: sizeof(struct hwreg_interrupt_event), set by the caller
 * @count: the kernel's count of the device's interrupts since its driver was bound, or of VFIO since
 *         this one was opened; after 2^32 - 1 comes 0
 * @missed: interrupts between the last one that was told, or the opening, and this one
 * @time: when the kernel handed it over; CLOCK_MONOTONIC, in nanoseconds
 */
struct hwreg_interrupt_event {
	uint32_t size;
	uint32_t count;
	uint32_t missed;
	int64_t time;
};

/**
 * hwreg_interrupt_open() - get ready to wait for an interrupt of a UIO or VFIO device
 * @out: the interrupt, to be closed with hwreg_interrupt_close()
 * @spec: the device, as for -t: "uio:uio0" or "uio:NAME"; a /MAP is looked for and otherwise ignored; or
 *        an interrupt of one: "vfio:0000:00:01.0/intx", "…/msi0" or "…/msix0", N being the vector
 * @options: NULL, to wait alone, or options
 * @err: may be NULL
 *
 * UIO drivers disable the interrupt when it comes. A driver in user space therefore goes round in this
 * loop: enable, wait, have the device take its request back (by a register of its own), enable.
 *
 * Enables nothing by itself. With HWREG_WRITE it opens the config space of a device that
 * uio_pci_generic has, too, where the interrupt is enabled.
 *
 * VFIO masks INTx when it comes, so that the loop is the same. MSI and MSI-X need no enabling again: it
 * does no harm, and while they are disabled what comes is lost. The first time that one is enabled makes
 * the device bus master (bit 2 of its command register), without which it sends none. A device raises
 * interrupts of one of the three kinds at a time; of MSI and MSI-X several vectors may be open. They need
 * HWREG_WRITE, as VFIO raises an interrupt for the program alone that enables it.
 *
 * Return: 0, -EINVAL, -ENODEV if there is no such device, -EEXIST if there are several, -ENOTSUP if it
 * has no such interrupt, -ERANGE if it has fewer vectors, -EBUSY if this process uses the vector or
 * another kind already, -EACCES without HWREG_WRITE, -EPERM without an IOMMU, -ENOSYS if the library was
 * built without UIO or VFIO, -ENOMEM, or what open(2) says.
 */
int hwreg_interrupt_open(struct hwreg_interrupt **out, const char *spec,
			 const struct hwreg_interrupt_options *options, struct hwreg_error *err);

/** hwreg_interrupt_close() - close the device and leave the interrupt as it is, or of VFIO disable it;
 * NULL is allowed */
void hwreg_interrupt_close(struct hwreg_interrupt *interrupt);

/** hwreg_interrupt_spec() - the device, "uio:uio0", or interrupt, "vfio:0000:00:01.0/msi0"; lives as long as the interrupt */
const char *hwreg_interrupt_spec(const struct hwreg_interrupt *interrupt);

/**
 * hwreg_interrupt_fd() - readable when an interrupt has come, for poll(2)
 *
 * To be read by hwreg_interrupt_wait() alone. Readable also when the device has gone away. Return: -1 in a
 * dry run.
 */
int hwreg_interrupt_fd(const struct hwreg_interrupt *interrupt);

/**
 * hwreg_interrupt_wait() - wait for the interrupt
 * @timeout: nanoseconds; 0: tell whether it has come, -1: without end
 * @cancel: descriptor that ends the wait while it is readable, after 10 ms at most even where one
 *          interrupt follows the other; -1: none
 * @event: filled if it came
 *
 * Allocates nothing. Of interrupts that follow each other fast, each is one read(2).
 *
 * Return: 0, -ETIMEDOUT or -ECANCELED (kind HWREG_ERROR_ANSWER), -EIO if the device was taken from its
 * UIO driver, or VFIO is to give it back and waits until all that has it open is freed, or what poll(2)
 * and read(2) say.
 */
int hwreg_interrupt_wait(struct hwreg_interrupt *interrupt, int64_t timeout, int cancel,
			 struct hwreg_interrupt_event *event, struct hwreg_error *err);

/**
 * hwreg_interrupt_enable() - let the interrupt through, or not
 * @enable: let it through
 *
 * By the UIO driver (a write to its device); for uio_pci_generic, which cannot, by the bit Interrupt
 * Disable of the command register in config space: a read, and a write if it changes. Not counted: to
 * enable twice is to enable. A request that still stands interrupts again at once. For VFIO see
 * hwreg_interrupt_open().
 *
 * Return: 0, -EACCES without HWREG_WRITE, -ENOSYS if the driver has no way to, -EIO if the device was
 * taken from it, or what write(2) says.
 */
int hwreg_interrupt_enable(struct hwreg_interrupt *interrupt, bool enable, struct hwreg_error *err);

/**
 * hwreg_interrupt_list() - tell the UIO and VFIO devices of this machine, with and without an interrupt
 * @callback: called with the SPEC ("uio:uio0"; of VFIO the first of each kind, "vfio:0000:00:01.0/msi0") and
 *            the sysfs name, or ""; a return other than 0 stops the listing and is returned
 *
 * Reads sysfs, which does not tell who has an interrupt.
 *
 * Return: 0, what @callback returned, or what the system says of sysfs.
 */
int hwreg_interrupt_list(int (*callback)(void *data, const char *spec, const char *name),
			 void *data, struct hwreg_error *err);

/* ---- Snapshots ------------------------------------------------------------------------------- */

/**
 * DOC: hwreg_snapshot - keep values of registers, compare them and put them back
 *
 * Values of whole registers, of at most 64 bits, as they were at a time; in files they are YAML (hwreg(1),
 * SNAPSHOTS). hwreg_snapshot_take() or _load() makes one; _resolve() finds its registers on a session;
 * then _compare() and _restore() work on them.
 *
 * @snapshot: from hwreg_snapshot_take(), hwreg_snapshot_resets() or hwreg_snapshot_load()
 * @options: what to compare, and whom to tell what is wrong; NULL: the defaults
 * @info: filled; its size is set by the caller
 */

#define HWREG_SNAPSHOT_VOLATILE (UINT64_C(1) << 0) /* compare also what changes by itself */
#define HWREG_SNAPSHOT_VERIFY \
	(UINT64_C(1) << 1) /* restore: read back what was written, and compare */
#define HWREG_SNAPSHOT_OTHER_BOARD (UINT64_C(1) << 2) /* take one of a board of another name */

/**
 * struct hwreg_snapshot_options - what to compare, and whom to tell what is wrong
 * @size: sizeof(struct hwreg_snapshot_options)
 * @flags: HWREG_SNAPSHOT_…; unknown flags are -EINVAL
 * @report: called for each thing that is wrong with the file, or with its registers on a board; may be
 *          NULL; a return other than 0 stops the search for more
 * @data: handed to @report
 */
struct hwreg_snapshot_options {
	uint32_t size;
	uint64_t flags;
	int (*report)(void *data, const struct hwreg_report *report);
	void *data;
};

/**
 * struct hwreg_snapshot_info - a snapshot
 * @size: sizeof(struct hwreg_snapshot_info), set by the caller
 * @board: name of the board that its registers are of, or "" if none was known
 * @time: when it was taken, "2026-01-31T13:00:00Z"
 * @count: registers
 */
struct hwreg_snapshot_info {
	uint32_t size;
	const char *board;
	const char *time;
	uint64_t count;
};

/** enum hwreg_snapshot_result - what became of a register */
enum hwreg_snapshot_result {
	HWREG_SNAPSHOT_DIFFERS,
	HWREG_SNAPSHOT_WRITTEN, /* restored; in a dry run: it would be, if it differs */
	HWREG_SNAPSHOT_CHANGING, /* not compared, as it changes by itself */
	HWREG_SNAPSHOT_NOT_COMPARED, /* for the reason in @why */
	HWREG_SNAPSHOT_LEFT_OUT, /* differs, and cannot be written back for the reason in @why */
	HWREG_SNAPSHOT_FIRST_ALONE, /* not in the second of two snapshots */
	HWREG_SNAPSHOT_SECOND_ALONE, /* not in the first */
};

/**
 * struct hwreg_snapshot_entry - a register that callbacks are told of
 * @size: size of this structure as the library knows it
 * @result: enum hwreg_snapshot_result
 * @key: what stands for it in the file: its name, or a number and its width, "0x80000000@32"
 * @item: where it is; @reg of it is NULL if no board describes it
 * @before: its value in the (first) snapshot; when restoring, what it had before
 * @after: its value now, or in the second snapshot; when restoring, what is written
 * @bits: those that differ and count
 * @why: of HWREG_SNAPSHOT_NOT_COMPARED and _LEFT_OUT, else NULL
 * @known: @before is known: in a dry run nothing may have been read
 */
struct hwreg_snapshot_entry {
	uint32_t size;
	uint32_t result;
	const char *key;
	struct hwreg_item item;
	uint64_t before;
	uint64_t after;
	uint64_t bits;
	const char *why;
	bool known;
};

/**
 * hwreg_snapshot_take() - read registers, each once, and keep their values
 * @out: the snapshot, to be freed with hwreg_snapshot_free(); not to outlive the session's board
 * @session: of the locations, which have been prepared
 * @locations: of whole registers; a register that is in several is read once
 * @count: of @locations
 * @callback: called with each register of a block, glob or range whose `requires` or `when` does not hold,
 *            and which is left out (HWREG_SNAPSHOT_NOT_COMPARED); a return other than 0 stops it and is
 *            returned; NULL: such a register is an error
 * @data: handed to @callback
 * @err: may be NULL
 *
 * Items that are to be skipped are left out, and registers of more than 64 bits. A dry run reads nothing
 * and gives an empty snapshot.
 *
 * Return: 0, -EINVAL for a part of a register, -ERANGE for more than 1,048,576 registers, -EEXIST if
 * locations without names overlap, -ENOMEM, or what hwreg_session_read() says.
 */
int hwreg_snapshot_take(struct hwreg_snapshot **out, struct hwreg_session *session,
			struct hwreg_location *const *locations, uint32_t count,
			int (*callback)(void *data, const struct hwreg_snapshot_entry *entry),
			void *data, struct hwreg_error *err);

/**
 * hwreg_snapshot_resets() - the same with what the board says registers have after reset; reads nothing
 * @out: the snapshot, to be freed with hwreg_snapshot_free()
 * @session: of the locations
 * @locations: as for hwreg_snapshot_take()
 * @count: of @locations
 * @unknown: registers of which that is not known, and which are left out
 *
 * Return: as hwreg_snapshot_take().
 */
int hwreg_snapshot_resets(struct hwreg_snapshot **out, struct hwreg_session *session,
			  struct hwreg_location *const *locations, uint32_t count,
			  uint64_t *unknown, struct hwreg_error *err);

/**
 * hwreg_snapshot_load() - read a snapshot from a file
 * @out: the snapshot, to be freed with hwreg_snapshot_free()
 * @path: of the file
 * @options: NULL or options
 *
 * Return: 0, -EINVAL if it is wrong, or not all there; -ENOENT, -ENOMEM, -ENOSYS if the library was built
 * without YAML or cannot load libyaml, or what open(2) and read(2) say.
 */
int hwreg_snapshot_load(struct hwreg_snapshot **out, const char *path,
			const struct hwreg_snapshot_options *options, struct hwreg_error *err);

/** hwreg_snapshot_free() - free a snapshot; NULL is allowed */
void hwreg_snapshot_free(struct hwreg_snapshot *snapshot);

/** hwreg_snapshot_describe() - what a snapshot is of; texts live as long as it */
void hwreg_snapshot_describe(const struct hwreg_snapshot *snapshot,
			     struct hwreg_snapshot_info *info);

/**
 * hwreg_snapshot_write() - write it to a descriptor
 * @fd: open to write
 *
 * Return: 0, -ENOMEM or what write(2) says.
 */
int hwreg_snapshot_write(const struct hwreg_snapshot *snapshot, int fd, struct hwreg_error *err);

/**
 * hwreg_snapshot_save() - write it to a file
 * @path: of the file, which is replaced when the new one is whole and on the disk; where a link leads to,
 *        if it is one
 *
 * Owner and permissions stay as they were, as far as that is allowed. Signals are kept from the calling
 * thread meanwhile. A process that is killed may leave a file .NAME.PID.TIME beside it, which the next one
 * that saves there removes.
 *
 * Return: 0, -EINVAL if @path is no regular file, -EISDIR if it is no name of one, -EACCES if it may not be
 * written, -ENOENT if a link leads nowhere, -ENOMEM, or what the system says of the file.
 */
int hwreg_snapshot_save(const struct hwreg_snapshot *snapshot, const char *path,
			struct hwreg_error *err);

/**
 * hwreg_snapshot_resolve() - find the registers of a snapshot on a session; opens nothing
 * @session: must outlive the snapshot's use
 * @options: NULL or options
 *
 * Every register must be in the session's board, with the address and width that it had, and once, by its
 * name or by its number. All that are not are reported.
 *
 * Return: 0, -EINVAL, or what hwreg_location_parse() says.
 */
int hwreg_snapshot_resolve(struct hwreg_snapshot *snapshot, struct hwreg_session *session,
			   const struct hwreg_snapshot_options *options, struct hwreg_error *err);

/** hwreg_snapshot_needs_write() - is a register of one that was resolved behind an index register? The
 * session must then be one with HWREG_WRITE */
bool hwreg_snapshot_needs_write(const struct hwreg_snapshot *snapshot);

/**
 * hwreg_snapshot_prepare() - open and map what a snapshot that was resolved needs
 *
 * Return: as hwreg_session_prepare().
 */
int hwreg_snapshot_prepare(struct hwreg_snapshot *snapshot, struct hwreg_error *err);

/**
 * hwreg_snapshot_compare() - read the registers of a snapshot that was resolved, and compare
 * @options: NULL or options
 * @callback: called with each register that is not the same, in the snapshot's order; a return other than
 *            0 stops the comparison and is returned
 * @data: handed to @callback
 *
 * What reading would change is not read. A register whose `requires` or `when` does not hold is not
 * compared. In a dry run nothing is compared.
 *
 * Return: 0, or what hwreg_session_read() says.
 */
int hwreg_snapshot_compare(struct hwreg_snapshot *snapshot,
			   const struct hwreg_snapshot_options *options,
			   int (*callback)(void *data, const struct hwreg_snapshot_entry *entry),
			   void *data, struct hwreg_error *err);

/**
 * hwreg_snapshot_compare_two() - compare two snapshots; touches no hardware
 * @first: a snapshot, of @board
 * @second: the other, of a board of the same name
 * @board: to know which bits change by themselves, and for the items; or NULL
 * @callback: as for hwreg_snapshot_compare()
 *
 * Registers are the same that have the same name, or without a name the same address and width.
 *
 * Return: 0, -EINVAL if they are of different boards, or -ENOMEM.
 */
int hwreg_snapshot_compare_two(const struct hwreg_snapshot *first,
			       const struct hwreg_snapshot *second, const struct hwreg_board *board,
			       const struct hwreg_snapshot_options *options,
			       int (*callback)(void *data,
					       const struct hwreg_snapshot_entry *entry),
			       void *data, struct hwreg_error *err);

/**
 * hwreg_snapshot_restore() - write back what differs
 * @snapshot: resolved on a session with HWREG_WRITE
 * @options: NULL or options
 * @callback: called with each register that was written, after that, and each that was left out; a return
 *            other than 0 stops it and is returned
 *
 * First all registers are read that may be, then all writes are decided, then made in the snapshot's
 * order. Written are the bits that hold what is written to them, do not change by themselves, and differ
 * in one of them; the others as hwreg_register_neighbours() says. Left out are registers that differ but
 * cannot be written, or only with side effects; that are protected, without HWREG_FORCE_PROTECT; whose
 * writes start something; and those that cannot be read.
 *
 * A dry run without a copy of a file (HWREG_WHAT_IF) reads nothing: then every register that could be
 * written is told.
 *
 * Return: 0, -EILSEQ if the verification failed (kind HWREG_ERROR_ANSWER), or what hwreg_session_read()
 * and hwreg_session_write() say; what was written before has been told.
 */
int hwreg_snapshot_restore(struct hwreg_snapshot *snapshot,
			   const struct hwreg_snapshot_options *options,
			   int (*callback)(void *data, const struct hwreg_snapshot_entry *entry),
			   void *data, struct hwreg_error *err);

/* ---- Sequences ------------------------------------------------------------------------------- */

/**
 * DOC: hwreg_sequence - tests of hardware that run unattended, from YAML
 *
 * Tests of hardware that run unattended: steps that read, write, wait and compare, in YAML
 * (hwreg-sequence(5)).
 *
 * hwreg_sequence_load() or _of_board() reads one, with all that it runs; _resolve() finds its registers on
 * a session; _prepare() opens what it needs; _run() makes the steps and tells of each. All mistakes that
 * can be found without hardware are found before anything is opened. One session may serve several
 * sequences, one after the other: resolve all, then prepare and run one, then the next.
 *
 * @sequence: from hwreg_sequence_load() or hwreg_sequence_of_board()
 * @options: NULL or options
 * @info: filled; its size is set by the caller
 */

#define HWREG_SEQUENCE_ALLOW_SHELL (UINT64_C(1) << 0) /* `shell` steps may run, else refused */
#define HWREG_SEQUENCE_KEEP_GOING (UINT64_C(1) << 1) /* as if the file said `keep-going: true` */

/**
 * struct hwreg_sequence_options - how to read a sequence, and whom to tell what is wrong with it
 * @size: sizeof(struct hwreg_sequence_options)
 * @flags: HWREG_SEQUENCE_…; unknown flags are -EINVAL
 * @sets: NAME=VALUE, for names that the file has in `variables`
 * @set_count: of @sets
 * @report: called for each thing that is wrong; may be NULL; a return other than 0 stops the search
 * @data: handed to @report
 */
struct hwreg_sequence_options {
	uint32_t size;
	uint64_t flags;
	const char *const *sets;
	uint32_t set_count;
	int (*report)(void *data, const struct hwreg_report *report);
	void *data;
};

/**
 * hwreg_sequence_load() - read a sequence, and the files that its `run` steps name
 * @out: the sequence, to be freed with hwreg_sequence_free()
 * @path: of the file
 * @options: NULL or options
 * @err: may be NULL; the first finding if there was any
 *
 * Touches no hardware. What needs a board (locations, and `run` of a board's sequence) is looked at by
 * hwreg_sequence_resolve().
 *
 * Return: 0, -EINVAL if a file or a word of @sets is wrong, -ENOENT, -ENOMEM, -ENOSYS if the library was
 * built without sequences or cannot load libyaml, or what open(2) and read(2) say.
 */
int hwreg_sequence_load(struct hwreg_sequence **out, const char *path,
			const struct hwreg_sequence_options *options, struct hwreg_error *err);

/**
 * hwreg_sequence_of_board() - the same of one that a board has in `sequences`
 * @out: the sequence, to be freed with hwreg_sequence_free()
 * @board: must outlive the sequence
 * @name: of the sequence
 *
 * Return: as hwreg_sequence_load(); -ENOENT with near names if the board has none of this name.
 */
int hwreg_sequence_of_board(struct hwreg_sequence **out, const struct hwreg_board *board,
			    const char *name, const struct hwreg_sequence_options *options,
			    struct hwreg_error *err);

/** hwreg_sequence_free() - close what is open of it, and free it; NULL is allowed */
void hwreg_sequence_free(struct hwreg_sequence *sequence);

#define HWREG_SEQUENCE_GPIO (1u << 0) /* it has steps with GPIO lines */
#define HWREG_SEQUENCE_IRQ (1u << 1) /* it waits for interrupts */
#define HWREG_SEQUENCE_SHELL (1u << 2) /* it runs commands of the shell */
#define HWREG_SEQUENCE_PUT_BACK (1u << 3) /* `restore` at the top: the last point puts back */

/**
 * struct hwreg_sequence_info - a sequence; texts live as long as it
 * @size: sizeof(struct hwreg_sequence_info), set by the caller
 * @name: what `name` says; else the file's name without its folder and ".yaml", or the name that the board
 *        gives it
 * @description: or ""
 * @file: it is in; the board's, of a sequence of a board
 * @board: name of the board that it requires, or NULL
 * @points: that hwreg_sequence_run() numbers: steps at the top but `note`, those of `finally` too, and
 *          one for putting back
 * @flags: HWREG_SEQUENCE_GPIO …, those of what it runs included
 */
struct hwreg_sequence_info {
	uint32_t size;
	const char *name;
	const char *description;
	const char *file;
	const char *board;
	uint32_t points;
	uint32_t flags;
};

/** hwreg_sequence_describe() - what is known of it before it is resolved */
void hwreg_sequence_describe(const struct hwreg_sequence *sequence,
			     struct hwreg_sequence_info *info);

/**
 * hwreg_sequence_needs_write() - must the session be one with HWREG_WRITE?
 *
 * Known from hwreg_sequence_load() on but for registers behind an index register, whose reading writes:
 * these count once it is resolved, so that the answer may become true. A session without HWREG_WRITE
 * is then to be replaced by one with it, and the sequence resolved again.
 */
bool hwreg_sequence_needs_write(const struct hwreg_sequence *sequence);

/**
 * hwreg_sequence_resolve() - find all registers of a sequence on a session; opens nothing
 * @session: must outlive the sequence's use; what the sequence was resolved on before is forgotten
 * @options: NULL or options, of which only @report and @data count here
 *
 * Return: 0; -ENODEV (kind HWREG_ERROR_UNAVAILABLE) if it requires another board, or targets that this
 * board or machine does not have: it is to be skipped; -EINVAL if something is wrong; -ENOMEM.
 */
int hwreg_sequence_resolve(struct hwreg_sequence *sequence, struct hwreg_session *session,
			   const struct hwreg_sequence_options *options, struct hwreg_error *err);

/**
 * hwreg_sequence_prepare() - open and map all that it needs, request its lines, open its interrupts
 *
 * Lines and interrupts are held until hwreg_sequence_run() has ended, or the sequence is freed. Edges
 * and interrupts count from here on. An output is driven when its first step says so: until then it is
 * requested as it is. In a dry run nothing is opened.
 *
 * Return: 0; -ENODEV (kind HWREG_ERROR_UNAVAILABLE) if a target that it requires cannot be opened here: it
 * is to be skipped; else what hwreg_session_prepare(), hwreg_gpio_request() and hwreg_interrupt_open() say,
 * with -ENXIO for their -ENODEV.
 */
int hwreg_sequence_prepare(struct hwreg_sequence *sequence, struct hwreg_error *err);

/** enum hwreg_step_kind - what a step does */
enum hwreg_step_kind {
	HWREG_STEP_NOTE, /* says something; counts as no point */
	HWREG_STEP_POKE,
	HWREG_STEP_PEEK,
	HWREG_STEP_EXPECT,
	HWREG_STEP_WAIT,
	HWREG_STEP_DELAY,
	HWREG_STEP_GPIO,
	HWREG_STEP_IRQ,
	HWREG_STEP_SAVE,
	HWREG_STEP_RESTORE,
	HWREG_STEP_FILL,
	HWREG_STEP_LOAD,
	HWREG_STEP_RUN,
	HWREG_STEP_REPEAT,
	HWREG_STEP_SHELL,
	HWREG_STEP_CHECK,
	HWREG_STEP_PUT_BACK, /* puts back the registers of `restore` at the top */
};

/**
 * hwreg_step_kind_name() - the key of a step in YAML: "poke"; "put-back" of HWREG_STEP_PUT_BACK
 * @kind: of the step
 */
const char *hwreg_step_kind_name(enum hwreg_step_kind kind);

/** enum hwreg_step_result - what became of a step */
enum hwreg_step_result {
	HWREG_STEP_STARTED, /* it begins; there will be another event of it */
	HWREG_STEP_PASSED,
	HWREG_STEP_FAILED, /* the answer is no: @error */
	HWREG_STEP_ERROR, /* an access or an output failed: @error */
	HWREG_STEP_SKIPPED, /* not run: @why */
	HWREG_STEP_PLANNED, /* dry run: the observer was told what it would access */
};

/** enum hwreg_step_part - where in its sequence a step stands */
enum hwreg_step_part {
	HWREG_PART_STEPS,
	HWREG_PART_FINALLY,
	HWREG_PART_PUT_BACK,
};

/**
 * struct hwreg_step_value - a register or line that a step has read
 * @text: the condition; without one the register's name, "0x80000000@32", or the line's word
 * @item: what was read; @width of it is 0 for a GPIO line
 * @value: of the item's whole register (hwreg_item_value() takes its bits), or of the line
 * @wide: all bits of a whole register of more than 64, else NULL
 * @relation: of a condition "==", "!=", "<", "<=", ">", ">=" or "&", else NULL
 * @expected: what the item's bits were compared with
 * @known: it has been read
 * @holds: the condition held; true without one
 * @skip: enum hwreg_skip: why it was left out of a block, glob or range; then it is not @known
 * @reserved: 0; room for later versions
 */
struct hwreg_step_value {
	const char *text;
	struct hwreg_item item;
	uint64_t value;
	const struct hwreg_wide *wide;
	const char *relation;
	uint64_t expected;
	bool known;
	bool holds;
	uint8_t skip;
	uint8_t reserved[21];
};

/**
 * struct hwreg_step_event - a step begins, or has ended
 * @size: size of this structure as the library knows it
 * @kind: enum hwreg_step_kind
 * @result: enum hwreg_step_result
 * @part: enum hwreg_step_part
 * @depth: 0 at the top; 1 inside a `repeat` or `run` of it, and so on
 * @number: of its point, from 1; inside a `repeat` or `run` that of the point; 0 for a note at the top
 * @points: of the whole sequence
 * @sequence: name of the sequence that the step is in, which a `run` step may have begun
 * @name: what `name` of the step says, or NULL
 * @text: the step in one line, with the values of its variables; of a note all that it says
 * @file: where it is written
 * @line: from 1
 * @column: from 1
 * @loops: the variables of the loops around it and their values, "i=3, j=0", or ""
 * @start: nanoseconds from the beginning of hwreg_sequence_run() until it began
 * @duration: nanoseconds that it took; 0 when it starts
 * @error: of HWREG_STEP_FAILED and _ERROR, else NULL
 * @why: of HWREG_STEP_SKIPPED, in a few words: "step 3 failed"; else NULL
 * @values: what it has read last, when it has ended
 * @value_count: of @values
 * @output: of `shell`, what the command has written to its standard output and error; ends in a NUL
 *          that does not count, and may have others
 * @output_size: bytes; at most HWREG_STEP_OUTPUT_MOST: of more the last ones
 * @output_lost: bytes before them
 * @exit_status: of `shell`: what the command has returned, 128 + the number of the signal that ended it,
 *               or -1 if it has not ended by itself
 * @cause: of a `repeat` or `run` that did not pass, the event of the step in it that did not (the first
 *         of several, the innermost one), else NULL
 * @failures: of a `repeat` or `run`: steps in it that did not pass
 *
 * All of it is valid until the callback returns.
 */
struct hwreg_step_event {
	uint32_t size;
	uint32_t kind;
	uint32_t result;
	uint32_t part;
	uint32_t depth;
	uint32_t number;
	uint32_t points;
	uint32_t line;
	uint32_t column;
	const char *sequence;
	const char *name;
	const char *text;
	const char *file;
	const char *loops;
	int64_t start;
	int64_t duration;
	const struct hwreg_error *error;
	const char *why;
	const struct hwreg_step_value *values;
	uint64_t value_count;
	const char *output;
	uint64_t output_size;
	uint64_t output_lost;
	int32_t exit_status;
	const struct hwreg_step_event *cause;
	uint64_t failures;
};

#define HWREG_STEP_OUTPUT_MOST (64u << 10) /* bytes of output in an event */

/**
 * struct hwreg_sequence_run_options - whom to tell, and how to stop
 * @size: sizeof(struct hwreg_sequence_run_options)
 * @flags: 0
 * @cancel: descriptor; when it is readable the step that runs ends within 10 ms or with the access that it
 *          makes, the others are not run, `finally` and the put-back are; -1: none
 * @abort: descriptor; when it is readable the steps of `finally` end likewise, but the put-back is made;
 *         -1: none
 * @step: called when a step begins and when it has ended, also those inside `repeat` and `run`; of steps
 *        that are not run once, and only at the top. A return other than 0 stops the steps as
 *        @cancel does; it is still called for `finally` and the put-back. May be NULL
 * @data: handed to @step
 */
struct hwreg_sequence_run_options {
	uint32_t size;
	uint64_t flags;
	int cancel;
	int abort;
	int (*step)(void *data, const struct hwreg_step_event *event);
	void *data;
};

/**
 * hwreg_sequence_run() - make all steps, then those of `finally`, then put back
 * @sequence: prepared; to run it again, prepare it again
 * @options: NULL or options
 *
 * The accesses are seen by the session's observer, between the two events of their step; those that read
 * what is to be put back come before the first event. Lines that
 * were driven are let go at the end, and interrupts closed. What was written to files that are targets
 * is synced at the end; that this failed is the return value.
 *
 * With a session of HWREG_DRY_RUN nothing is judged and no time passes: each step is HWREG_STEP_PLANNED,
 * a `wait` plans one read of each condition, and a `repeat` is gone through for its first 16 values, then
 * there is a note of how many more there would be. Where a value would come from a peek, it is 0.
 *
 * Return: 0 when it has come to its end, whatever the results were; -ECANCELED if @cancel or @abort ended
 * the steps; what @step returned if it did; -EINVAL if the sequence is not prepared; -ENOMEM.
 */
int hwreg_sequence_run(struct hwreg_sequence *sequence,
		       const struct hwreg_sequence_run_options *options, struct hwreg_error *err);

/**
 * hwreg_sequence_skip() - tell of all points that they were not run, for a sequence that is not for here
 * @why: for the events
 * @options: @step and @data count
 *
 * Return: 0, or what @step returned.
 */
int hwreg_sequence_skip(struct hwreg_sequence *sequence, const char *why,
			const struct hwreg_sequence_run_options *options);

/* ---- GPIO lines ------------------------------------------------------------------------------ */

/**
 * DOC: hwreg_gpio - lines of the kernel's GPIO chips, by the board's names
 *
 * Lines of the kernel's GPIO chips, through libgpiod. A line is named by a word: a name of the board's
 * `gpios`, or CHIP:LINE, where CHIP is a number, a name ("gpiochip0") or a label, and LINE a number or
 * the name that the kernel knows it by.
 *
 * Values are logical: of a line that the board calls active-low, 1 is the low level and a rising edge is
 * one to low. HWREG_GPIO_RAW makes them those of the wires.
 *
 * hwreg_gpio_open() finds lines, hwreg_gpio_request() holds them until hwreg_gpio_close().
 *
 * @gpio: from hwreg_gpio_open()
 */

/** levels and edges of the wires, whatever active-low says */
#define HWREG_GPIO_RAW (UINT64_C(1) << 32)
/** lines that are only read and set: neither edges nor the end of a chip are waited for */
#define HWREG_GPIO_NO_EVENTS (UINT64_C(1) << 33)

/** enum hwreg_gpio_direction - which way a line goes; to ask for AS_IS leaves it as it is */
enum hwreg_gpio_direction {
	HWREG_GPIO_AS_IS,
	HWREG_GPIO_INPUT,
	HWREG_GPIO_OUTPUT,
};

/** enum hwreg_gpio_bias - a resistor at the line */
enum hwreg_gpio_bias {
	HWREG_GPIO_BIAS_AS_IS, /* of a line: not known */
	HWREG_GPIO_BIAS_DISABLED,
	HWREG_GPIO_PULL_UP,
	HWREG_GPIO_PULL_DOWN,
};

/** enum hwreg_gpio_drive - how an output drives its line */
enum hwreg_gpio_drive {
	HWREG_GPIO_PUSH_PULL,
	HWREG_GPIO_OPEN_DRAIN,
	HWREG_GPIO_OPEN_SOURCE,
};

#define HWREG_GPIO_RISING (1u << 0) /* to 1 */
#define HWREG_GPIO_FALLING (1u << 1) /* to 0 */

/**
 * struct hwreg_gpio_options - how to find lines
 * @size: sizeof(struct hwreg_gpio_options)
 * @flags: HWREG_GPIO_RAW, HWREG_FORCE_BOARD; HWREG_DRY_RUN: open nothing, check what can be without;
 *         HWREG_GPIO_NO_EVENTS: for lines that are only read and set
 * @board: whose `gpios` are known; may be NULL; must outlive the lines
 * @consumer: who holds the lines, for others to see; NULL: "hwreg"
 * @raise: called with true before a chip is opened, with false after; may be NULL
 * @raise_data: handed to @raise
 */
struct hwreg_gpio_options {
	uint32_t size;
	uint64_t flags;
	const struct hwreg_board *board;
	const char *consumer;
	void (*raise)(void *data, bool raise);
	void *raise_data;
};

/**
 * struct hwreg_gpio_request - what lines are to be
 * @size: sizeof(struct hwreg_gpio_request)
 * @direction: enum hwreg_gpio_direction; for edges AS_IS means that outputs are refused
 * @bias: enum hwreg_gpio_bias; not for AS_IS
 * @drive: enum hwreg_gpio_drive, of outputs
 * @edges: HWREG_GPIO_RISING and _FALLING, for hwreg_gpio_read_event(); not for outputs
 * @debounce: nanoseconds that a level must last before it is an edge; 0: as it is. Not with libgpiod 1.6
 * @values: of outputs, from the start on: 0 or 1 for each line
 */
struct hwreg_gpio_request {
	uint32_t size;
	uint32_t direction;
	uint32_t bias;
	uint32_t drive;
	uint32_t edges;
	int64_t debounce;
	const uint8_t *values;
};

/**
 * struct hwreg_gpio_line - a line
 * @size: sizeof(struct hwreg_gpio_line), set by the caller
 * @offset: its number on the chip
 * @chip: "gpiochip0"; in a dry run what the board or the word says
 * @label: the chip's; "" in a dry run
 * @name: the kernel's name of the line, or ""; in a dry run number or name, as the board or the word says
 * @board_name: the board's name for it, or NULL
 * @consumer: who holds it, or ""
 * @used: somebody holds it, or the kernel uses it
 * @active_low: the board says so, or who holds it
 * @direction: HWREG_GPIO_INPUT or _OUTPUT
 * @bias: enum hwreg_gpio_bias
 * @drive: enum hwreg_gpio_drive
 * @debounce: nanoseconds, 0 if there is none or libgpiod is 1.6, which does not tell
 */
struct hwreg_gpio_line {
	uint32_t size;
	uint32_t offset;
	char chip[64];
	char label[64];
	char name[64];
	const char *board_name;
	char consumer[64];
	bool used;
	bool active_low;
	uint32_t direction;
	uint32_t bias;
	uint32_t drive;
	int64_t debounce;
};

/**
 * struct hwreg_gpio_event - an edge
 * @size: sizeof(struct hwreg_gpio_event), set by the caller
 * @line: index of the line
 * @edge: HWREG_GPIO_RISING or _FALLING
 * @lost: edges of this line just before it that the kernel had no room for; libgpiod 1.6 does not tell
 * @timestamp: nanoseconds of CLOCK_MONOTONIC, taken by the kernel
 */
struct hwreg_gpio_event {
	uint32_t size;
	uint32_t line;
	uint32_t edge;
	uint32_t lost;
	int64_t timestamp;
};

/**
 * hwreg_gpio_list() - tell the lines of the GPIO chips of this machine
 * @chip: number, name or label of the one to tell; NULL: all that may be opened
 * @options: NULL or options
 * @callback: called for each line; a return other than 0 stops the listing and is returned
 * @data: handed to @callback
 * @err: may be NULL
 *
 * Opens the chips and asks the kernel; requests no line.
 *
 * Return: 0, -ENODEV if there is no chip, -ENOENT if not this one, -EEXIST if a label is that of several,
 * -EACCES if none may be opened, or -ENOSYS if the library was built without GPIO or cannot load libgpiod.
 */
int hwreg_gpio_list(const char *chip, const struct hwreg_gpio_options *options,
		    int (*callback)(void *data, const struct hwreg_gpio_line *line), void *data,
		    struct hwreg_error *err);

/**
 * hwreg_gpio_open() - find lines, and open their chips
 * @out: the lines, to be closed with hwreg_gpio_close()
 * @words: what names them
 * @count: of @words, not 0; at most 64 of one chip
 * @options: NULL or options
 * @err: may be NULL
 *
 * All words are understood, and the board is compared with this machine if it names one of them, before
 * the first chip is opened. Requests nothing. Blocks in open(2).
 *
 * The nodes of the chips are watched, for hwreg_gpio_read_event() to tell that one has gone away. The
 * kernel takes some 10 ms to end that in hwreg_gpio_close(); HWREG_GPIO_NO_EVENTS spares both. Then
 * requests with edges and hwreg_gpio_read_event() are refused (-EINVAL), and hwreg_gpio_fd() is -1.
 *
 * Return: 0, -EINVAL, -ENOENT or -ERANGE (no such chip or line; near names are in @err), -ENODEV (another
 * machine's board, or no chips), -EEXIST (a name that several have), -EACCES, -ENOSYS or -ENOMEM.
 */
int hwreg_gpio_open(struct hwreg_gpio **out, const char *const *words, uint32_t count,
		    const struct hwreg_gpio_options *options, struct hwreg_error *err);

/** hwreg_gpio_close() - let go of the lines; NULL is allowed. Levels of outputs are the driver's then;
 * most keep them. */
void hwreg_gpio_close(struct hwreg_gpio *gpio);

/**
 * hwreg_gpio_describe() - what is known of a line now
 * @index: of its word
 * @line: filled; its size is set by the caller
 *
 * Return: 0, -ERANGE, or -ENODEV if the chip has gone away.
 */
int hwreg_gpio_describe(struct hwreg_gpio *gpio, uint32_t index, struct hwreg_gpio_line *line,
			struct hwreg_error *err);

/**
 * hwreg_gpio_request() - hold the lines, and make them what is asked for; once
 * @request: direction, bias, drive, edges and values
 *
 * Lines of one chip are requested, and outputs set, at once; those of several chips one chip after the
 * other. Outputs are requested only if nobody holds any of them. After a failure none is held.
 *
 * Return: 0, -EINVAL, -EBUSY (the message says who holds it), -ENOTSUP (debounce with libgpiod 1.6),
 * -EPERM (edges of an output), -ENODEV, or what the kernel says.
 */
int hwreg_gpio_request(struct hwreg_gpio *gpio, const struct hwreg_gpio_request *request,
		       struct hwreg_error *err);

/**
 * hwreg_gpio_open_edges() - one line, to wait for its edges: open and request in one call
 * @out: the line, to be closed with hwreg_gpio_close()
 * @word: what names it
 * @edges: HWREG_GPIO_RISING and _FALLING
 * @options: NULL or options
 *
 * An output is refused (-EPERM), as it would have to be made an input.
 *
 * Return: as hwreg_gpio_open() and hwreg_gpio_request().
 */
int hwreg_gpio_open_edges(struct hwreg_gpio **out, const char *word, uint32_t edges,
			  const struct hwreg_gpio_options *options, struct hwreg_error *err);

/**
 * hwreg_gpio_get() - read the lines that are held
 * @values: 0 or 1 for each, in the order of the words
 *
 * Lines of one chip are read at once.
 *
 * Return: 0, -EINVAL if they are not held, -ENODEV, or what the kernel says.
 */
int hwreg_gpio_get(struct hwreg_gpio *gpio, uint8_t *values, struct hwreg_error *err);

/**
 * hwreg_gpio_set() - set the outputs that are held; lines of one chip at once
 * @values: 0 or 1 for each, in the order of the words
 *
 * Return: 0, -EINVAL if they are not held, -ENODEV, or what the kernel says.
 */
int hwreg_gpio_set(struct hwreg_gpio *gpio, const uint8_t *values, struct hwreg_error *err);

/**
 * hwreg_gpio_fd() - a descriptor that is readable when hwreg_gpio_read_event() has something to say
 *
 * For a poll loop. Belongs to @gpio. May be readable without an event.
 *
 * Return: the descriptor; -1 with HWREG_GPIO_NO_EVENTS, or if the library was built without GPIO.
 */
int hwreg_gpio_fd(const struct hwreg_gpio *gpio);

/**
 * hwreg_gpio_read_event() - the next edge
 * @event: filled
 * @deadline: nanoseconds of CLOCK_MONOTONIC; 0: do not wait; INT64_MAX: without end
 * @cancel: a descriptor that ends the waiting when it is readable; -1: none
 *
 * Edges come in the order of their times, as far as the kernel had them when it was asked. Lines that
 * were requested without edges have none: then this waits for the deadline, or for the chip to go away.
 *
 * Return: 0, -ETIMEDOUT, -ECANCELED, -ENODEV if a chip has gone away, or -EINVAL with
 * HWREG_GPIO_NO_EVENTS.
 */
int hwreg_gpio_read_event(struct hwreg_gpio *gpio, struct hwreg_gpio_event *event, int64_t deadline,
			  int cancel, struct hwreg_error *err);

/* ---- Drivers --------------------------------------------------------------------------------- */

/**
 * DOC: hwreg_bind - give a device of the kernel to UIO or VFIO, and back
 *
 * A device whose registers a driver in user space is to have must first be let go by the kernel's own
 * driver, and handed to one that gives it to user space. These functions do that through sysfs, as root.
 *
 * @result: filled on success; its size is set by the caller
 */

/**
 * struct hwreg_bind_options - a device, and who is to have it
 * @size: sizeof(struct hwreg_bind_options)
 * @flags: HWREG_DRY_RUN: check and tell, change nothing; HWREG_FORCE_BUSY: also a device that is a
 *         console, or holds a mounted file system or swap
 * @address: physical address of a byte of its registers, such as a block's base
 * @driver: "uio_pdrv_genirq" (platform devices), "uio_pci_generic" or "vfio-pci" (PCI); NULL: the
 *          first that fits its bus
 * @sysfs: where sysfs is mounted; NULL: /sys
 * @tell: called before each write to sysfs with the path and the text; may be NULL
 * @data: handed to @tell
 */
struct hwreg_bind_options {
	uint32_t size;
	uint64_t flags;
	uint64_t address;
	const char *driver;
	const char *sysfs;
	void (*tell)(void *data, const char *path, const char *text);
	void *data;
};

/**
 * struct hwreg_bind_result - what was done
 * @size: sizeof(struct hwreg_bind_result), set by the caller
 * @bus: "platform" or "pci"
 * @device: its name on the bus
 * @before: the driver that had it, or ""
 * @driver: the driver that has it now, or ""
 * @target: SPEC of the UIO device that it has become, or of the BAR at the address that VFIO has; or ""
 * @holders: other devices of that group whose drivers keep VFIO from opening it, such as
 *           "0000:00:1f.2 (ahci), 0000:00:1f.3 (i801_smbus)"; or ""
 */
struct hwreg_bind_result {
	uint32_t size;
	char bus[16];
	char device[128];
	char before[64];
	char driver[64];
	char target[64];
	char holders[256];
};

/**
 * hwreg_bind() - give a device to a driver that hands it to user space
 * @options: which device, which driver
 * @result: filled on success
 * @err: may be NULL
 *
 * Sets driver_override, unbinds the driver that has it, and lets the bus probe again. Needs root, but
 * for HWREG_DRY_RUN. If the driver does not take it, it goes back to the one before. Nothing to do if
 * the driver has it already. Blocks while drivers let go and probe.
 *
 * Return: 0; -ENODEV: no device has this address, or no IOMMU is before it for VFIO; -ENOTSUP: it is
 * an AMBA device, which only a device tree overlay can make one for UIO, or the driver that has it lets
 * none go; -ENOENT: the driver is not loaded; -EBUSY: console, mounted file system or swap; -EACCES;
 * -EINVAL: the driver is not for this bus; -EIO: the driver does not take it; or what write(2) says.
 */
int hwreg_bind(const struct hwreg_bind_options *options, struct hwreg_bind_result *result,
	       struct hwreg_error *err);

/**
 * hwreg_unbind() - give a device back to the kernel's own driver, if there is one for it
 * @options: @driver is ignored
 *
 * Clears driver_override, unbinds UIO or VFIO, and lets the bus probe again. Mappings that processes
 * have stay, and still reach the hardware.
 *
 * Return: as hwreg_bind(); -EINVAL if neither UIO nor VFIO has it.
 */
int hwreg_unbind(const struct hwreg_bind_options *options, struct hwreg_bind_result *result,
		 struct hwreg_error *err);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
