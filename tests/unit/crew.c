/* Work on several threads at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dedup/crew.h"

struct sum {
	unsigned from, to;
	unsigned long sum;
};

static void add_up(void *item)
{
	struct sum *sum = item;

	for (unsigned i = sum->from; i < sum->to; i++)
		sum->sum += i;
}

static void each_item_is_worked_on_once(void **state)
{
	struct sum sums[CREW_MAX];
	unsigned long all;

	(void)state;
	for (unsigned count = 0; count <= CREW_MAX; count += count < 4 ? 1 : 20) {
		all = 0;
		for (unsigned i = 0; i < count; i++)
			sums[i] = (struct sum){i * 1000, (i + 1) * 1000, 0};
		crew_work(sums, count, sizeof(*sums), add_up);
		for (unsigned i = 0; i < count; i++)
			all += sums[i].sum;
		assert_int_equal(all, count ? 500ul * count * (1000ul * count - 1) : 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_item_is_worked_on_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
