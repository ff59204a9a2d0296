# shellcheck shell=busybox
# What the tests of interrupts share in the emulated machine, which sources this

# The kernel's count of the alarm
count() {
	cat "$(dirname "$(grep -lx pl031 /sys/class/uio/uio*/name)")/event"
}

# The alarm, now: a match that the time has passed already would come in 136 years. A machine that is too slow to say
# "now" within the second says it some seconds ahead, more each time
raise() {
	raise_ahead=0 raise_tries=0
	hwreg poke RTC.IMSC=1
	until [ "$(hwreg -q peek RTC.RIS)" = 0x00000001 ]; do
		hwreg poke "RTC.MR=$(($(hwreg -q peek RTC.DR) + raise_ahead))"
		sleep $raise_ahead
		raise_tries=$((raise_tries + 1))
		[ $raise_tries -lt 5 ] || raise_ahead=$((raise_ahead + 2))
	done
}

# One alarm after the other, until a process has ended
raise_until_ended() { # pid
	hwreg poke RTC.IMSC=1
	while kill -0 "$1" 2>/dev/null; do
		hwreg poke "RTC.MR=$(hwreg -q peek RTC.DR)"
	done
}

# A process has opened a UIO device
until_open() { # pid
	# shellcheck disable=SC2010 # what the links are, not what they are called
	until ls -l "/proc/$1/fd" 2>/dev/null | grep -q /dev/uio; do kill -0 "$1"; done
}
