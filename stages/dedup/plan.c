#include "plan.h"

#include "engine/notices.h"
#include "io/archive/unnamed.h"

static unsigned long long mebibytes(uint64_t bytes)
{
	return (bytes + (1 << 20) - 1) >> 20;
}

bool plan_check(const struct corpus *corpus, struct err *err)
{
	uint64_t floor = corpus_floor(corpus);

	if (!corpus->memory || floor <= corpus->memory)
		return true;
	return err_set(err, ERR_LIMIT,
		       "memory: %lluM is not enough: %lluM are needed at record %zu already. "
		       "Give more with --memory.",
		       (unsigned long long)(corpus->memory >> 20), mebibytes(floor),
		       corpus->documents);
}

void plan_tell(const struct corpus *corpus, const struct stage_env *env)
{
	struct corpus_plan plan = corpus_plan(corpus);

	notice(env->notices, "dedup", ERR_NONE,
	       "plan: %zu records take %lluM of memory, and their prints %lluM %s",
	       corpus->documents, mebibytes(plan.heads), mebibytes(plan.prints),
	       plan.is_filed ? "of temporary files" : "more");
	if (corpus->memory)
		notice(env->notices, "dedup", ERR_NONE,
		       "plan: memory stays below %lluM; %lluM would be the least",
		       mebibytes(corpus->memory), mebibytes(corpus_floor(corpus)));
	notice(env->notices, "dedup", ERR_NONE,
	       "plan: comparing takes %zu %s over the prints, and at most about %lluM in %s beside "
	       "the records themselves",
	       plan.parts, plan.parts == 1 ? "pass" : "passes", mebibytes(plan.files),
	       unnamed_directory(env->tmp_dir));
}
