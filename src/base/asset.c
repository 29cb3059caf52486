#include "base/asset.h"

bool asset_find(const char *name, struct slice *content)
{
	ASSERT(name && content);
	for (const struct asset *asset = asset_table; asset->name; asset++) {
		if (strcmp(asset->name, name) == 0) {
			*content = slice_make(asset->data, (size_t)(asset->end - asset->data));
			return true;
		}
	}
	return false;
}
