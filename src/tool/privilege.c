// SPDX-License-Identifier: MIT
/* privilege.c - what the process may do: nothing but for the moment when a device is opened */
#include "privilege.h"
#include "elevated.h"
#include "output.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BIT(capability) (UINT64_C(1) << (capability))

/* A real-time priority can hang a machine: for root itself, not for who runs a privileged hwreg */
#define NEEDED_BY_ROOT (BIT(CAP_SYS_NICE) | BIT(CAP_IPC_LOCK))

/* /dev/mem and ports; configuration space beyond 64 bytes and pagemap; nodes of other owners */
#define NEEDED (BIT(CAP_SYS_RAWIO) | BIT(CAP_SYS_ADMIN) | BIT(CAP_DAC_OVERRIDE))

/* /dev/mem, whoever its node belongs to, and the lock file */
#define NEEDED_BY_POLICY (BIT(CAP_SYS_RAWIO) | BIT(CAP_DAC_OVERRIDE))

static uint64_t permitted; /* what can still be raised */
static bool dropped; /* or kept, so that there is nothing to drop */

static struct __user_cap_header_struct this_process(void)
{
	return (struct __user_cap_header_struct){ .version = _LINUX_CAPABILITY_VERSION_3 };
}

/* All of them where the kernel does not say */
static uint64_t get_permitted(void)
{
	struct __user_cap_header_struct header = this_process();
	struct __user_cap_data_struct data[2] = { { 0 } };

	if (syscall(SYS_capget, &header, data) != 0)
		return UINT64_MAX;
	return data[0].permitted | (uint64_t)data[1].permitted << 32;
}

static int set(uint64_t may, uint64_t effective)
{
	struct __user_cap_header_struct header = this_process();
	struct __user_cap_data_struct data[2] = {
		{ .effective = (uint32_t)effective, .permitted = (uint32_t)may },
		{ .effective = (uint32_t)(effective >> 32), .permitted = (uint32_t)(may >> 32) },
	};

	return syscall(SYS_capset, &header, data) == 0 ? 0 : -errno;
}

static bool is_set_id(void)
{
	return getuid() != geteuid() || getgid() != getegid();
}

#if defined(CONFIG_POLICY) || defined(CONFIG_SETUID)
/* The user who started a set-user-ID program gets no more of its owner than the capabilities */
static int become_caller(struct hwreg_error *err)
{
	uid_t users[3];
	gid_t groups[3];

	if (prctl(PR_SET_KEEPCAPS, 1) == 0 && setresgid(getgid(), getgid(), getgid()) == 0 &&
	    setresuid(getuid(), getuid(), getuid()) == 0 && !is_set_id() &&
	    getresuid(&users[0], &users[1], &users[2]) == 0 && users[2] == users[0] &&
	    getresgid(&groups[0], &groups[1], &groups[2]) == 0 && groups[2] == groups[0])
		return 0;
	return output_fail(err, HWREG_ERROR_UNAVAILABLE, "cannot give up the owner's user id: %s",
			   strerror(errno));
}
#else
static int become_caller(struct hwreg_error *err)
{
	return output_fail(err, HWREG_ERROR_UNAVAILABLE,
			   "hwreg is set-user-ID or set-group-ID, which this build refuses; remove "
			   "that (chmod ug-s),\nand use sudo, file capabilities or a group "
			   "(hwreg(1), PERMISSIONS)");
}
#endif

#ifdef CONFIG_POLICY

/* capabilities(7): execve(2) gives those of a file beside the ambient ones, which a user had before */
static bool has_file_capabilities(void)
{
	uint64_t given = getuid() != 0 ? get_permitted() : 0;

	for (int i = 0; i < 64 && given >> i; i++)
		if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, i, 0, 0) == 1)
			given &= ~BIT(i);
	return given;
}

/*
 * From here on the user may send signals, but neither look into the process nor have its memory
 * written to a file, whatever fs.suid_dumpable says: it is going to have a device open.
 */
static int start_elevated(bool set_id, struct hwreg_error *err)
{
	int r = set_id ? become_caller(err) : 0;

	prctl(PR_SET_DUMPABLE, 0);
	if (r < 0)
		return r;
	permitted = get_permitted() & NEEDED_BY_POLICY;
	if (set(permitted, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return output_fail(err, HWREG_ERROR_UNAVAILABLE, "cannot limit capabilities: %s",
				   strerror(errno));
	if (!permitted)
		return output_fail(err, HWREG_ERROR_UNAVAILABLE,
				   "hwreg is set-user-ID or set-group-ID of somebody who has no "
				   "rights to hardware;\nas root, chmod ug-s, or chown root "
				   "(hwreg-policy(5))");
	return elevated_start(err);
}

#endif

int privilege_start(bool executes, struct hwreg_error *err)
{
	bool set_id = is_set_id();
	int r;

#ifdef CONFIG_POLICY
	if (set_id || has_file_capabilities()) {
		r = start_elevated(set_id, err);
		if (r < 0)
			privilege_drop();
		return r;
	}
#endif
	/* prctl(2): then an execve(2) grants nothing, to root neither */
	if (!executes)
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	r = set_id ? become_caller(err) : 0;
	if (r < 0) {
		privilege_drop();
		return r;
	}
	permitted = get_permitted();
	if (!permitted)
		return 0;
	permitted &= getuid() == 0 ? NEEDED | NEEDED_BY_ROOT : NEEDED;
	r = set(permitted, 0);
	if (r < 0)
		return output_fail(err, HWREG_ERROR_UNAVAILABLE, "cannot limit capabilities: %s",
				   strerror(-r));
	return 0;
}

void privilege_raise(void *data, bool raise)
{
	int known = errno;

	(void)data;
	if (permitted)
		set(permitted, raise ? permitted : 0);
	errno = known;
}

void privilege_keep(void)
{
	if (dropped)
		return;
	dropped = true;
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
}

void privilege_drop(void)
{
	int known = errno;

	if (dropped)
		return;
	dropped = true;
	permitted = 0;
	/* ambient ones go with them: capabilities(7) */
	if (set(0, 0) != 0 && get_permitted())
		_exit(HWREG_ERROR_UNAVAILABLE); /* nothing may be said with them */
	errno = known;
}
