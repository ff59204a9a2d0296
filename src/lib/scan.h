/* SPDX-License-Identifier: MIT */
/*
 * scan.h - words and numbers in what the kernel writes
 *
 * Unlike sscanf(3) these refuse a number that does not fit, and bring no floating point into a static
 * command. Each moves @at behind what it has taken, and leaves it where it takes nothing.
 */
#ifndef HWREG_LIB_SCAN_H
#define HWREG_LIB_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "range.h"

/** hwreg_scan_number() - blanks and a number, 0x before it or not if @base is 16; Return: was there one */
bool hwreg_scan_number(const char **at, unsigned int base, uint64_t *value);

/** hwreg_scan_text() - exactly @text; Return: was it there */
bool hwreg_scan_text(const char **at, const char *text);

/** hwreg_scan_words() - @count words with the blanks before them; Return: were there as many */
bool hwreg_scan_words(const char **at, unsigned int count);

/** hwreg_scan_decimal() - the number that @text begins with; 0 if there is none */
uint64_t hwreg_scan_decimal(const char *text);

/** hwreg_scan_resource() - a line of a PCI device's `resource`; Return: was it one */
bool hwreg_scan_resource(const char *line, struct hwreg_range *range, uint64_t *flags);

/** hwreg_scan_iomem() - a line of /proc/iomem, cut at its end; Return: the name in it, NULL: no such line */
const char *hwreg_scan_iomem(char *line, struct hwreg_range *range);

#endif
