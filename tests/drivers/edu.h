/* SPDX-License-Identifier: MIT */
/* edu.h - a driver for QEMU's edu: factorials, and DMA between memory and a buffer of its own */
#ifndef EDU_H
#define EDU_H

#include "device.h"
#include "edu_regs.h"

#define EDU_BUFFER 0x40000 /* the device's own memory, as the DMA engine knows it */
#define EDU_BUFFER_SIZE 4088u /* of 4096; QEMU 7.2 does not let DMA reach the end */

/**
 * struct edu_memory - memory that the device reaches
 * @bytes: for the program
 * @address: for the device
 * @dma: of who has made it
 */
struct edu_memory {
	unsigned char *bytes;
	uint64_t address;
	void *dma;
};

/* How the device is reached: edu_uio.c, edu_vfio.c, or a model of it in edu_model.c */

/** edu_device() - open it */
int edu_device(struct device *device, struct hwreg_error *err);
/** edu_memory_new() - memory filled with 0, up to 4096 bytes. To be freed by edu_memory_free() */
int edu_memory_new(struct edu_memory *memory, struct device *device, size_t size,
		   struct hwreg_error *err);
void edu_memory_free(struct edu_memory *memory);

/**
 * struct edu - the device in use
 * @device: opened by edu_open(), closed by edu_close()
 * @regs: its registers
 */
struct edu {
	struct device device;
	struct edu_regs regs;
};

/** edu_open() - open and check it; -ENXIO if it does not answer as it should. edu_close() in any case */
int edu_open(struct edu *edu, struct hwreg_error *err);
void edu_close(struct edu *edu);

/** edu_factorial() - of a number from 0 on, in 32 bits. Blocks until the interrupt tells that it is done */
int edu_factorial(struct edu *edu, uint32_t number, uint32_t *result, struct hwreg_error *err);

/** edu_put() - copy memory to the device's buffer, by DMA; edu_get() - the other way */
int edu_put(struct edu *edu, const struct edu_memory *memory, size_t size, struct hwreg_error *err);
int edu_get(struct edu *edu, const struct edu_memory *memory, size_t size, struct hwreg_error *err);

/** edu_wait() - wait for an interrupt that nobody has asked for. Return: as hwreg_interrupt_wait() */
int edu_wait(struct edu *edu, struct hwreg_error *err);

/** edu_poll() - read a register until the device is taken away. Return: -EIO, -EFAULT or -ENODEV */
int edu_poll(struct edu *edu, struct hwreg_error *err);

#endif
