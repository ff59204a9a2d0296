// SPDX-License-Identifier: MIT
/* Devices in a made-up sysfs: which one an address is, what is refused, what would be written */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "hwreg.h"

static char top[] = "/tmp/hwreg-bind-XXXXXX";
static char told[2048];

static const char *at(const char *format, ...)
{
	static char path[2][512];
	static int turn;
	va_list arguments;
	int length;

	turn = !turn;
	length = snprintf(path[turn], sizeof(path[turn]), "%s/", top);
	va_start(arguments, format);
	vsnprintf(path[turn] + length, sizeof(path[turn]) - length, format, arguments);
	va_end(arguments);
	return path[turn];
}

static void folder(const char *path)
{
	char command[600];

	snprintf(command, sizeof(command), "mkdir -p '%s'", at("%s", path));
	assert_int_equal(system(command), 0);
}

static void file(const char *path, const char *text)
{
	FILE *out = fopen(at("%s", path), "w");

	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static void link_to(const char *path, const char *to)
{
	char target[512];

	snprintf(target, sizeof(target), "%s/%s", top, to);
	assert_int_equal(symlink(target, at("%s", path)), 0);
}

/* A device in its folder, on its bus, with a driver or without ("") */
static void device(const char *bus, const char *name, const char *driver)
{
	char path[256], to[256];

	snprintf(to, sizeof(to), "devices/%s", name);
	folder(to);
	snprintf(path, sizeof(path), "devices/%s/driver_override", name);
	file(path, "");
	snprintf(path, sizeof(path), "bus/%s/devices", bus);
	folder(path);
	snprintf(path, sizeof(path), "bus/%s/drivers_probe", bus);
	file(path, "");
	snprintf(path, sizeof(path), "bus/%s/devices/%s", bus, name);
	link_to(path, to);
	if (!*driver)
		return;
	snprintf(to, sizeof(to), "bus/%s/drivers/%s", bus, driver);
	folder(to);
	snprintf(path, sizeof(path), "bus/%s/drivers/%s/unbind", bus, driver);
	file(path, "");
	snprintf(path, sizeof(path), "devices/%s/driver", name);
	link_to(path, to);
}

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(top))
		return -1;
	device("platform", "4000.timer", "clock");
	device("platform", "5000.serial", "uart");
	device("platform", "6000.disk", "sd");
	device("platform", "7000.given", "uio_pdrv_genirq");
	device("amba", "8000.rtc", "rtc");
	file("devices/8000.rtc/resource",
	     "\t0000000000008000\t0000000000008fff\t0000000000000200\n");
	device("pci", "0000:00:01.0", "");
	file("devices/0000:00:01.0/resource",
	     "0x0000000000009000 0x0000000000009fff 0x0000000000040200\n"
	     "0x000000000000b000 0x000000000000b0ff 0x0000000000040101\n");
	device("pci", "0000:00:02.0", "pcieport");
	file("devices/0000:00:02.0/resource",
	     "0x0 0x0 0x0\n0x0 0x0 0x0\n0x0 0x0 0x0\n0x0 0x0 0x0\n0x0 0x0 0x0\n0x0 0x0 0x0\n0x0 "
	     "0x0 "
	     "0x0\n0x000000000000c000 0x000000000000cfff 0x0000000000000200\n");
	folder("class/tty/console");
	file("class/tty/console/active", "tty0 ttyX0\n");
	folder("devices/5000.serial/tty/ttyX0");
	link_to("class/tty/ttyX0", "devices/5000.serial/tty/ttyX0");
	return 0;
}

static int tear_down(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", top);
	return system(command);
}

static void tell(void *data, const char *path, const char *text)
{
	size_t length = strlen(told);

	(void)data;
	assert_int_equal(strncmp(path, top, strlen(top)), 0);
	snprintf(told + length, sizeof(told) - length, "%s=%s\n", path + strlen(top), text);
}

static struct hwreg_error err;
static struct hwreg_bind_result result;

static int bind_at(uint64_t address, const char *driver, uint64_t flags)
{
	struct hwreg_bind_options options = {
		.size = sizeof(options),
		.flags = flags,
		.address = address,
		.driver = driver,
		.sysfs = top,
		.tell = tell,
	};

	told[0] = '\0';
	err = (struct hwreg_error)HWREG_ERROR_INIT;
	result = (struct hwreg_bind_result){ .size = sizeof(result) };
	return hwreg_bind(&options, &result, &err);
}

static void test_dry_run_tells_the_writes(void **state)
{
	(void)state;
	assert_int_equal(bind_at(0x4000, NULL, HWREG_DRY_RUN), 0);
	assert_string_equal(told, "/devices/4000.timer/driver_override=uio_pdrv_genirq\n"
				  "/bus/platform/drivers/clock/unbind=4000.timer\n"
				  "/bus/platform/drivers_probe=4000.timer\n");
	assert_string_equal(result.before, "clock");
	assert_string_equal(result.driver, "uio_pdrv_genirq");
}

static void test_bound_already_writes_nothing(void **state)
{
	(void)state;
	assert_int_equal(bind_at(0x7000, NULL, 0), 0);
	assert_string_equal(told, "");
	assert_string_equal(result.before, "uio_pdrv_genirq");
}

/* The files here change no driver, as if it had refused the device */
static void test_refused_by_driver_goes_back(void **state)
{
	(void)state;
	assert_int_equal(bind_at(0x4000, NULL, 0), -EIO);
	assert_int_equal(err.kind, HWREG_ERROR_ACCESS);
	assert_string_equal(told, "/devices/4000.timer/driver_override=uio_pdrv_genirq\n"
				  "/bus/platform/drivers/clock/unbind=4000.timer\n"
				  "/bus/platform/drivers_probe=4000.timer\n"
				  "/devices/4000.timer/driver_override=\n"
				  "/bus/platform/drivers/clock/unbind=4000.timer\n"
				  "/bus/platform/drivers_probe=4000.timer\n");
}

static void test_console_is_busy(void **state)
{
	(void)state;
	assert_int_equal(bind_at(0x5000, NULL, HWREG_DRY_RUN), -EBUSY);
	assert_non_null(strstr(err.message, "ttyX0"));
	assert_string_equal(told, "");
	assert_int_equal(bind_at(0x5000, NULL, HWREG_DRY_RUN | HWREG_FORCE_BUSY), 0);
}

/* The root file system is on a mapped disk, one part of which is on the device */
static void test_root_is_busy(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(bind_at(0x6000, NULL, HWREG_DRY_RUN), 0);
	assert_int_equal(stat("/", &st), 0);
	folder("devices/6000.disk/block/sda/sda1");
	folder("devices/virtual/block/dm-0/slaves");
	link_to("devices/virtual/block/dm-0/slaves/sda1", "devices/6000.disk/block/sda/sda1");
	folder("dev/block");
	assert_int_equal(symlink("../../devices/virtual/block/dm-0",
				 at("dev/block/%u:%u", major(st.st_dev), minor(st.st_dev))),
			 0);
	assert_int_equal(bind_at(0x6000, NULL, HWREG_DRY_RUN), -EBUSY);
	assert_non_null(strstr(err.message, "root file system"));
	assert_int_equal(err.kind, HWREG_ERROR_UNAVAILABLE);
	assert_int_equal(bind_at(0x4000, NULL, HWREG_DRY_RUN), 0);
	assert_int_equal(bind_at(0x6000, NULL, HWREG_DRY_RUN | HWREG_FORCE_BUSY), 0);
}

static void test_amba_is_refused(void **state)
{
	(void)state;
	assert_int_equal(bind_at(0x8123, NULL, HWREG_DRY_RUN), -ENOTSUP);
	assert_non_null(strstr(err.message, "hwreg export dts"));
	assert_int_equal(err.kind, HWREG_ERROR_UNAVAILABLE);
}

static void test_pci_memory_alone(void **state)
{
	(void)state;
	assert_int_equal(bind_at(0x9000, NULL, HWREG_DRY_RUN), -ENOENT);
	assert_non_null(strstr(err.message, "modprobe uio_pci_generic"));
	folder("bus/pci/drivers/uio_pci_generic");
	folder("bus/pci/drivers/vfio-pci");
	assert_int_equal(bind_at(0x9000, "vfio-pci", HWREG_DRY_RUN), -ENODEV);
	assert_non_null(strstr(err.message, "0000:00:01.0: is in no IOMMU group"));
	folder("module/vfio/parameters");
	file("module/vfio/parameters/enable_unsafe_noiommu_mode", "Y\n");
	assert_int_equal(bind_at(0x9000, "vfio-pci", HWREG_DRY_RUN), 0);
	file("module/vfio/parameters/enable_unsafe_noiommu_mode", "N\n");
	folder("kernel/iommu_groups/7/devices");
	link_to("kernel/iommu_groups/7/devices/0000:00:01.0", "devices/0000:00:01.0");
	link_to("kernel/iommu_groups/7/devices/0000:00:02.0", "devices/0000:00:02.0");
	link_to("devices/0000:00:01.0/iommu_group", "kernel/iommu_groups/7");
	assert_int_equal(bind_at(0x9fff, NULL, HWREG_DRY_RUN), 0);
	assert_string_equal(told, "/devices/0000:00:01.0/driver_override=uio_pci_generic\n"
				  "/bus/pci/drivers_probe=0000:00:01.0\n");
	assert_int_equal(bind_at(0x9000, "vfio-pci", HWREG_DRY_RUN), 0);
	assert_string_equal(result.driver, "vfio-pci");
	assert_string_equal(result.holders, ""); /* a bridge's driver is not in the way */
	device("pci", "0000:00:03.0", "ahci");
	link_to("kernel/iommu_groups/7/devices/0000:00:03.0", "devices/0000:00:03.0");
	assert_int_equal(bind_at(0x9000, "vfio-pci", HWREG_DRY_RUN), 0);
	assert_string_equal(result.holders, "0000:00:03.0 (ahci)");
	assert_int_equal(bind_at(0x9000, "uio_pdrv_genirq", HWREG_DRY_RUN), -EINVAL);
	/* ports are no memory, and what a bridge passes on is not its own */
	assert_int_equal(bind_at(0xb000, NULL, HWREG_DRY_RUN), -ENODEV);
	assert_int_equal(bind_at(0xc000, NULL, HWREG_DRY_RUN), -ENODEV);
	assert_int_equal(bind_at(0x4001, NULL, HWREG_DRY_RUN), -ENODEV);
}

static void test_unbind(void **state)
{
	struct hwreg_bind_options options = { .size = sizeof(options), .sysfs = top, .tell = tell };

	(void)state;
	told[0] = '\0';
	result = (struct hwreg_bind_result){ .size = sizeof(result) };
	options.address = 0x7000;
	options.flags = HWREG_DRY_RUN;
	assert_int_equal(hwreg_unbind(&options, &result, &err), 0);
	assert_string_equal(told, "/devices/7000.given/driver_override=\n"
				  "/bus/platform/drivers/uio_pdrv_genirq/unbind=7000.given\n"
				  "/bus/platform/drivers_probe=7000.given\n");
	options.address = 0x4000;
	assert_int_equal(hwreg_unbind(&options, &result, &err), -EINVAL);
	options.flags = HWREG_WRITE;
	assert_int_equal(hwreg_unbind(&options, &result, &err), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dry_run_tells_the_writes),
		cmocka_unit_test(test_bound_already_writes_nothing),
		cmocka_unit_test(test_refused_by_driver_goes_back),
		cmocka_unit_test(test_console_is_busy),
		cmocka_unit_test(test_root_is_busy),
		cmocka_unit_test(test_amba_is_refused),
		cmocka_unit_test(test_pci_memory_alone),
		cmocka_unit_test(test_unbind),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
