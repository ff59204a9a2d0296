// SPDX-License-Identifier: MIT
/* pci_find.c - the PCI device that a SPEC names, by its address or by vendor and device; its BARs */
#include "backend/pci.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* Does @text look like @form, where x is a hexadecimal digit? */
static bool looks_like(const char *text, const char *form)
{
	for (; *form; text++, form++)
		if (*form == 'x' ? !isxdigit((unsigned char)*text) : *text != *form)
			return false;
	return *text == '\0';
}

static int several(const char *spec, const struct pci_address *devices, const bool *matches,
		   size_t count, struct hwreg_error *err)
{
	const char *separator = " ";

	hwreg_error_set(err, HWREG_ERROR_REQUEST, EEXIST,
			"target '%s': several PCI devices have that vendor and device:", spec);
	for (size_t i = 0; i < count; i++) {
		if (!matches[i])
			continue;
		hwreg_error_append(err, "%s%.*s:%s", separator, (int)strcspn(spec, ":"), spec,
				   devices[i].text);
		separator = ", ";
	}
	hwreg_error_append(err, "; say which");
	return -EEXIST;
}

static int choose(const char *spec, const char *ids, const struct pci_address *devices,
		  bool *matches, size_t count, struct pci_address *out, struct hwreg_error *err)
{
	unsigned int vendor, product, found = 0;
	char text[16];

	for (size_t i = 0; i < count; i++) {
		if (pci_ids(&devices[i], &vendor, &product) != 0)
			continue;
		snprintf(text, sizeof(text), "%04x:%04x", vendor, product);
		matches[i] = strcasecmp(text, ids) == 0;
		if (!matches[i])
			continue;
		*out = devices[i];
		found++;
	}
	if (found > 1)
		return several(spec, devices, matches, count, err);
	return found ? 0
		     : hwreg_error_set(
			       err, HWREG_ERROR_UNAVAILABLE, ENODEV,
			       "target '%s': no PCI device %s here (hwreg targets lists them)",
			       spec, ids);
}

static int find_by_ids(const char *spec, const char *ids, struct pci_address *out,
		       struct hwreg_error *err)
{
	struct pci_address *devices;
	bool *matches;
	size_t count;
	int r = pci_scan(&devices, &count, err);

	if (r)
		return r;
	matches = calloc(count + 1, sizeof(*matches));
	r = matches ? choose(spec, ids, devices, matches, count, out, err)
		    : hwreg_error_memory(err);
	free(matches);
	free(devices);
	return r;
}

static bool is_address(const char *text)
{
	/* the domains of Intel's VMD have five digits */
	return looks_like(text, "xxxx:xx:xx.x") || looks_like(text, "xxxxx:xx:xx.x");
}

bool pci_is_device(const char *text)
{
	return looks_like(text, "xxxx:xxxx") || is_address(text);
}

bool pci_is_short(const char *text)
{
	return looks_like(text, "xx:xx.x");
}

int pci_name(const char *spec, const char *text, struct pci_address *out, struct hwreg_error *err)
{
	if (!is_address(text))
		return find_by_ids(spec, text, out, err);
	snprintf(out->text, sizeof(out->text), "%s", text);
	for (char *at = out->text; *at; at++)
		*at = tolower((unsigned char)*at);
	return 0;
}

int pci_check(const char *spec, const struct pci_address *device, struct hwreg_error *err)
{
	char path[PCI_PATH_SIZE];

	pci_path(path, device, "");
	if (access(path, F_OK) == 0)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENODEV,
			       "target '%s': no PCI device %s here (hwreg targets lists them)",
			       spec, device->text);
}

int pci_find(const char *spec, const char *text, struct pci_address *out, struct hwreg_error *err)
{
	int r = pci_name(spec, text, out, err);

	return r || !is_address(text) ? r : pci_check(spec, out, err);
}

static int no_bar(const char *spec, const struct pci_bar bars[PCI_BARS], unsigned int index,
		  struct hwreg_error *err)
{
	unsigned int count = 0;

	if (index > 0 && (bars[index - 1].flags & PCI_BAR_64BIT))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENXIO,
				       "%s: this is the upper half of bar%u, which has 64 bits; "
				       "use bar%u",
				       spec, index - 1, index - 1);
	hwreg_error_set(err, HWREG_ERROR_REQUEST, ENXIO, "%s: the device has no bar%u; it has",
			spec, index);
	for (unsigned int i = 0; i < PCI_BARS; i++)
		if (bars[i].flags)
			hwreg_error_append(err, "%s bar%u", count++ ? "," : "", i);
	hwreg_error_append(err, "%s config", count ? " and" : "");
	return -ENXIO;
}

int pci_check_bar(const char *spec, const struct pci_bar bars[PCI_BARS], unsigned int index,
		  struct hwreg_error *err)
{
	const struct pci_bar *bar = &bars[index];

	if (!(bar->flags & (PCI_BAR_IO | PCI_BAR_MEMORY)))
		return no_bar(spec, bars, index, err);
	if ((bar->flags & PCI_BAR_UNSET) || bar->range.last == 0)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENXIO,
				       "%s: neither firmware nor kernel gave this BAR an address",
				       spec);
	return 0;
}
