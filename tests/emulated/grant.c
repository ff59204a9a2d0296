// SPDX-License-Identifier: MIT
/* grant FILE NUMBER... - file capabilities, permitted alone, by their numbers in linux/capability.h */
#include <endian.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/xattr.h>

int main(int argc, char **argv)
{
	struct vfs_cap_data data = { .magic_etc = htole32(VFS_CAP_REVISION_2) };

	for (int i = 2; i < argc; i++)
		data.data[0].permitted |= htole32(1u << atoi(argv[i]));
	if (argc < 2 || setxattr(argv[1], "security.capability", &data, sizeof(data), 0)) {
		perror("grant");
		return 1;
	}
	return 0;
}
