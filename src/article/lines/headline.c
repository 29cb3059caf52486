#include "article/lines/headline.h"

enum {
	TOP_ROWS = 4,    /* a dateline is among the first so many rows */
	TITLE_LEAST = 3, /* words */
	TITLE_MOST = 40,
};

static bool is_title(const struct row *row)
{
	return row->words >= TITLE_LEAST && row->words <= TITLE_MOST && row->rule < 0 &&
	       !slice_ends(row->text, SLICE(".")) &&
	       !(row->shapes & (SHAPE(BULLET) | SHAPE(COLON) | SHAPE(LINK) | SHAPE(QUOTED)));
}

void headline_find(const struct labels *labels, const struct dateline_words *dates,
		   struct headline *headline)
{
	int before = -1;
	size_t kept = 0;

	headline->title = headline->date = -1;
	for (size_t i = 0; i < labels->count && kept < TOP_ROWS; i++) {
		const struct row *row = &labels->rows[i];

		if (row->dropped && !(row->shapes & SHAPE(DATE)))
			continue;
		kept += !row->dropped;
		if (row->shapes & SHAPE(DATE)) {
			headline->iso_len = dateline_to_iso(dates, row->text, headline->iso);
			if (headline->iso_len == 0 && row->dropped)
				continue;
			if (headline->iso_len == 0)
				return;
			headline->date = (int)i;
			if (before >= 0 && is_title(&labels->rows[before]))
				headline->title = before;
			return;
		}
		before = (int)i;
	}
}
