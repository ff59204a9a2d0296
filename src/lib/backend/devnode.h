/* SPDX-License-Identifier: MIT */
/* devnode.h - device nodes and sysfs attributes: what backends ask about both */
#ifndef HWREG_LIB_DEVNODE_H
#define HWREG_LIB_DEVNODE_H

#include <stddef.h>
#include <stdint.h>

/** hwreg_devnode_read() - a small text file without its last newline; Return: 0 or -errno */
int hwreg_devnode_read(const char *path, char *text, size_t size);

/** hwreg_devnode_read_number() - a sysfs attribute that is a number; Return: 0 or -errno */
int hwreg_devnode_read_number(const char *path, uint64_t *value);

/** hwreg_devnode_flags() - HWREG_TARGET_… for this process; @owner gets "root:kmem 0640" or "" */
uint32_t hwreg_devnode_flags(const char *path, char *owner, size_t size);

/** hwreg_devnode_owner() - "root:kmem 0640", or "" if it cannot be told */
void hwreg_devnode_owner(const char *path, char *owner, size_t size);

#endif
