// SPDX-License-Identifier: MIT
/* sandbox_filter.c - a program for seccomp(2): which system calls there still are */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define THIS_CPU AUDIT_ARCH_X86_64
#elif defined(__i386__)
#define THIS_CPU AUDIT_ARCH_I386
#elif defined(__aarch64__)
#define THIS_CPU AUDIT_ARCH_AARCH64
#elif defined(__arm__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define THIS_CPU AUDIT_ARCH_ARM
#elif defined(__s390x__)
#define THIS_CPU AUDIT_ARCH_S390X
#elif defined(__riscv) && __riscv_xlen == 64
#define THIS_CPU AUDIT_ARCH_RISCV64
#elif defined(__powerpc64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define THIS_CPU AUDIT_ARCH_PPC64LE
#endif

#ifdef THIS_CPU

#ifndef SECCOMP_FILTER_FLAG_SPEC_ALLOW
#define SECCOMP_FILTER_FLAG_SPEC_ALLOW (1UL << 2)
#endif
#ifndef SECCOMP_RET_KILL_PROCESS
#define SECCOMP_RET_KILL_PROCESS 0x80000000U
#endif

/* What sandbox_calls.list says of a call */
enum kind {
	ALWAYS,
	SETUP, /* until the command is set up */
	IOCTL, /* none that types into a terminal */
	MAP, /* once set up: no code */
	ITSELF, /* signals for this process and its group alone */
	THREAD, /* another thread and no other process */
	OPEN, /* flags are the second argument */
	OPEN_AT, /* the third */
	READ_FOLDER,
	FILE,
	REFUSED,
	KILLS,
};

static const struct call {
	uint32_t number;
	enum kind kind;
} calls[] = {
#define CALL(number, kind) { number, kind },
#include <generated/sandbox_calls.h>
#undef CALL
/* calls that 32-bit Arm has apart from the others, for instructions written as data and for threads */
#ifdef __ARM_NR_cacheflush
	{ __ARM_NR_cacheflush, ALWAYS },
	{ __ARM_NR_set_tls, ALWAYS },
#endif
};

#define CALLS (sizeof(calls) / sizeof(calls[0]))

#define FEW 512 /* numbers of calls that are looked up in a set of bits */
#define WORDS (FEW / 32)

/* Where the decision on a call is */
enum label {
	TO_ALLOW,
	TO_REFUSE,
	TO_KILL,
	TO_IOCTL,
	TO_MAP,
	TO_ITSELF,
	TO_THREAD,
	TO_OPEN,
	TO_OPEN_AT,
	LABELS,
};

/**
 * struct program - what is made for seccomp(2)
 * @allowed: a bit for each call that is always allowed
 * @others: the other ones that there are
 * @labels: where in @code the decisions are
 */
struct program {
	uint32_t allowed[WORDS];
	struct other {
		uint32_t number;
		enum label label;
	} others[CALLS];
	unsigned int other_count;
	struct sock_filter code[2ul * CALLS + 4ul * WORDS + 64];
	unsigned int count;
	unsigned int labels[LABELS];
};

/* ---- Which calls ------------------------------------------------------------------------------- */

static enum label decide_open(enum sandbox_opens opens, enum label checked)
{
	return opens == SANDBOX_OPENS_BESIDE    ? TO_ALLOW
	       : opens == SANDBOX_OPENS_TO_READ ? checked
						: TO_REFUSE;
}

static enum label decide_sealed(enum kind kind, enum sandbox_opens opens)
{
	switch (kind) {
	case MAP:
		return TO_MAP;
	case OPEN:
		return decide_open(opens, TO_OPEN);
	case OPEN_AT:
		return decide_open(opens, TO_OPEN_AT);
	case READ_FOLDER:
		return decide_open(opens, TO_ALLOW);
	case FILE:
		return decide_open(opens, TO_REFUSE);
	default:
		return TO_REFUSE;
	}
}

static enum label decide(enum kind kind, bool sealed, enum sandbox_opens opens)
{
	switch (kind) {
	case ALWAYS:
		return TO_ALLOW;
	case IOCTL:
		return TO_IOCTL;
	case ITSELF:
		return TO_ITSELF;
	case THREAD:
		return TO_THREAD;
	case REFUSED:
		return TO_REFUSE;
	case KILLS:
		return TO_KILL;
	default:
		return sealed ? decide_sealed(kind, opens) : TO_ALLOW;
	}
}

/* Where mmap(2) takes one pointer to its arguments they cannot be looked at */
static enum kind kind_of(const struct call *call)
{
#if defined(__s390x__)
	if (call->number == __NR_mmap)
		return ALWAYS;
#elif defined(__i386__)
	if (call->number == __NR_mmap)
		return REFUSED; /* the C library has mmap2 */
#endif
	return call->kind;
}

static void choose(struct program *program, bool sealed, enum sandbox_opens opens)
{
	for (size_t i = 0; i < CALLS; i++) {
		uint32_t number = calls[i].number;
		enum label label = decide(kind_of(&calls[i]), sealed, opens);

		if (label == TO_ALLOW && number < FEW)
			program->allowed[number / 32] |= UINT32_C(1) << number % 32;
		else
			program->others[program->other_count++] = (struct other){ number, label };
	}
}

/* ---- The program ------------------------------------------------------------------------------- */

static void put(struct program *program, uint16_t code, uint32_t k, uint8_t jt, uint8_t jf)
{
	program->code[program->count++] = (struct sock_filter){ code, jt, jf, k };
}

static void put_return(struct program *program, uint32_t action)
{
	put(program, BPF_RET | BPF_K, action, 0, 0);
}

/* The lower half of an argument of 64 bits */
static void put_load_argument(struct program *program, unsigned int argument)
{
	uint32_t at = offsetof(struct seccomp_data, args) + argument * sizeof(uint64_t);

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	at += sizeof(uint32_t);
#endif
	put(program, BPF_LD | BPF_W | BPF_ABS, at, 0, 0);
}

static void put_load_number(struct program *program)
{
	put(program, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0, 0);
}

/*
 * Allow the calls of the set: the number's place in a word is in X as a bit, and A chooses the word.
 *
 * A search by comparisons would take the kernel longer to accept than all the rest of a peek; see
 * make_program().
 */
static void put_allowed(struct program *program)
{
	unsigned int jumps[WORDS], count = 0;

	put_load_number(program);
	put(program, BPF_ALU | BPF_AND | BPF_K, 31, 0, 0);
	put(program, BPF_MISC | BPF_TAX, 0, 0, 0);
	put(program, BPF_LD | BPF_IMM, 1, 0, 0);
	put(program, BPF_ALU | BPF_LSH | BPF_X, 0, 0, 0);
	put(program, BPF_MISC | BPF_TAX, 0, 0, 0);
	put_load_number(program);
	put(program, BPF_ALU | BPF_RSH | BPF_K, 5, 0, 0);
	for (uint32_t word = 0; word < WORDS; word++) {
		if (!program->allowed[word])
			continue;
		put(program, BPF_JMP | BPF_JEQ | BPF_K, word, 0, 2);
		put(program, BPF_LD | BPF_IMM, program->allowed[word], 0, 0);
		jumps[count++] = program->count;
		put(program, BPF_JMP | BPF_JA, 0, 0, 0);
	}
	put(program, BPF_LD | BPF_IMM, 0, 0, 0);
	while (count--)
		program->code[jumps[count]].k = program->count - jumps[count] - 1;
	put(program, BPF_JMP | BPF_JSET | BPF_X, 0, 0, 1);
	put_return(program, SECCOMP_RET_ALLOW);
}

static void put_others(struct program *program)
{
	put_load_number(program);
	for (unsigned int i = 0; i < program->other_count; i++)
		put(program, BPF_JMP | BPF_JEQ | BPF_K, program->others[i].number, 0, 0);
	put_return(program, SECCOMP_RET_ERRNO | ENOSYS);
}

/* Allow if none of the bits is set, or all of them; else @other */
static void put_bits(struct program *program, enum label label, unsigned int argument,
		     uint32_t bits, bool set, uint32_t other)
{
	program->labels[label] = program->count;
	put_load_argument(program, argument);
	put(program, BPF_JMP | BPF_JSET | BPF_K, bits, set ? 0 : 1, set ? 1 : 0);
	put_return(program, SECCOMP_RET_ALLOW);
	put_return(program, other);
}

/* Allow what is neither of two values, or one of them; else refuse */
static void put_values(struct program *program, enum label label, unsigned int argument,
		       uint32_t first, uint32_t second, bool these)
{
	program->labels[label] = program->count;
	put_load_argument(program, argument);
	put(program, BPF_JMP | BPF_JEQ | BPF_K, first, 1, 0);
	put(program, BPF_JMP | BPF_JEQ | BPF_K, second, 0, 1);
	put_return(program, these ? SECCOMP_RET_ALLOW : SECCOMP_RET_ERRNO | EPERM);
	put_return(program, these ? SECCOMP_RET_ERRNO | EPERM : SECCOMP_RET_ALLOW);
}

static void put_label(struct program *program, enum label label, uint32_t action)
{
	program->labels[label] = program->count;
	put_return(program, action);
}

static void put_decisions(struct program *program)
{
	const uint32_t refuse = SECCOMP_RET_ERRNO | EPERM;
	const uint32_t changes = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
#ifdef __s390x__
	const unsigned int clone_flags = 1;
#else
	const unsigned int clone_flags = 0;
#endif

	put_label(program, TO_ALLOW, SECCOMP_RET_ALLOW);
	put_label(program, TO_REFUSE, refuse);
	put_label(program, TO_KILL, SECCOMP_RET_KILL_PROCESS);
	put_values(program, TO_IOCTL, 1, TIOCSTI, TIOCLINUX, false);
	put_values(program, TO_ITSELF, 0, (uint32_t)getpid(), 0, true);
	put_bits(program, TO_MAP, 2, PROT_EXEC, false, refuse);
	put_bits(program, TO_OPEN, 1, changes, false, refuse);
	put_bits(program, TO_OPEN_AT, 2, changes, false, refuse);
	put_bits(program, TO_THREAD, clone_flags, CLONE_THREAD, true, refuse);
}

/*
 * The kernel tries the number of every call, of both kinds of programs that a CPU of 64 bits has, to know
 * those that are always allowed (kernel/seccomp.c, seccomp_is_const_allow()). None of ours would be found,
 * and it ends at what it does not follow: so the first instruction is one, which has X as it is, 0.
 */
static int make_program(struct program *program)
{
	unsigned int first, jump;

	put(program, BPF_MISC | BPF_TAX, 0, 0, 0);
	put(program, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch), 0, 0);
	put(program, BPF_JMP | BPF_JEQ | BPF_K, THIS_CPU, 1, 0);
	put_return(program, SECCOMP_RET_KILL_PROCESS);
	put_allowed(program);
	first = program->count + 1;
	put_others(program);
	put_decisions(program);
	for (unsigned int i = 0; i < program->other_count; i++) {
		jump = program->labels[program->others[i].label] - (first + i) - 1;
		if (jump > UINT8_MAX)
			return -E2BIG;
		program->code[first + i].jt = (uint8_t)jump;
	}
	return 0;
}

/* Without what mends speculative stores, which would slow the accesses down on older kernels */
static int install(const struct program *program)
{
	static const unsigned long flags[] = {
		SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_SPEC_ALLOW,
		SECCOMP_FILTER_FLAG_TSYNC,
	};
	struct sock_fprog code = { .len = (unsigned short)program->count,
				   .filter = (struct sock_filter *)program->code };
	long r = -1;

	for (size_t i = 0; r != 0 && i < sizeof(flags) / sizeof(flags[0]); i++)
		r = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags[i], &code);
	return r == 0 ? 0 : r > 0 ? -EBUSY : -errno;
}

int sandbox_filter(bool sealed, enum sandbox_opens opens)
{
	struct program program = { .count = 0 };
	int r;

	choose(&program, sealed, opens);
	r = make_program(&program);
	/* refused once nothing but what is needed is left, when it has been done */
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return r ? r : install(&program);
}

#else

int sandbox_filter(bool sealed, enum sandbox_opens opens)
{
	(void)sealed;
	(void)opens;
	return -ENOSYS;
}

#endif
