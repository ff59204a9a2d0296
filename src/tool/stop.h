/* SPDX-License-Identifier: MIT */
/* stop.h - Ctrl-C and its like end what a command does at the next good moment */
#ifndef HWREG_TOOL_STOP_H
#define HWREG_TOOL_STOP_H

#include <stdbool.h>
#include <stdint.h>

/**
 * stop_catch() - from now on SIGINT, SIGQUIT, SIGTERM and SIGHUP only set a flag
 *
 * The second one ends the process as always: a full pipe may hold it up. Those that are ignored stay so.
 */
void stop_catch(void);

/** stop_ignores() - was this signal ignored when the process was started, as by nohup(1)? */
bool stop_ignores(int number);

/** stop_again() - forget the signal that came, and catch the next */
void stop_again(void);

/**
 * stop_catch_twice() - the same, but the second one sets a flag too, and only the third ends the process
 *
 * Those that follow within 0.1 s are one: timeout(1) and closing terminals send several.
 */
void stop_catch_twice(void);

/** stop_second_fd() - a descriptor that is readable from the second signal on */
int stop_second_fd(void);

/** stop_signal() - the signal that asked to stop, or 0 */
int stop_signal(void);

/** stop_fd() - a descriptor that is readable from then on, for poll(2) and what waits in the library */
int stop_fd(void);

/** stop_clock() - nanoseconds of CLOCK_MONOTONIC */
int64_t stop_clock(void);

#endif
