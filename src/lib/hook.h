/* SPDX-License-Identifier: MIT */
/*
 * hook.h - addresses for windows that are not mapped, for accessors built with HWREG_IO_HOOK
 *
 * Such a window gets pages of the address space without memory. The accessors hand every address to
 * hwreg_io_read() and hwreg_io_write(), which find the window that it belongs to in a list.
 */
#ifndef HWREG_LIB_HOOK_H
#define HWREG_LIB_HOOK_H

#include "window.h"

/** hwreg_hook_forget() - take a window out of the list and its addresses back; nothing to do for most */
void hwreg_hook_forget(struct hwreg_window *window);

#endif
