// SPDX-License-Identifier: MIT
/*
 * heap.c - preloaded into a command: let an allocation fail, and tell of memory that was lost
 *
 * HEAP_REPORT names a file that gets these lines when main() is over: "allocations N", "failed PLACE" for
 * the first that was made to fail and "lost BYTES PLACE" for each block that nothing points to any more.
 * With HEAP_CALLERS there is "callers N HASH" for each allocation, too, which tells apart what asked for it.
 * HEAP_FAIL is N, for the N-th allocation to fail, or N+ for it and all after it. A PLACE is who called:
 * an object and an offset in it.
 *
 * Tells inject.c by close(-3) that an allocation fails, and by close(-2) that main() is over.
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MOST_BLOCKS (1 << 16) /* a power of two, most of them free */
#define REPORT_FD 900
#define MOST_ALLOCATIONS (1 << 13)
#define MOST_CALLERS 5 /* functions of the command that tell one allocation from another */

/* The allocator of glibc under names that are not replaced here */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

struct block {
	uintptr_t at; /* 0: free, 1: was freed */
	size_t size;
	const void *caller;
	bool reached;
};

static struct block *blocks; /* a hash by address */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static bool counting;
static long allocations, fail_at;
static bool fail_on;
static const void *failed_at;
static uintptr_t stack_top;

/* ---- Blocks in use ------------------------------------------------------------------------------- */

static struct block *find(uintptr_t at, bool add)
{
	size_t place = (size_t)((at >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 44) % MOST_BLOCKS;
	struct block *removed = NULL;

	for (; blocks[place].at; place = (place + 1) % MOST_BLOCKS) {
		if (blocks[place].at == at)
			return &blocks[place];
		if (blocks[place].at == 1 && !removed)
			removed = &blocks[place];
	}
	if (!add)
		return NULL;
	return removed ? removed : &blocks[place];
}

static void *note(void *block, size_t size, const void *caller)
{
	if (!block || !blocks)
		return block;
	pthread_mutex_lock(&mutex);
	*find((uintptr_t)block, true) = (struct block){ (uintptr_t)block, size, caller, false };
	pthread_mutex_unlock(&mutex);
	return block;
}

static void forget(void *block)
{
	struct block *entry;

	if (!block || !blocks)
		return;
	pthread_mutex_lock(&mutex);
	entry = find((uintptr_t)block, false);
	if (entry)
		entry->at = 1;
	pthread_mutex_unlock(&mutex);
}

/* ---- Who asks for memory ------------------------------------------------------------------------- */

static uint32_t *hashes; /* of each allocation, if they are asked for */
static uintptr_t program_first, program_last;

static int find_program(struct dl_phdr_info *info, size_t size, void *data)
{
	(void)size;
	(void)data;
	program_first = program_last = info->dlpi_addr;
	for (int i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_LOAD)
			program_last = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr +
				       info->dlpi_phdr[i].p_memsz;
	return 1; /* it is the first */
}

/* From run to run the same: of the places in the command itself, from its start */
static void note_callers(long number)
{
	static __thread bool inside;
	void *frames[64];
	uint32_t hash = 1;
	int count, used = 0;

	if (!hashes || number >= MOST_ALLOCATIONS || inside)
		return;
	inside = true;
	count = backtrace(frames, 64);
	inside = false;
	for (int i = 0; i < count && used < MOST_CALLERS; i++) {
		uintptr_t at = (uintptr_t)frames[i];

		if (at < program_first || at >= program_last)
			continue;
		hash = (hash ^ (uint32_t)(at - program_first)) * 0x01000193u;
		used++;
	}
	hashes[number] = hash;
}

/* ---- The allocator ------------------------------------------------------------------------------- */

static bool fails(const void *caller)
{
	long number;

	if (!counting)
		return false;
	number = __atomic_add_fetch(&allocations, 1, __ATOMIC_RELAXED);
	note_callers(number);
	if (!fail_at || (fail_on ? number < fail_at : number != fail_at))
		return false;
	if (number == fail_at) {
		failed_at = caller;
		syscall(SYS_close, -3);
	}
	errno = ENOMEM;
	return true;
}

#define CALLER __builtin_return_address(0)

void *malloc(size_t size)
{
	return fails(CALLER) ? NULL : note(__libc_malloc(size), size, CALLER);
}

void *calloc(size_t count, size_t size)
{
	return fails(CALLER) ? NULL : note(__libc_calloc(count, size), count * size, CALLER);
}

void *realloc(void *old, size_t size)
{
	void *new;

	if (fails(CALLER))
		return NULL;
	forget(old);
	new = __libc_realloc(old, size);
	return note(new, size, CALLER);
}

void *memalign(size_t alignment, size_t size)
{
	return fails(CALLER) ? NULL : note(__libc_memalign(alignment, size), size, CALLER);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return fails(CALLER) ? NULL : note(__libc_memalign(alignment, size), size, CALLER);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
	if (fails(CALLER))
		return ENOMEM;
	*out = note(__libc_memalign(alignment, size), size, CALLER);
	return *out ? 0 : ENOMEM;
}

void free(void *block)
{
	int known = errno;

	forget(block);
	__libc_free(block);
	errno = known;
}

/* ---- What nothing points to ---------------------------------------------------------------------- */

static void mark(const void *from, size_t size);

static void mark_block(uintptr_t at)
{
	struct block *entry = at & 15 ? NULL : find(at, false);

	if (!entry || entry->reached || at <= 1)
		return;
	entry->reached = true;
	mark((const void *)at, entry->size);
}

static void mark(const void *from, size_t size)
{
	const uintptr_t *words = (const uintptr_t *)(((uintptr_t)from + 7) & ~(uintptr_t)7);
	const uintptr_t *end = (const uintptr_t *)((uintptr_t)from + size);

	for (; words + 1 <= end; words++)
		mark_block(*words);
}

static int mark_object(struct dl_phdr_info *info, size_t size, void *data)
{
	(void)size;
	(void)data;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];

		if (part->p_type == PT_LOAD && (part->p_flags & PF_W))
			mark((const void *)(info->dlpi_addr + part->p_vaddr), part->p_memsz);
	}
	return 0;
}

static void mark_all(void)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0), self = (uintptr_t)pthread_self();

	dl_iterate_phdr(mark_object, NULL);
	mark((const void *)here, stack_top - here);
	/* variables of the thread are below what tells of it, or above */
	mark((const void *)(self - 2048), 2048 + 1024);
}

/* ---- Beginning and end --------------------------------------------------------------------------- */

static void tell(const char *what, long number, const void *place)
{
	char line[512];
	int length;
	Dl_info info;

	if (place && dladdr(place, &info) && info.dli_fname)
		length = snprintf(line, sizeof(line), "%s %ld %s+0x%lx %s\n", what, number,
				  info.dli_fname,
				  (long)((uintptr_t)place - (uintptr_t)info.dli_fbase),
				  info.dli_sname ? info.dli_sname : "-");
	else
		length = snprintf(line, sizeof(line), "%s %ld\n", what, number);
	if (write(REPORT_FD, line, (size_t)length) != length)
		_exit(126);
}

static void tell_callers(long number)
{
	if (dprintf(REPORT_FD, "callers %ld %08x\n", number, hashes[number]) < 0)
		_exit(126);
}

__attribute__((constructor)) static void begin(void)
{
	const char *report = getenv("HEAP_REPORT"), *fail = getenv("HEAP_FAIL");
	int fd = report ? open(report, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
	char *end;

	if (fd < 0)
		return;
	dup3(fd, REPORT_FD, O_CLOEXEC);
	close(fd);
	blocks = __libc_calloc(MOST_BLOCKS, sizeof(*blocks));
	stack_top = (uintptr_t)environ;
	if (fail) {
		fail_at = strtol(fail, &end, 10);
		fail_on = *end == '+';
	}
	if (getenv("HEAP_CALLERS")) {
		void *frame;

		backtrace(&frame, 1); /* loads what it needs */
		dl_iterate_phdr(find_program, NULL);
		hashes = __libc_calloc(MOST_ALLOCATIONS, sizeof(*hashes));
	}
	unsetenv("LD_PRELOAD");
	unsetenv("HEAP_CALLERS");
	unsetenv("HEAP_REPORT");
	unsetenv("HEAP_FAIL");
	counting = true;
}

/* What comes is not the command's: neither calls nor allocations are counted, nor fail */
void faults_end(void);

void faults_end(void)
{
	counting = false;
	syscall(SYS_close, -2);
}

static void finish(void)
{
	faults_end();
	tell("allocations", allocations, NULL);
	for (long i = 1; hashes && i <= allocations && i < MOST_ALLOCATIONS; i++)
		tell_callers(i);
	if (failed_at)
		tell("failed", fail_at, failed_at);
	mark_all();
	for (size_t i = 0; i < MOST_BLOCKS; i++)
		if (blocks[i].at > 1 && !blocks[i].reached)
			tell("lost", (long)blocks[i].size, blocks[i].caller);
}

static int (*real_main)(int, char **, char **);

/* What destructors do, those that write the counters of `make coverage` among them, comes after finish() */
static int counted_main(int argc, char **argv, char **environment)
{
	if (counting && atexit(finish) != 0)
		_exit(126);
	return real_main(argc, argv, environment);
}

typedef int start_function(int (*program)(int, char **, char **), int argc, char **argv,
			   void (*init)(void), void (*fini)(void), void (*loader_fini)(void),
			   void *stack_end);

/* Called in place of that of the C library */
start_function __libc_start_main;

int __libc_start_main(int (*program)(int, char **, char **), int argc, char **argv,
		      void (*init)(void), void (*fini)(void), void (*loader_fini)(void),
		      void *stack_end)
{
	start_function *start;

	*(void **)&start = dlsym(RTLD_NEXT, "__libc_start_main");
	real_main = program;
	return start(counted_main, argc, argv, init, fini, loader_fini, stack_end);
}
