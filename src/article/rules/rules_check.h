/*
 * rules_check: what is wrong with rules that can be read: examples that do not hold, rules without
 * examples, and patterns that take long on text made to hurt them.
 */
#ifndef WIREWASH_RULES_CHECK_H
#define WIREWASH_RULES_CHECK_H

#include "article/rules/rules.h"

enum rule_fault {
	RULE_FAULT_HIT,    /* does not hold for its `hit` line */
	RULE_FAULT_MISS,   /* holds for its `miss` line */
	RULE_FAULT_NO_HIT, /* has no `hit` line */
	RULE_FAULT_NO_MISS,
	RULE_FAULT_LIMIT, /* a pattern was given up */
	RULE_FAULT_SLOW,  /* no fault yet: a pattern took longer than RULE_SLOW_MICROSECONDS */
};

enum { RULE_SLOW_MICROSECONDS = 1000 }; /* for a subject of PATTERN_MAX_SUBJECT bytes */

struct rule_complaint {
	enum rule_fault fault;
	const struct rule *rule;
	unsigned line;     /* of the file */
	struct slice text; /* the example, or what the text that hurt is made of */
	unsigned long microseconds;
};

/*
 * Checks the rules from number `first` on, and the examples from `first_example` on, and tells
 * `complain` of each fault, in order. False when memory is short or `complain` returns false.
 */
bool rules_check(const struct rules *rules, const struct evidence_config *config, size_t first,
		 size_t first_example,
		 bool (*complain)(void *context, const struct rule_complaint *complaint),
		 void *context, struct err *err);

#endif
