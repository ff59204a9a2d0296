// SPDX-License-Identifier: MIT
/* Files that are replaced as a whole: what signals, other processes and links have to do with it */
#include "board_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "write_file.h"

static int end_with; /* the signal that comes while the file is written */

static int fill(int fd, const void *data)
{
	int r = hwreg_write_all(fd, "new ", 4);

	if (end_with)
		raise(end_with);
	return r ? r : hwreg_write_all(fd, data, strlen(data));
}

static const char *path_of(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

static int replace(const char *name, const char *text, struct hwreg_error *err)
{
	const struct hwreg_replacement with = { .fill = fill, .data = text, .most = 64 };

	return hwreg_write_file(path_of(name), &with, err);
}

static void check_text(const char *name, const char *text)
{
	char bytes[64];
	int fd = open(path_of(name), O_RDONLY | O_CLOEXEC);
	ssize_t length;

	assert_true(fd >= 0);
	length = read(fd, bytes, sizeof(bytes));
	close(fd);
	assert_int_equal(length, strlen(text));
	assert_memory_equal(bytes, text, strlen(text));
}

static unsigned int count_files(void)
{
	DIR *dir = opendir(directory);
	const struct dirent *entry;
	unsigned int count = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)))
		count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	closedir(dir);
	return count;
}

static void replace_in_child(int signal)
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		end_with = signal;
		_exit(replace("file", "text", NULL) ? 2 : 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), signal);
}

static void a_signal_comes_when_it_is_done(void **state)
{
	(void)state;
	file_text("file", "old");
	replace_in_child(SIGTERM);
	check_text("file", "new text");
	assert_int_equal(count_files(), 1);
}

static void what_a_killed_process_left_is_removed_by_the_next(void **state)
{
	(void)state;
	file_text("file", "old");
	replace_in_child(SIGKILL);
	replace_in_child(SIGKILL);
	check_text("file", "old");
	assert_int_equal(count_files(), 3);
	assert_int_equal(replace("file", "text", NULL), 0);
	check_text("file", "new text");
	assert_int_equal(count_files(), 1);
}

static void only_what_is_left_is_removed(void **state)
{
	static const char *const others[] = {
		".file.12", ".file.12.", ".file..12",  ".file.12.xyz", ".file.x.12",
		"file.1.2", ".fil.1.2",  ".file2.1.2", ".file.1.2.3",  ".other.1.2",
	};
	unsigned int count = sizeof(others) / sizeof(others[0]);
	int fd;

	(void)state;
	for (unsigned int i = 0; i < count; i++)
		file_text(others[i], "");
	file_text(".file.1.2", "left");
	fd = open(file_text(".file.4194305.ab", "being written"), O_RDWR | O_CLOEXEC);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(mkdir(path_of(".file.1.3"), 0700), 0);
	assert_int_equal(symlink("file", path_of(".file.1.4")), 0);
	assert_int_equal(mkfifo(path_of(".file.1.5"), 0600), 0);
	assert_int_equal(replace("file", "text", NULL), 0);
	assert_int_equal(count_files(), count + 5);
	assert_int_equal(access(path_of(".file.1.2"), F_OK), -1);
	assert_int_equal(access(path_of(".file.4194305.ab"), F_OK), 0);
	close(fd);
	assert_int_equal(replace("file", "text", NULL), 0);
	assert_int_equal(access(path_of(".file.4194305.ab"), F_OK), -1);
}

static void what_a_link_leads_to_is_replaced(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	char target[8] = "";

	(void)state;
	file_text("place/file", "old");
	assert_int_equal(symlink("place/file", path_of("link")), 0);
	assert_int_equal(replace("link", "text", NULL), 0);
	check_text("place/file", "new text");
	assert_int_equal(readlink(path_of("link"), target, sizeof(target)), sizeof(target));
	assert_memory_equal(target, "place/fi", sizeof(target));
	assert_int_equal(symlink("none", path_of("lost")), 0);
	assert_int_equal(replace("lost", "text", &err), -ENOENT);
	assert_int_equal(err.kind, HWREG_ERROR_REQUEST);
	assert_non_null(strstr(err.message, "lost: this symbolic link leads nowhere"));
	assert_int_equal(symlink("loop", path_of("loop")), 0);
	assert_int_equal(replace("loop", "text", &err), -ELOOP);
}

static void permissions_stay(void **state)
{
	mode_t mask = umask(022);
	struct stat st;

	(void)state;
	assert_int_equal(replace("file", "text", NULL), 0);
	assert_int_equal(stat(path_of("file"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	for (mode_t mode = 0600; mode <= 0666; mode += 066) {
		assert_int_equal(chmod(path_of("file"), mode), 0);
		assert_int_equal(replace("file", "text", NULL), 0);
		assert_int_equal(stat(path_of("file"), &st), 0);
		assert_int_equal(st.st_mode & 07777, mode);
	}
	if (geteuid() == 0 && chown(path_of("file"), 1234, 5678) == 0) {
		assert_int_equal(replace("file", "text", NULL), 0);
		assert_int_equal(stat(path_of("file"), &st), 0);
		assert_int_equal(st.st_uid, 1234);
		assert_int_equal(st.st_gid, 5678);
	}
	umask(mask);
}

static void what_is_no_file_to_write_is_refused(void **state)
{
	static const struct {
		const char *name;
		int error;
		const char *message;
	} rows[] = {
		{ "", -EISDIR, "/' is not the name of a file" },
		{ "none/", -EISDIR, "/none/' is not the name of a file" },
		{ ".", -EINVAL, "this is not a regular file, and would be replaced" },
		{ "fifo", -EINVAL, "this is not a regular file, and would be replaced" },
		{ "none/file", -ENOENT, "/none/file: No such file or directory" },
		{ "file/file", -ENOTDIR, "/file/file: Not a directory" },
	};
	const struct hwreg_replacement unnamed = { .fill = fill, .data = "", .most = 64 };

	(void)state;
	file_text("file", "old");
	assert_int_equal(mkfifo(path_of("fifo"), 0600), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct hwreg_error err = HWREG_ERROR_INIT;

		assert_int_equal(replace(rows[i].name, "text", &err), rows[i].error);
		if (!strstr(err.message, rows[i].message))
			fail_msg("%s: %s", rows[i].name, err.message);
	}
	assert_int_equal(hwreg_write_file("", &unnamed, NULL), -EISDIR);
	check_text("file", "old");
	assert_int_equal(count_files(), 2);
}

#define REPLACE(name) cmocka_unit_test_setup_teardown(name, files_setup, files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		REPLACE(a_signal_comes_when_it_is_done),
		REPLACE(what_a_killed_process_left_is_removed_by_the_next),
		REPLACE(only_what_is_left_is_removed),
		REPLACE(what_a_link_leads_to_is_replaced),
		REPLACE(permissions_stay),
		REPLACE(what_is_no_file_to_write_is_refused),
	};

	return RUN(tests);
}
