/*
 * wirewash: news archives in, clean text out. src/engine/stage.h is the page to read first.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "io/cleanup.h"

static int unknown_command(const char *name)
{
	struct nearest nearest = {.distance = NEAREST_LIMIT};
	struct err err = {0};

	nearest_offer(&nearest, name, strlen(name), "run");
	nearest_offer(&nearest, name, strlen(name), "completions");
	nearest_offer(&nearest, name, strlen(name), "rules");
	nearest_offer(&nearest, name, strlen(name), "report");
	nearest_offer(&nearest, name, strlen(name), "diff");
	nearest_offer(&nearest, name, strlen(name), "restore");
	for (size_t i = 0; stage_table[i]; i++)
		nearest_offer(&nearest, name, strlen(name), stage_table[i]->name);
	if (nearest.name)
		err_set(&err, ERR_USAGE, "no such command. Did you mean 'wirewash %s'?",
			nearest.name);
	else
		err_set(&err, ERR_USAGE, "no such command. See wirewash --help.");
	return report(name, &err);
}

/*
 * A standard stream that was closed would lend its number to the first file that is opened. Take
 * the number for something that fails when it is used, as the closed stream would have.
 */
static void occupy_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			return;
	}
}

static int run_command(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(int argc, char **argv);
	} commands[] = {
		{"run", command_run},         {"completions", command_completions},
		{"rules", command_rules},     {"report", command_report},
		{"restore", command_restore}, {"diff", command_diff},
	};
	const struct stage *stage = stage_find(argv[1]);

	for (size_t i = 0; i < COUNT_OF(commands); i++) {
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc, argv);
	}
	return stage ? command_filter(stage, argc, argv) : unknown_command(argv[1]);
}

/* `help COMMAND` is `COMMAND --help`. */
static int command_help(char **argv)
{
	char help[] = "--help";
	char *words[] = {argv[0], argv[2], help, NULL};

	return run_command(3, words);
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "--help";

	/* A reader that went away is an error of write(2), to be handled where files are cleaned
	 * up. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a write that fails */
	occupy_standard_streams();
	cleanup_install();
	if (strcmp(name, "help") == 0 && argc == 3)
		return command_help(argv);
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0)
		return print_help();
	if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0)
		return print_version();
	return run_command(argc, argv);
}
