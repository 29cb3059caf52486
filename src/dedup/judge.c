#include "dedup/judge.h"

#include "base/asset.h"

struct forest *judge_open(struct err *err)
{
	struct slice data;

	if (!asset_find("dedup/story.forest", &data)) {
		err_set(err, ERR_USAGE, "story.forest is not built in");
		return NULL;
	}
	return forest_open(data, "story.forest", pair_feature_names, PAIR_FEATURES, err);
}

int32_t judge_score(const struct forest *judge, const int32_t *row)
{
	int32_t score;

	forest_score(judge, row, 1, &score);
	return score;
}
