// SPDX-License-Identifier: MIT
/* Compiled boards and the cache: what is damaged, old or somebody else's gives no wrong answer */
#include "board_files.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "compiled.h"
#include "image_store.h"

static const char types[] = "hwreg: 1\n"
			    "types:\n"
			    "  uart:\n"
			    "    size: 0x100\n"
			    "    registers:\n"
			    "      DR: {offset: 0, read: effect}\n"
			    "      CR:\n"
			    "        offset: 4\n"
			    "        description: control\n"
			    "        aliases: {set: 0x14}\n"
			    "        fields:\n"
			    "          EN: 0\n"
			    "          MODE: {bits: \"5:4\", enum: {off: 0, on: 1}}\n"
			    "      CH%s: {offset: 0x20, count: 30, stride: 4, registers: {X: 0}}\n";

#define BOARD(include)                                          \
	"hwreg: 1\nboard: eval\nmatch: any\ninclude: [" include \
	"]\nspaces: {pmic: \"i2c:1:0x48\"}\n"                   \
	"gpios:\n  RESET: {chip: gpiochip0, line: 3}\n"         \
	"blocks:\n  UART0: {type: uart, base: 0x1000}\n"        \
	"  UART1: {type: uart, base: 0x2000}\n"

static char board_file[256], cache_folder[256], entry[512];

/* Everything that a board says, as text */
static void describe_register(const struct hwreg_board *board, const struct hwreg_register *reg,
			      char *out, size_t size)
{
	struct hwreg_register_info info = { .size = sizeof(info) };
	struct hwreg_field_info field = { .size = sizeof(field) };
	struct hwreg_enumerator_info value = { .size = sizeof(value) };
	uint64_t alias = 0;

	hwreg_register_describe(board, reg, &info);
	hwreg_register_alias(board, reg, HWREG_ALIAS_SET, &alias);
	snprintf(out, size, "%s %s %u %llx %u %d %d %llx\n", info.name, info.description,
		 info.space, (unsigned long long)info.address, info.width, info.read, info.write,
		 (unsigned long long)alias);
	for (uint32_t i = 0; i < info.field_count; i++) {
		const struct hwreg_field *each = hwreg_register_field(board, reg, i);

		hwreg_field_describe(board, each, &field);
		snprintf(out + strlen(out), size - strlen(out), " %s %u:%u", field.name, field.high,
			 field.low);
		for (uint32_t j = 0; hwreg_field_enumerator(board, each, j, &value) == 0; j++)
			snprintf(out + strlen(out), size - strlen(out), " %s=%llu", value.name,
				 (unsigned long long)value.value);
	}
}

static void describe(const struct hwreg_board *board, char *out, size_t size)
{
	struct hwreg_board_info info = { .size = sizeof(info) };
	struct hwreg_gpio_info gpio = { .size = sizeof(gpio) };
	const struct hwreg_register *reg;
	const struct hwreg_block *block;
	size_t at;

	hwreg_board_describe(board, &info);
	snprintf(out, size, "%s %u %u\n", info.name, info.block_count, info.register_count);
	if (hwreg_board_gpio(board, 0, &gpio) == 0)
		snprintf(out + strlen(out), size - strlen(out), "%s %s %s\n", gpio.name, gpio.chip,
			 gpio.line);
	for (uint32_t i = 0; (reg = hwreg_board_register(board, i)); i++) {
		at = strlen(out);
		describe_register(board, reg, out + at, size - at);
	}
	if (hwreg_block_find(board, "UART1", &block, NULL) == 0 &&
	    hwreg_register_find(board, "UART1.CH1.X", &reg, NULL) == 0 &&
	    hwreg_register_next_at(board, 0, 0x2024, NULL) == reg)
		snprintf(out + strlen(out), size - strlen(out), "found\n");
}

static const char *described(const struct hwreg_board *board)
{
	static char text[16384];

	describe(board, text, sizeof(text));
	return text;
}

/* ---- Files ------------------------------------------------------------------------------------ */

static void write_file(const char *path, const void *data, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, size), size);
	close(fd);
}

static size_t read_file(const char *path, void *data, size_t size)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, data, size);

	assert_true(fd >= 0 && n >= 0);
	close(fd);
	return (size_t)n;
}

/* Until files that exist now are older than the grain of their times */
static void settle(void)
{
	nanosleep(&(struct timespec){ 2, 50000000 }, NULL);
}

static struct hwreg_board *load(const char *search_path, bool *cached)
{
	struct hwreg_board_options options = { .size = sizeof(options),
					       .flags = HWREG_BOARD_CACHE,
					       .path = search_path };
	struct hwreg_board_info info = { .size = sizeof(info) };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_board *board = NULL;

	if (hwreg_board_load(&board, board_file, &options, &err))
		fail_msg("%s", err.message);
	hwreg_board_describe(board, &info);
	*cached = info.cached;
	return board;
}

static bool loads_as(const char *text)
{
	struct hwreg_board *board;
	bool cached;

	board = load("/nowhere", &cached);
	assert_string_equal(described(board), text);
	hwreg_board_free(board);
	return cached;
}

/* An entry that is written to is made again at once; with this it is believed until a page is wrong */
static void hide_writing(void)
{
	const struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = 946684800 } };

	assert_int_equal(utimensat(AT_FDCWD, entry, times, 0), 0);
}

static void find_entry(void)
{
	char command[600];
	FILE *pipe;

	snprintf(command, sizeof(command), "ls -d %s/*.hwb", cache_folder);
	pipe = popen(command, "r");
	assert_non_null(fgets(entry, sizeof(entry), pipe));
	entry[strcspn(entry, "\n")] = '\0';
	assert_null(fgets(command, sizeof(command), pipe)); /* one, and nothing beside it */
	assert_int_equal(pclose(pipe), 0);
}

static char expected[16384];

/* Once, as files must become old first; tests that change them come last */
static int cache_setup(void **state)
{
	struct hwreg_board *board;
	bool cached;

	if (files_setup(state))
		return -1;
	snprintf(cache_folder, sizeof(cache_folder), "%s/kept/hwreg", directory);
	setenv("HWREG_CACHE", cache_folder, 1);
	file_text("types.yaml", types);
	strcpy(board_file, file_text("eval.yaml", BOARD("types.yaml")));
	settle();
	board = load("/nowhere", &cached);
	if (cached)
		return -1;
	describe(board, expected, sizeof(expected));
	hwreg_board_free(board);
	find_entry();
	return 0;
}

/* The files as they were, and old again */
static int restore(void **state)
{
	(void)state;
	file_text("types.yaml", types);
	file_text("eval.yaml", BOARD("types.yaml"));
	settle();
	loads_as(expected);
	return loads_as(expected) ? 0 : -1;
}

/* ---- Damage ----------------------------------------------------------------------------------- */

/* Right in every word, or known to be damaged */
static void is_right_or_refused(const char *what, size_t at)
{
	struct image_store *store = NULL;
	struct hwreg_board board = { .file = entry };
	int r = image_store_open(&store, open(entry, O_RDONLY), entry, NULL);

	if (r)
		return;
	board.store = store;
	board.image = image_store_image(store);
	if (strcmp(described(&board), expected) != 0 && image_intact(&board, NULL) == 0)
		fail_msg("%s %zu: another board, and no error", what, at);
	image_store_free(store);
}

/* valgrind's pace */
static size_t stride(size_t natural)
{
	return getenv("HWREG_ONE_THREAD") ? 97 * natural : natural;
}

static void no_flipped_bit_gives_a_wrong_answer(void **state)
{
	static unsigned char bytes[65536], bad;
	size_t size = read_file(entry, bytes, sizeof(bytes));
	int fd = open(entry, O_WRONLY);

	(void)state;
	assert_in_range(size, 3 * 4096, 8 * 4096);
	for (size_t bit = 0; bit < size * 8; bit += stride(1)) {
		bad = bytes[bit / 8] ^ (unsigned char)(1u << bit % 8);
		assert_int_equal(pwrite(fd, &bad, 1, (off_t)(bit / 8)), 1);
		is_right_or_refused("bit", bit);
		assert_int_equal(pwrite(fd, &bytes[bit / 8], 1, (off_t)(bit / 8)), 1);
	}
	close(fd);
	hide_writing();
	assert_true(loads_as(expected));
}

static void a_damaged_entry_is_made_again(void **state)
{
	static unsigned char bytes[65536];
	size_t size = read_file(entry, bytes, sizeof(bytes)), unused = 0;

	(void)state;
	for (size_t at = 0; at < size; at += stride(37)) {
		bytes[at] ^= 0x10;
		write_file(entry, bytes, size);
		hide_writing();
		bytes[at] ^= 0x10;
		loads_as(expected);
		/* written anew, unless nobody looked at that page */
		unused += !loads_as(expected);
	}
	assert_int_equal(unused, 0);
	find_entry();
}

static void an_entry_that_was_written_to_is_made_again(void **state)
{
	static unsigned char bytes[65536];
	size_t size = read_file(entry, bytes, sizeof(bytes));

	(void)state;
	assert_true(loads_as(expected));
	write_file(entry, bytes, size);
	assert_false(loads_as(expected)); /* though it is the same as before */
	assert_true(loads_as(expected));
}

static void a_cut_entry_is_made_again(void **state)
{
	static unsigned char bytes[65536];
	size_t size = read_file(entry, bytes, sizeof(bytes));

	(void)state;
	for (size_t length = 0; length < size; length += stride(41)) {
		write_file(entry, bytes, length);
		hide_writing();
		assert_false(loads_as(expected));
		assert_true(loads_as(expected));
	}
}

static void an_entry_cut_in_use_does_no_harm(void **state)
{
	struct hwreg_board *board;
	bool cached;

	(void)state;
	board = load("/nowhere", &cached);
	assert_true(cached);
	assert_int_equal(truncate(entry, 4096), 0);
	assert_string_equal(described(board), expected);
	assert_int_equal(hwreg_board_intact(board, NULL), 0);
	hwreg_board_free(board);
	assert_true(loads_as(expected));
}

static void what_cannot_be_made_again_is_refused(void **state)
{
	static const char other[] = "hwreg: 1\ntypes: {uart: {registers: {DR: 0}}}\n";
	struct hwreg_error err = HWREG_ERROR_INIT;
	const struct hwreg_register *reg;
	struct hwreg_board *board;
	bool cached;

	(void)state;
	board = load("/nowhere", &cached);
	assert_true(cached);
	assert_int_equal(truncate(entry, 4096), 0);
	file_text("types.yaml", other);
	assert_int_equal(hwreg_board_intact(board, &err), 0);
	described(board); /* all of it, and so what is on the pages that are gone */
	assert_int_equal(hwreg_board_intact(board, NULL), -EBADMSG);
	assert_int_equal(hwreg_board_intact(board, &err), -EBADMSG);
	assert_non_null(strstr(err.message, "run this again"));
	err = (struct hwreg_error)HWREG_ERROR_INIT;
	assert_int_equal(hwreg_register_find(board, "UART0.CR", &reg, &err), -EBADMSG);
	assert_non_null(strstr(err.message, "run this again"));
	hwreg_board_free(board);
}

/* ---- What must not be believed ---------------------------------------------------------------- */

static void an_entry_that_others_can_write_is_not_used(void **state)
{
	(void)state;
	assert_true(loads_as(expected));
	chmod(entry, 0620);
	assert_false(loads_as(expected)); /* and replaced */
	assert_true(loads_as(expected));
	chmod(cache_folder, 0770);
	assert_false(loads_as(expected));
	assert_false(loads_as(expected));
	chmod(cache_folder, 0700);
	assert_true(loads_as(expected));
}

static void an_entry_of_somebody_else_is_not_used(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(chown(entry, 65534, 65534), 0);
	assert_false(loads_as(expected));
	assert_true(loads_as(expected));
	assert_int_equal(chown(cache_folder, 65534, 65534), 0);
	assert_false(loads_as(expected));
	assert_int_equal(chown(cache_folder, 0, 0), 0);
	assert_true(loads_as(expected));
}

static void a_link_in_the_place_of_an_entry_is_not_followed(void **state)
{
	char aside[600];

	(void)state;
	snprintf(aside, sizeof(aside), "%s/aside", directory);
	assert_int_equal(rename(entry, aside), 0);
	assert_int_equal(symlink(aside, entry), 0);
	assert_false(loads_as(expected));
	assert_true(loads_as(expected));
}

/* ---- What is old ------------------------------------------------------------------------------ */

static const char *changed(void)
{
	static char text[16384];
	struct hwreg_board *board = load_file(board_file);

	describe(board, text, sizeof(text));
	hwreg_board_free(board);
	assert_string_not_equal(text, expected);
	return text;
}

/* The same size and the same time of modification */
static void a_changed_include_is_seen(void **state)
{
	struct stat st;
	char *other = strdup(types), path[256];

	(void)state;
	assert_true(loads_as(expected));
	strcpy(path, file_text("types.yaml", types));
	settle();
	loads_as(expected);
	assert_true(loads_as(expected));
	assert_int_equal(stat(path, &st), 0);
	memcpy(strstr(other, "offset: 4"), "offset: 8", 9);
	write_file(path, other, strlen(other));
	utimensat(AT_FDCWD, path, (struct timespec[]){ st.st_atim, st.st_mtim }, 0);
	assert_false(loads_as(changed()));
	assert_false(loads_as(changed())); /* too young to be kept */
	free(other);
}

static void a_replaced_include_is_seen(void **state)
{
	char *other = strdup(types), path[256], aside[256];

	(void)state;
	memcpy(strstr(other, "offset: 4"), "offset: 8", 9);
	strcpy(aside, file_text("aside.yaml", other));
	strcpy(path, file_text("types.yaml", types));
	settle();
	loads_as(expected);
	assert_true(loads_as(expected));
	assert_int_equal(rename(aside, path), 0);
	assert_false(loads_as(changed()));
	free(other);
}

static void an_include_that_comes_first_later_is_seen(void **state)
{
	char path[600], *other = strdup(types);
	struct hwreg_board *board;
	bool cached;

	(void)state;
	file_text("second/more.yaml", types);
	file_text("eval.yaml", BOARD("more.yaml"));
	snprintf(path, sizeof(path), "%s/first:%s/second", directory, directory);
	settle();
	hwreg_board_free(load(path, &cached));
	hwreg_board_free(load(path, &cached));
	assert_true(cached);
	memcpy(strstr(other, "offset: 4"), "offset: 8", 9);
	file_text("first/more.yaml", other);
	board = load(path, &cached);
	assert_false(cached);
	assert_int_equal(register_info(board, "UART0.CR").address, 0x1008);
	hwreg_board_free(board);
	file_text("more.yaml", types); /* beside the board comes before all directories */
	board = load(path, &cached);
	assert_false(cached);
	assert_int_equal(register_info(board, "UART0.CR").address, 0x1004);
	hwreg_board_free(board);
	free(other);
}

static void a_file_that_may_not_be_read_any_more_is_seen(void **state)
{
	struct hwreg_board_options options = { .size = sizeof(options),
					       .flags = HWREG_BOARD_CACHE,
					       .path = "/nowhere" };
	struct hwreg_board *board;
	char path[300];

	(void)state;
	assert_true(loads_as(expected));
	snprintf(path, sizeof(path), "%s/types.yaml", directory);
	unlink(path);
	assert_int_equal(hwreg_board_load(&board, board_file, &options, NULL), -EINVAL);
}

/* ---- Never needed ----------------------------------------------------------------------------- */

static void many_builders_at_once_do_not_disturb_each_other(void **state)
{
	enum { BUILDERS = 4, ROUNDS = 40 };
	struct hwreg_board *board;
	bool cached;
	int status;

	(void)state;
	for (int i = 0; i < BUILDERS; i++) {
		if (fork() != 0)
			continue;
		for (int round = 0; round < ROUNDS; round++) {
			unlink(entry);
			board = load("/nowhere", &cached);
			if (strcmp(described(board), expected) != 0)
				_exit(1);
			hwreg_board_free(board);
		}
		_exit(0);
	}
	for (int i = 0; i < BUILDERS; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	loads_as(expected);
	assert_true(loads_as(expected));
	find_entry();
}

static void a_limit_for_files_is_respected(void **state)
{
	struct rlimit limit, small;

	(void)state;
	unlink(entry);
	getrlimit(RLIMIT_FSIZE, &limit);
	small = limit;
	small.rlim_cur = 8192;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_false(loads_as(expected));
	assert_false(loads_as(expected));
	setrlimit(RLIMIT_FSIZE, &limit);
	assert_int_equal(access(entry, F_OK), -1);
	assert_false(loads_as(expected));
	assert_true(loads_as(expected));
}

static void where_no_directory_can_be_there_is_no_cache(void **state)
{
	(void)state;
	setenv("HWREG_CACHE", "/proc/hwreg/cache", 1);
	assert_false(loads_as(expected));
	setenv("HWREG_CACHE", board_file, 1);
	assert_false(loads_as(expected));
	setenv("HWREG_CACHE", "0", 1);
	assert_false(loads_as(expected));
	setenv("HWREG_CACHE", cache_folder, 1);
	assert_true(loads_as(expected));
}

static void without_the_flag_nothing_is_kept(void **state)
{
	(void)state;
	unlink(entry);
	hwreg_board_free(load_file(board_file));
	assert_int_equal(access(entry, F_OK), -1);
	assert_false(loads_as(expected));
	assert_int_equal(access(entry, F_OK), 0);
}

/* ---- Compiled by hand ------------------------------------------------------------------------- */

static int load_error(const char *path, struct hwreg_error *err)
{
	struct hwreg_board *board = NULL;
	int r;

	*err = (struct hwreg_error)HWREG_ERROR_INIT;
	r = hwreg_board_load(&board, path, NULL, err);
	hwreg_board_free(board);
	return r;
}

static const char *compiled(void)
{
	static char path[300];
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_board *board;

	board = load_file(board_file);
	snprintf(path, sizeof(path), "%s/eval.hwb", directory);
	if (hwreg_board_save(board, path, &err))
		fail_msg("%s", err.message);
	hwreg_board_free(board);
	return path;
}

static void a_compiled_board_is_the_same_board(void **state)
{
	struct hwreg_board_info info = { .size = sizeof(info) };
	const char *path = compiled();
	struct hwreg_board *board = load_file(path);

	(void)state;
	assert_string_equal(described(board), expected);
	hwreg_board_describe(board, &info);
	assert_string_equal(info.file, path);
	assert_int_equal(hwreg_board_match(board, NULL), 0);
	assert_int_equal(hwreg_board_save(board, path, NULL), 0); /* from itself to itself */
	hwreg_board_free(board);
	board = load_file(path);
	assert_string_equal(described(board), expected);
	hwreg_board_free(board);
}

static void a_damaged_compiled_board_is_refused(void **state)
{
	static unsigned char bytes[65536];
	const char *path = compiled();
	size_t size = read_file(path, bytes, sizeof(bytes));
	struct hwreg_error err;

	(void)state;
	for (size_t bit = 0; bit < size * 8; bit += stride(11)) {
		bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
		write_file(path, bytes, size);
		bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
		assert_true(load_error(path, &err) < 0);
		assert_non_null(strstr(err.message, "compile it again"));
	}
	for (size_t length = 0; length < size; length += stride(11)) {
		write_file(path, bytes, length);
		assert_int_equal(load_error(path, &err), -EBADMSG);
		assert_non_null(strstr(err.message, "compile it again"));
	}
}

static void a_compiled_board_of_another_kind_is_told(void **state)
{
	static unsigned char bytes[65536];
	const char *path = compiled();
	size_t size = read_file(path, bytes, sizeof(bytes));
	struct image_front *front = (struct image_front *)bytes;
	struct hwreg_error err;

	(void)state;
	front->order = __builtin_bswap32(front->order);
	write_file(path, bytes, size);
	assert_int_equal(load_error(path, &err), -EINVAL);
	assert_non_null(strstr(err.message, "other byte order"));
	front->order = __builtin_bswap32(front->order);
	front->version++;
	write_file(path, bytes, size);
	assert_int_equal(load_error(path, &err), -EINVAL);
	assert_non_null(strstr(err.message, "another version of hwreg"));
	front->version--;
	front->layout++;
	write_file(path, bytes, size);
	assert_int_equal(load_error(path, &err), -EINVAL);
	assert_non_null(strstr(err.message, "another version of hwreg"));
}

/* Right sums over wrong contents: what a compiler of boards that is wrong, or wants to, can make */
static void refuse(const struct hwreg_board *board, void *at, uint32_t value, size_t size)
{
	const char *path = compiled();
	struct hwreg_error err;
	uint64_t right = 0;

	memcpy(&right, at, size);
	if (size == 1)
		*(uint8_t *)at = (uint8_t)value;
	else
		*(uint32_t *)at = value;
	assert_int_equal(hwreg_board_save(board, path, &err), 0);
	memcpy(at, &right, size);
	assert_int_equal(load_error(path, &err), -EBADMSG);
	assert_non_null(strstr(err.message, "compile it again"));
}

static void contents_that_contradict_each_other_are_refused(void **state)
{
	struct hwreg_board *board = load_file(board_file);
	struct image_header *image = (struct image_header *)board->image;
	char *start = (char *)image;
	struct hwreg_register *reg =
		(struct hwreg_register *)(start + image->sections[IMAGE_REGISTERS].offset);
	struct hwreg_block *block =
		(struct hwreg_block *)(start + image->sections[IMAGE_BLOCKS].offset);
	struct image_cluster *cluster =
		(struct image_cluster *)(start + image->sections[IMAGE_CLUSTERS].offset);
	uint32_t *addresses = (uint32_t *)(start + image->sections[IMAGE_ADDRESSES].offset);
	struct {
		uint32_t *at, value;
	} wrong[] = { { &reg[1].block, 2 },
		      { &reg[1].block, 1 },
		      { &reg[1].first_field, 0xffffffff },
		      { &reg[1].field_count, 0x1000000 },
		      { &reg[1].space, 2 },
		      { &reg[1].name, 0x7fffffff },
		      { &reg[1].name, block->name },
		      { &reg[1].name, block->type },
		      { &reg[1].first_alias, 7 },
		      { &reg[1].rules, 1 },
		      { &block[1].register_count, 3 },
		      { &block[1].first_register, 0 },
		      { &cluster->name, block[1].name },
		      { &cluster->first_register, 0 },
		      { &cluster->block, 1 },
		      { &addresses[1], addresses[0] },
		      { &addresses[0], addresses[2] } };
	struct {
		uint8_t *at, value;
	} words[] = { { &reg[1].read, HWREG_READ_EFFECT + 1 },
		      { &reg[1].write, HWREG_WRITE_EFFECT + 1 },
		      { &reg[1].endian, HWREG_BIG_ENDIAN + 1 },
		      { &reg[1].reserved_bits, HWREG_RESERVED_RESET + 1 },
		      { &reg[1].high_first, 2 } };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		refuse(board, wrong[i].at, wrong[i].value, sizeof(uint32_t));
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		refuse(board, words[i].at, words[i].value, sizeof(uint8_t));
	image->sections[IMAGE_STRINGS].count -= 1;
	refuse(board,
	       start + image->sections[IMAGE_STRINGS].offset +
		       image->sections[IMAGE_STRINGS].count - 1,
	       'x', sizeof(uint8_t));
	hwreg_board_free(board);
}

static void a_board_is_saved_whole_or_not_at_all(void **state)
{
	struct hwreg_board *board = load_file(board_file);
	struct hwreg_error err = HWREG_ERROR_INIT;
	char path[300];

	(void)state;
	assert_int_equal(hwreg_board_save(board, directory, &err), -EINVAL);
	snprintf(path, sizeof(path), "%s/none/eval.hwb", directory);
	assert_int_equal(hwreg_board_save(board, path, &err), -ENOENT);
	assert_non_null(strstr(err.message, path));
	hwreg_board_free(board);
}

#define CHANGES(function) cmocka_unit_test_teardown(function, restore)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_flipped_bit_gives_a_wrong_answer),
		cmocka_unit_test(a_damaged_entry_is_made_again),
		cmocka_unit_test(an_entry_that_was_written_to_is_made_again),
		cmocka_unit_test(a_cut_entry_is_made_again),
		cmocka_unit_test(an_entry_cut_in_use_does_no_harm),
		cmocka_unit_test(an_entry_that_others_can_write_is_not_used),
		cmocka_unit_test(an_entry_of_somebody_else_is_not_used),
		cmocka_unit_test(a_link_in_the_place_of_an_entry_is_not_followed),
		cmocka_unit_test(many_builders_at_once_do_not_disturb_each_other),
		cmocka_unit_test(a_limit_for_files_is_respected),
		cmocka_unit_test(where_no_directory_can_be_there_is_no_cache),
		cmocka_unit_test(without_the_flag_nothing_is_kept),
		cmocka_unit_test(a_compiled_board_is_the_same_board),
		cmocka_unit_test(a_damaged_compiled_board_is_refused),
		cmocka_unit_test(a_compiled_board_of_another_kind_is_told),
		cmocka_unit_test(contents_that_contradict_each_other_are_refused),
		cmocka_unit_test(a_board_is_saved_whole_or_not_at_all),
		CHANGES(what_cannot_be_made_again_is_refused),
		CHANGES(a_changed_include_is_seen),
		CHANGES(a_replaced_include_is_seen),
		CHANGES(an_include_that_comes_first_later_is_seen),
		CHANGES(a_file_that_may_not_be_read_any_more_is_seen),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, cache_setup, files_teardown);
}
