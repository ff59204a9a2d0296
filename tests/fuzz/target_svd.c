// SPDX-License-Identifier: MIT
/* target_svd.c - a CMSIS-SVD file to import */
#include "fuzz.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed)
{
	return fuzz_mutate_text(data, size, most, seed, "svd");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct import_text text = { NULL, 0 };

	fuzz_imported(import_svd(fuzz_file(data, size), &fuzz_import_options, &text, &err), &text,
		      &err);
	return 0;
}
