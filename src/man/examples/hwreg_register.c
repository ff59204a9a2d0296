// SPDX-License-Identifier: MIT
/* hwreg_register.c - decode a value of a register, without touching hardware */
#include <hwreg.h>
#include <inttypes.h>
#include <stdio.h>

static void decode(const struct hwreg_board *board, const struct hwreg_register *reg,
		   uint64_t value)
{
	struct hwreg_register_info info = { .size = sizeof(info) };
	struct hwreg_field_info field_info = { .size = sizeof(field_info) };
	const struct hwreg_field *field;

	hwreg_register_describe(board, reg, &info);
	printf("%s at 0x%08" PRIx64 ", %u bits\n", info.name, info.address, info.width);
	for (uint32_t i = 0; i < info.field_count; i++) {
		uint64_t bits;
		const char *name;

		field = hwreg_register_field(board, reg, i);
		hwreg_field_describe(board, field, &field_info);
		bits = hwreg_field_get(board, field, value);
		name = hwreg_field_value_name(board, field, bits);
		printf("%s = %" PRIu64 " %s\n", field_info.name, bits, name ? name : "");
	}
}

int main(int argc, char **argv)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	const struct hwreg_register *reg;
	struct hwreg_board *board = NULL;
	int r = hwreg_board_load(&board, argc > 1 ? argv[1] : "demo", NULL, &err);

	if (!r)
		r = hwreg_register_find(board, "LED.CTRL", &reg, &err);
	if (!r)
		decode(board, reg, 0x52);
	else
		fprintf(stderr, "%s\n", err.message);
	hwreg_board_free(board);
	return r ? (int)err.kind : 0;
}
