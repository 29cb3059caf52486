/*
 * cli: the commands. Each returns the program's exit status.
 */
#ifndef WIREWASH_CLI_H
#define WIREWASH_CLI_H

#include "base/buf.h"
#include "engine/chain.h"
#include "engine/common.h"
#include "engine/runner.h"

/* `wirewash STAGE [OPTION...] [PATH...]` */
int command_filter(const struct stage *stage, int argc, char **argv);

/* `wirewash run [OPTION...] [PATH...]` */
int command_run(int argc, char **argv);
extern const struct option_spec run_options[];

/* `wirewash completions bash|zsh|fish` */
int command_completions(int argc, char **argv);

/* `wirewash rules lint [FILE...]` */
int command_rules(int argc, char **argv);

/* `wirewash report [OPTION...] [FILE...]` */
int command_report(int argc, char **argv);
extern const struct option_spec report_options[];

/* `wirewash diff [OPTION...] BEFORE AFTER`; exit status 1 when they differ */
int command_diff(int argc, char **argv);
extern const struct option_spec diff_options[];

/* `wirewash restore [OPTION...] [FILE...]` */
int command_restore(int argc, char **argv);
extern const struct option_spec restore_options[];

/* What they share. */

/* Prints "wirewash NAME: message" where there is one to print, and returns the exit status. */
int report(const char *name, const struct err *err);

/* Fills in what the environment says of this process's place in a watched pipe (engine/pipe.h). */
void place_in_pipe(struct run *run);

/* Prints to stdout, checked; returns the exit status. */
int print_all(const char *name, const struct buf *text);

/* Appends the options of a table as --help shows them, each name after `prefix`. */
void help_options(const struct option_spec *table, const char *prefix, struct buf *out);

/* `wirewash --help` and `wirewash --version`. */
int print_help(void);
int print_version(void);

#endif
