// SPDX-License-Identifier: MIT
/* hwreg_number.c - numbers and durations as hwreg understands them */
#include <hwreg.h>
#include <inttypes.h>
#include <stdio.h>

int main(void)
{
	static const char *const words[] = { "0x1f", "0b1010_1010", "64K", "010" };
	struct hwreg_error err = HWREG_ERROR_INIT;
	uint64_t value;
	int64_t ns;

	for (unsigned int i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (hwreg_number_parse(words[i], &value, &err) == 0)
			printf("%s is %" PRIu64 "\n", words[i], value);
		else
			printf("%s\n", err.message);
	}
	if (hwreg_duration_parse("1.5ms", &ns, &err) == 0)
		printf("1.5ms is %" PRId64 " ns\n", ns);
	return 0;
}
