// SPDX-License-Identifier: MIT
/* An empty dynamically linked program: what any command costs at least */
int main(void)
{
	return 0;
}
