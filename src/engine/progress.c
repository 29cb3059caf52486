#include "engine/progress.h"

#include <stdlib.h>
#include <unistd.h>

static uint64_t milliseconds_since(struct timespec then, struct timespec now)
{
	int64_t ms =
		(int64_t)(now.tv_sec - then.tv_sec) * 1000 + (now.tv_nsec - then.tv_nsec) / 1000000;

	return ms > 0 ? (uint64_t)ms : 0;
}

static bool terminal_can_redraw(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
}

void progress_open(struct progress *progress, struct notices *notices, enum progress_when when,
		   uint64_t total_bytes)
{
	*progress = (struct progress){.notices = notices, .total_bytes = total_bytes};
	progress->enabled =
		when == PROGRESS_ALWAYS || (when == PROGRESS_AUTO && terminal_can_redraw());
	clock_gettime(CLOCK_MONOTONIC, &progress->began);
	progress->drawn = progress->began;
}

static void draw(struct progress *progress, uint64_t elapsed_ms)
{
	uint64_t rate = progress->bytes / (elapsed_ms ? elapsed_ms : 1); /* bytes a ms = kB a s */
	uint64_t left;

	pthread_mutex_lock(&progress->notices->lock);
	fprintf(stderr, "\r\033[K%llu records  %llu.%llu MB/s",
		(unsigned long long)progress->records, (unsigned long long)(rate / 1000),
		(unsigned long long)(rate / 100 % 10));
	if (progress->total_bytes && progress->bytes <= progress->total_bytes) {
		left = rate ? (progress->total_bytes - progress->bytes) / rate / 1000 : 0;
		fprintf(stderr, "  %llu%%  %llu:%02llu left",
			(unsigned long long)(progress->bytes * 100 / progress->total_bytes),
			(unsigned long long)(left / 60), (unsigned long long)(left % 60));
	}
	fflush(stderr);
	progress->notices->line_open = true;
	pthread_mutex_unlock(&progress->notices->lock);
}

void progress_tick(struct progress *progress, uint64_t records, uint64_t bytes)
{
	enum { FIRST_AFTER_MS = 1000, REDRAW_AFTER_MS = 200 };
	struct timespec now;
	uint64_t elapsed;

	progress->records += records;
	progress->bytes += bytes;
	if (!progress->enabled)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	elapsed = milliseconds_since(progress->began, now);
	if (elapsed < FIRST_AFTER_MS || milliseconds_since(progress->drawn, now) < REDRAW_AFTER_MS)
		return;
	progress->drawn = now;
	draw(progress, elapsed);
}

void progress_close(struct progress *progress)
{
	if (!progress->notices)
		return; /* never opened: the run failed before */
	pthread_mutex_lock(&progress->notices->lock);
	if (progress->notices->line_open)
		fputs("\r\033[K", stderr);
	progress->notices->line_open = false;
	pthread_mutex_unlock(&progress->notices->lock);
}
