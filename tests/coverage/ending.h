/* SPDX-License-Identifier: MIT */
/*
 * Included first in every file of the build for `make coverage`. Counters are written out at exit(3) and
 * exec(3) alone: raise and _exit write them out here, under other names. What SIGKILL ends has none.
 */
#ifndef ENDING_H
#define ENDING_H

int raise(int number) __asm__("counted_raise");
void _exit(int status) __asm__("counted_exit") __attribute__((noreturn));

int plain_raise(int number) __asm__("raise");
void plain_exit(int status) __asm__("_exit") __attribute__((noreturn));
void faults_end(void) __attribute__((weak)); /* of tests/faults/heap.c, where it is loaded */
void __gcov_dump(void);
void __gcov_reset(void);
int counted_raise(int number);
void counted_exit(int status) __attribute__((noreturn));

/* It may come back: what runs then is counted from nothing */
__attribute__((weak)) int counted_raise(int number)
{
	int r;

	__gcov_dump();
	r = plain_raise(number);
	__gcov_reset();
	return r;
}

__attribute__((weak)) void counted_exit(int status)
{
	if (faults_end)
		faults_end();
	__gcov_dump();
	plain_exit(status);
}

#endif
