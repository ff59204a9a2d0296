/* SPDX-License-Identifier: MIT */
/* hexdump.h - lines of 16 bytes: the address, and a cell for each register at its place */
#ifndef HWREG_TOOL_HEXDUMP_H
#define HWREG_TOOL_HEXDUMP_H

#include "output.h"

/**
 * struct hexdump - the line being made; zeroes, but for the settings, to start with
 * @format: of cells
 * @digits: of addresses, at least
 * @open: a line has been begun
 * @frame: address of its first byte
 * @next: offset in it that is not printed yet
 * @width: bits of its registers, which are all of one width
 * @space: their address space
 * @used: of @text, which collects what is to be printed
 */
struct hexdump {
	enum format format;
	unsigned int digits;
	bool open;
	uint64_t frame;
	unsigned int next;
	unsigned int width;
	uint32_t space;
	size_t used;
	char text[16384];
};

/** hexdump_cell_width() - characters of a cell for registers of so many bits */
unsigned int hexdump_cell_width(unsigned int width, enum format format);

/** hexdump_value() - a register's cell; @place: its address, or its place in a FIFO's data */
void hexdump_value(struct hexdump *dump, const struct hwreg_item *item, uint64_t place,
		   const struct hwreg_wide *value);

/** hexdump_values() - those of registers that follow each other, from their bytes in memory */
void hexdump_values(struct hexdump *dump, const struct hwreg_item *first, uint64_t place,
		    const unsigned char *bytes, uint64_t count);

/** hexdump_skipped() - dashes for a register that was not read */
void hexdump_skipped(struct hexdump *dump, const struct hwreg_item *item, uint64_t place);

/** hexdump_end() - end the line and print what was collected */
void hexdump_end(struct hexdump *dump);

#endif
