#include "io/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <unistd.h>

static atomic_bool interrupted;
static atomic_int watched = -1;
static int ends[2] = {-1, -1}; /* a pipe; what was written to it is never read */

void interrupt_open(void)
{
	if (ends[0] >= 0 && atomic_load(&interrupted)) {
		close(ends[0]);
		close(ends[1]);
		ends[0] = ends[1] = -1;
	}
	atomic_store(&interrupted, false);
	atomic_store(&watched, -1);
	if (ends[0] >= 0)
		return;
	if (pipe(ends) != 0) {
		ends[0] = ends[1] = -1;
		return;
	}
	for (int i = 0; i < 2; i++)
		fcntl(ends[i], F_SETFD, FD_CLOEXEC);
}

void interrupt_reads(void)
{
	ssize_t put;

	if (atomic_exchange(&interrupted, true) || ends[1] < 0)
		return;
	do
		put = write(ends[1], "", 1);
	while (put < 0 && errno == EINTR);
}

void interrupt_watch(int fd)
{
	atomic_store(&watched, fd);
}

bool interrupt_wait(int fd)
{
	/* Of what is watched only POLLERR matters, which needs not be asked for. A reader that
	 * waited before there was a watch has not seen it: it asks again at times. */
	enum { PERIOD = 500 }; /* ms */

	while (!atomic_load(&interrupted)) {
		struct pollfd ready[] = {{.fd = fd, .events = POLLIN},
					 {.fd = ends[0], .events = POLLIN},
					 {.fd = atomic_load(&watched)}};
		int count = poll(ready, 3, PERIOD);

		if (count < 0 && errno != EINTR)
			return true; /* read(2) will say what is wrong */
		if (ready[1].revents || (ready[2].revents & POLLERR))
			return false;
		if (count > 0)
			return true;
	}
	return false;
}
