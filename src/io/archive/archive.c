#include "io/archive/archive.h"

const struct archive_format *archive_format_of(struct slice head)
{
	if (zip_begins(head))
		return &zip_format;
	return tar_begins(head) ? &tar_format : NULL;
}
