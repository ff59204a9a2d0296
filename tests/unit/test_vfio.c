// SPDX-License-Identifier: MIT
/* VFIO: groups and devices, memory, words; without an IOMMU here alone. tests/emulated/vfio.bats has devices and an IOMMU. */
#include "vfio_kernel.h"

static void a_device_is_opened_once_and_closed_by_the_last(void **state)
{
	struct vfio_device *first = open_device(), *second = open_device(), *other;

	(void)state;
	assert_ptr_equal(first, second);
	assert_int_equal(kernel.devices, 1);
	assert_int_equal(kernel.iommu, VFIO_TYPE1v2_IOMMU);
	strcpy(place.device, "0000:00:01.1");
	other = open_device();
	assert_ptr_not_equal(first, other);
	assert_ptr_equal(first->group, other->group);
	vfio_device_close(first);
	assert_non_null(vfio->groups);
	vfio_device_close(other);
	assert_ptr_equal(vfio->devices, second);
	vfio_device_close(second);
	assert_null(vfio->groups);
	strcpy(place.device, "0000:00:01.0");
	vfio_device_close(open_device());
	assert_int_equal(kernel.devices, 3);
}

static void assert_refused(int r, const char *text)
{
	struct vfio_device *device = NULL;

	assert_int_equal(vfio_device_open(vfio, &place, &device, &err), r);
	assert_null(device);
	assert_non_null(strstr(err.message, text));
	assert_int_equal(err.kind, HWREG_ERROR_UNAVAILABLE);
}

static void what_the_kernel_refuses_is_explained_and_leaves_nothing_open(void **state)
{
	(void)state;
	vfio->node = "/not there";
	assert_refused(-ENOENT, "modprobe vfio-pci");
	vfio->node = "/dev/null";
	strcpy(place.node, "/not there");
	assert_refused(-ENOENT, "the node of its group is missing");
	strcpy(place.node, "/dev/null");
	kernel.not_viable = true;
	assert_refused(-EPERM, "hands out all or none");
	kernel.not_viable = false;
	kernel.iommu_error = EPERM;
	assert_refused(-EPERM, "allow_unsafe_interrupts=1");
	kernel.iommu_error = ENODEV;
	assert_refused(-ENODEV, "modprobe vfio_iommu_type1");
	assert_int_equal(vfio->fd, -1);
	assert_int_equal(kernel.devices, 0);
}

static void without_an_iommu_it_is_said_so_and_nothing_is_mapped(void **state)
{
	struct vfio_device *device, *other = NULL;
	uint64_t iova;

	(void)state;
	place.noiommu = true;
	device = open_device();
	assert_int_equal(kernel.iommu, VFIO_NOIOMMU_IOMMU);
	assert_int_equal(vfio_map(vfio, NULL, 4096, 4096, &iova, &err), -ENOTSUP);
	assert_non_null(strstr(err.message, "hwreg_dma_alloc()"));
	strcpy(place.device, "0000:00:02.0");
	strcpy(place.node, "/dev/zero");
	place.noiommu = false;
	assert_int_equal(vfio_device_open(vfio, &place, &other, &err), -EINVAL);
	assert_non_null(strstr(err.message, "with and without an IOMMU"));
	vfio_device_close(device);
}

/* ---- Memory ----------------------------------------------------------------------------------- */

static void the_lowest_free_addresses_are_taken(void **state)
{
	static const struct hwreg_range allowed[] = { { 0x40000000, UINT64_MAX }, { 0, 0x1ffff } };
	static const struct hwreg_range used[] = { { 0x12000, 0x13fff }, { 0x10000, 0x10fff } };
	static const struct {
		uint64_t size, align, address; /* 0: none */
	} cases[] = {
		{ 0x1000, 0x1000, 0x11000 },
		{ 0x2000, 0x1000, 0x14000 },
		{ 0xc000, 0x1000, 0x14000 },
		{ 0xd000, 0x1000, 0x40000000 },
		{ 0x1000, 0x10000, 0x40000000 },
		{ 0x200000, 0x200000, 0x40000000 },
		{ UINT64_MAX - 0x40000000 + 1, 0x1000, 0x40000000 },
		{ UINT64_MAX - 0x40000000 + 1, UINT64_C(1) << 63, 0 },
		{ UINT64_MAX, 0x1000, 0 },
		{ 0x1000, UINT64_C(1) << 63, UINT64_C(1) << 63 },
	};
	uint64_t address;
	int r;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		r = vfio_fit(allowed, 2, used, 2, cases[i].size, cases[i].align, &address);
		assert_int_equal(r, cases[i].address ? 0 : -ENOSPC);
		if (!r)
			assert_int_equal(address, cases[i].address);
	}
}

static void memory_is_mapped_where_the_iommu_translates(void **state)
{
	static _Alignas(4096) char memory[4096];
	struct vfio_device *device;
	uint64_t at[3];

	(void)state;
	assert_int_equal(vfio_map(vfio, memory, 4096, 4096, at, &err), -ENOTCONN);
	device = open_device();
	assert_int_equal(vfio_map(vfio, memory, 4096, 4096, &at[0], NULL), 0);
	assert_int_equal(vfio_map(vfio, memory, 8192, 4096, &at[1], NULL), 0);
	assert_int_equal(vfio_map(vfio, memory, 4096, 4096, &at[2], NULL), 0);
	assert_told("map 0x10000+0x1000\nmap 0x11000+0x2000\nmap 0x100000+0x1000\n");
	assert_int_equal(vfio_map(vfio, memory, 4095, 4096, &at[2], &err), -ENOTSUP);
	kernel.map_error = ENOMEM;
	assert_int_equal(vfio_map(vfio, memory, 4096, 4096, &at[2], &err), -ENOMEM);
	assert_non_null(strstr(err.message, "RLIMIT_MEMLOCK"));
	vfio_unmap(vfio, at[1]);
	assert_told("unmap 0x11000+0x2000\n");
	/* the group stays for the memory that is still mapped */
	vfio_device_close(device);
	assert_non_null(vfio->groups);
	vfio_unmap(vfio, at[0]);
	vfio_unmap(vfio, 0x100000);
	assert_told("unmap 0x10000+0x1000\nunmap 0x100000+0x1000\n");
}

/* ---- Words ------------------------------------------------------------------------------------ */

static void a_place_is_a_device_a_part_and_maybe_a_leave(void **state)
{
	static const char *const wrong[] = {
		"vfio:",
		"vfio:0000:00:01.0",
		"vfio:0000:00:01.0/",
		"vfio:00:01.0/bar0",
		"vfio:/bar0",
		"vfio:0000:00:01.0/bar0,",
		"vfio:0000:00:01.0/bar0,wc",
		"vfio:0000:00:01.0/bar0,noiommu,noiommu",
		"vfio:0000:00:01.0/0123456789abcdef",
		"vfio:12345:00:01.0x/bar0",
		"pci:0000:00:01.0/bar0",
	};
	struct vfio_place found;
	char device[24];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(vfio_place_split(wrong[i], &found, device), -EINVAL);
	assert_int_equal(vfio_place_split("vfio:1234:11E8/msi0", &found, device), 0);
	assert_string_equal(device, "1234:11E8");
	assert_string_equal(found.part, "msi0");
	assert_false(found.noiommu);
	assert_int_equal(vfio_place_split("vfio:10000:00:01.0/bar0,noiommu", &found, device), 0);
	assert_string_equal(device, "10000:00:01.0");
	assert_true(found.noiommu);
}

static void targets_share_only_what_is_of_vfio_and_not_open(void **state)
{
	struct hwreg_target *mem, *automatic;

	(void)state;
	assert_int_equal(hwreg_target_new(&mem, "mem", NULL, NULL), 0);
	assert_int_equal(hwreg_target_new(&automatic, "auto", NULL, NULL), 0);
	assert_null(hwreg_target_vfio(mem));
	assert_int_equal(hwreg_target_set_vfio(mem, vfio, &err), -EINVAL);
	assert_int_equal(hwreg_target_set_vfio(automatic, NULL, &err), -EINVAL);
	assert_int_equal(hwreg_target_set_vfio(automatic, vfio, &err), 0);
	assert_ptr_equal(hwreg_target_vfio(automatic), vfio);
	assert_int_equal(vfio->references, 2);
	hwreg_target_free(automatic);
	hwreg_target_free(mem);
}

static void the_targets_of_a_session_share_its_container(void **state)
{
	struct hwreg_session_options options = { .size = sizeof(options) };
	struct hwreg_session *session, *other;
	struct hwreg_dma *dma = NULL;

	(void)state;
	assert_int_equal(hwreg_session_open(&session, &options, NULL), 0);
	assert_non_null(hwreg_session_vfio(session));
	assert_int_equal(hwreg_session_vfio(session)->references, 2);
	assert_int_equal(hwreg_dma_map(&dma, hwreg_session_vfio(session), 1, 0, &err), -ENOTCONN);
	assert_int_equal(hwreg_dma_map(&dma, NULL, 1, 0, &err), -EINVAL);
	assert_null(dma);
	options.vfio = hwreg_session_vfio(session);
	assert_int_equal(hwreg_session_open(&other, &options, NULL), 0);
	assert_ptr_equal(hwreg_session_vfio(other), hwreg_session_vfio(session));
	hwreg_session_close(session);
	assert_int_equal(hwreg_session_vfio(other)->references, 2);
	hwreg_session_close(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(a_device_is_opened_once_and_closed_by_the_last),
		TEST(what_the_kernel_refuses_is_explained_and_leaves_nothing_open),
		TEST(without_an_iommu_it_is_said_so_and_nothing_is_mapped),
		TEST(the_lowest_free_addresses_are_taken),
		TEST(memory_is_mapped_where_the_iommu_translates),
		TEST(a_place_is_a_device_a_part_and_maybe_a_leave),
		TEST(targets_share_only_what_is_of_vfio_and_not_open),
		TEST(the_targets_of_a_session_share_its_container),
	};

	return RUN(tests);
}
