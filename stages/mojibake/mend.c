#include "mend.h"

#include "text/unicode/letters.h"

enum {
	STATES = 96,
	CHOICE_BITS = 4, /* which of the guesses, and whether a blank follows */
	CHOICES_MAX = 64 / CHOICE_BITS,
	BUCKET_BITS = 8,
	BEFORE_MAX = 40, /* signs of a word looked at before the first doubt */
	MARGIN = 4 * NAT,
	MARGIN_MANY = 10 * NAT, /* where many bytes may have been lost, many letters come close;
				 * both were found on clean texts in 40 languages that lost bytes:
				 * half of the invented letters for a tenth of the repaired texts */
	LOST_FEW = 8,
	COST_BLANK_TOO = NAT,
	COLLAPSED =
		4 * NAT, /* what finding blanks must make likelier: where runs of them collapsed */
};

/* How much likelier a word is than its letters say, by its rank. */
static const int gain[WORD_RANKS] = {0, 5 * NAT, 7 * NAT, 9 * NAT};

/* One way to read a stretch so far. */
struct state {
	int32_t cost;
	int32_t margin; /* to the nearest other way that led here */
	symbol context;
	uint32_t hash;    /* of the word so far */
	bool is_word;     /* it has letters beyond ASCII */
	uint64_t choices; /* CHOICE_BITS each, the last one lowest */
};

struct mending {
	struct finder *finder;
	const struct tables *tables;
	struct arena *arena;
	struct text original, text;
	const int8_t *change; /* of the present line, see model_adapt */
	size_t line_end;      /* where that is not known any more */
	struct state states[STATES], next[STATES];
	unsigned count, next_count;
	uint8_t bucket[1 << BUCKET_BITS]; /* of next, by what decides how they go on: 1 + index */
	uint8_t link[STATES];             /* the next one in the same bucket */
	unsigned worst;                   /* the dearest of next; STATES: not known */
	unsigned choices;                 /* made so far */
	bool blanks;                      /* blanks may have gone */
	int64_t cost;                     /* of all stretches */
	struct sign *out;
	size_t out_count;
};

static bool is_letter(uint32_t code_point)
{
	return letter_kind(code_point) == LETTER_ALPHA;
}

int64_t mend_known_words(const struct tables *tables, struct text text)
{
	uint32_t hash = WORD_START;
	bool is_word = false;
	int64_t known = 0;

	for (size_t i = 0; i < text.count; i++) {
		uint32_t code_point = text.signs[i].code_point;

		if (is_letter(code_point)) {
			hash = word_add(hash, letter_lower(code_point));
			is_word = is_word || code_point >= 0x80;
		} else {
			known += is_word ? gain[words_rank(&tables->words, hash)] : 0;
			hash = WORD_START;
			is_word = false;
		}
	}
	return known;
}

static uint8_t *bucket_of(struct mending *mending, const struct state *state)
{
	uint32_t key = (state->hash ^ state->context) * 0x9E3779B1u;

	return &mending->bucket[key >> (32 - BUCKET_BITS)];
}

/* Keeps the cheaper of two states that go on in the same way. */
static void merge(struct state *kept, const struct state *state)
{
	if (state->cost < kept->cost) {
		int32_t margin = kept->cost - state->cost;

		*kept = *state;
		if (margin < kept->margin)
			kept->margin = margin;
	} else if (state->cost - kept->cost < kept->margin) {
		kept->margin = state->cost - kept->cost;
	}
}

/* The dearest state, out of its bucket, when it is dearer than `cost`; STATES when it is not. */
static unsigned make_room(struct mending *mending, int32_t cost)
{
	unsigned worst = mending->worst;
	uint8_t *link;

	if (worst == STATES) {
		worst = 0;
		for (unsigned i = 1; i < STATES; i++)
			if (mending->next[i].cost > mending->next[worst].cost)
				worst = i;
		mending->worst = worst;
	}
	if (cost >= mending->next[worst].cost)
		return STATES;
	link = bucket_of(mending, &mending->next[worst]);
	while (*link != worst + 1)
		link = &mending->link[*link - 1];
	*link = mending->link[worst];
	mending->worst = STATES;
	return worst;
}

/* Adds a state, or merges it with one that goes on in the same way. */
static void offer(struct mending *mending, const struct state *state)
{
	uint8_t *bucket = bucket_of(mending, state);
	unsigned place;

	for (unsigned n = *bucket; n; n = mending->link[n - 1]) {
		struct state *other = &mending->next[n - 1];

		if (other->hash != state->hash || other->context != state->context)
			continue;
		merge(other, state);
		if (mending->worst == n - 1)
			mending->worst = STATES;
		return;
	}
	place = mending->next_count < STATES ? mending->next_count++
					     : make_room(mending, state->cost);
	if (place == STATES)
		return;
	mending->next[place] = *state;
	mending->link[place] = *bucket;
	*bucket = (uint8_t)(place + 1);
}

static void end_word(const struct mending *mending, struct state *state)
{
	if (state->is_word)
		state->cost -= gain[words_rank(&mending->tables->words, state->hash)];
	state->hash = WORD_START;
	state->is_word = false;
}

/* A character that may come next. */
struct way {
	symbol symbol;
	uint32_t lower;  /* of a letter, else 0 */
	int cost;        /* besides that of the pair */
	bool is_foreign; /* a letter beyond ASCII */
};

static struct way way_of(const struct mending *mending, uint32_t code_point, int cost)
{
	const struct model *model = &mending->tables->model;
	struct way way = {.symbol = model_symbol(model, code_point), .cost = cost};

	if (mending->change)
		way.cost += mending->change[model->letter[symbol_number(way.symbol)]];
	if (is_letter(code_point)) {
		way.lower = letter_lower(code_point);
		way.is_foreign = code_point >= 0x80;
	}
	return way;
}

static struct state read_on(const struct mending *mending, const struct state *before,
			    const struct way *way)
{
	struct state state = *before;

	if (!way->lower)
		end_word(mending, &state);
	state.cost += way->cost + (int)model_cost(&mending->tables->model, before->context,
						  way->symbol, &state.context);
	if (way->lower) {
		state.hash = word_add(state.hash, way->lower);
		state.is_word = state.is_word || way->is_foreign;
	}
	return state;
}

/* What the sign may be; at least what it is. */
static unsigned alternatives(struct mending *mending, size_t at, struct reading out[READINGS_MAX])
{
	const struct sign *sign = &mending->text.signs[at];
	size_t end = at + 1 < mending->text.count ? sign[1].from : mending->original.count;
	unsigned count = 0, kept = 0;

	if (sign->lost)
		count = readings_damaged(mending->tables, &mending->finder->guesses,
					 mending->original, sign->from, (sign->layers & 0xFF) - 1,
					 out);
	for (unsigned i = 0; i < count && kept < GUESSES_MAX; i++)
		if (!out[i].all_known && sign->from + out[i].length == end)
			out[kept++] = out[i];
	if (kept)
		return kept;
	out[0] = (struct reading){.code_point = sign->code_point};
	return 1;
}

static bool is_open(const struct sign *sign)
{
	return sign->lost || sign->blank;
}

/* Whether it matters: a word may go on after the blank. */
static bool goes_on(const struct mending *mending, size_t at)
{
	return at < mending->text.count &&
	       letter_kind(mending->text.signs[at].code_point) >= LETTER_DIGIT;
}

/* Reads one sign in all ways it may be read. */
static void step(struct mending *mending, size_t at)
{
	const struct sign *sign = &mending->text.signs[at];
	struct reading readings[READINGS_MAX];
	struct way ways[GUESSES_MAX], blank = {0};
	unsigned count = alternatives(mending, at, readings);
	bool may_be_blank = mending->blanks && sign->blank && goes_on(mending, at + 1);

	for (unsigned n = 0; n < count; n++)
		ways[n] = way_of(mending, readings[n].code_point, readings[n].cost);
	if (may_be_blank)
		blank = way_of(mending, ' ', COST_BLANK_TOO);
	mending->next_count = 0;
	mending->worst = STATES;
	memset(mending->bucket, 0, sizeof(mending->bucket));
	for (unsigned i = 0; i < mending->count; i++) {
		for (unsigned n = 0; n < count; n++) {
			struct state state = read_on(mending, &mending->states[i], &ways[n]);

			if (is_open(sign))
				state.choices = state.choices << CHOICE_BITS | n << 1;
			offer(mending, &state);
			if (may_be_blank) {
				state.choices |= 1;
				state = read_on(mending, &state, &blank);
				offer(mending, &state);
			}
		}
	}
	memcpy(mending->states, mending->next, mending->next_count * sizeof(*mending->states));
	mending->count = mending->next_count;
	mending->choices += is_open(sign);
}

/* By how much the best way through the signs [first, end) must be likelier than the next. */
static int margin_for(const struct mending *mending, size_t first, size_t end)
{
	const struct charset *charsets = mending->tables->charsets.charset;

	for (size_t at = first; at < end; at++) {
		const struct sign *sign = &mending->text.signs[at];

		if (sign->lost && charsets[(sign->layers & 0xFF) - 1].lost_count > LOST_FEW)
			return MARGIN_MANY;
	}
	return MARGIN;
}

/* Writes the signs [first, end) as the best state has them. */
static void write_out(struct mending *mending, size_t first, size_t end)
{
	const struct state *best = &mending->states[0];
	int32_t margin;
	unsigned left = mending->choices;
	bool doubt;

	for (unsigned i = 1; i < mending->count; i++)
		if (mending->states[i].cost < best->cost)
			best = &mending->states[i];
	mending->cost += best->cost;
	margin = best->margin;
	for (unsigned i = 0; i < mending->count; i++)
		if (&mending->states[i] != best && mending->states[i].cost - best->cost < margin)
			margin = mending->states[i].cost - best->cost;
	doubt = margin < margin_for(mending, first, end) || mending->choices > CHOICES_MAX;
	for (size_t at = first; at < end; at++) {
		struct sign *sign = &mending->out[mending->out_count++];
		struct reading readings[READINGS_MAX];
		unsigned choice;

		*sign = mending->text.signs[at];
		if (!is_open(sign))
			continue;
		choice = doubt ? 0 : (unsigned)(best->choices >> CHOICE_BITS * --left) & 15;
		sign->doubt = doubt;
		if (doubt)
			continue;
		alternatives(mending, at, readings);
		sign->code_point = readings[choice >> 1].code_point;
		sign->symbol = model_symbol(&mending->tables->model, sign->code_point);
		sign->glyph =
			(uint16_t)charsets_glyph(&mending->tables->charsets, sign->code_point);
		if (choice & 1) {
			uint32_t from = at + 1 < mending->text.count
						? mending->text.signs[at + 1].from
						: (uint32_t)mending->original.count;

			mending->out[mending->out_count++] = mending->original.signs[from - 1];
		}
	}
}

/* What the letters of the line around a sign say for its language. */
static bool adapt(struct mending *mending, size_t at)
{
	const struct model *model = &mending->tables->model;
	const struct sign *signs = mending->text.signs;
	struct ballot ballot = {0};
	size_t start = at;
	int8_t *change;

	if (at < mending->line_end)
		return true;
	change = arena_alloc(mending->arena, LETTERS_MAX);
	if (!change)
		return false;
	while (start > 0 && signs[start - 1].code_point != '\n')
		start--;
	for (at = start; at < mending->text.count && signs[at].code_point != '\n'; at++)
		model_vote(model, model_symbol(model, signs[at].code_point), &ballot);
	mending->line_end = at + 1;
	model_adapt(model, &ballot, change);
	mending->change = change;
	return true;
}

/* Decides about the stretch around the open sign `at`; returns where it ends. */
static size_t mend_stretch(struct mending *mending, size_t done, size_t at)
{
	const struct model *model = &mending->tables->model;
	const struct sign *signs = mending->text.signs;
	size_t first = at, end;

	while (first > done && at - first < BEFORE_MAX && is_letter(signs[first - 1].code_point))
		first--;
	memcpy(mending->out + mending->out_count, signs + done, (first - done) * sizeof(*signs));
	mending->out_count += first - done;
	mending->states[0] = (struct state){
		.margin = INT32_MAX,
		.context = first ? model_symbol(model, signs[first - 1].code_point)
				 : model_start(model),
		.hash = WORD_START,
	};
	mending->count = 1;
	mending->choices = 0;
	for (end = first; end < mending->text.count; end++) {
		step(mending, end);
		if (end >= at && mending->count == 1 && !is_letter(signs[end].code_point)) {
			end++;
			break;
		}
	}
	write_out(mending, first, end);
	return end;
}

/* Mends all stretches, with or without blanks to be found. */
static bool mend_all(struct mending *mending, struct text *text)
{
	struct text from = mending->text;
	size_t open = 0, done = 0;

	for (size_t i = 0; i < from.count; i++)
		open += is_open(&from.signs[i]);
	mending->out = arena_alloc(mending->arena, (from.count + open) * sizeof(struct sign));
	if (!mending->out)
		return false;
	mending->out_count = mending->line_end = 0;
	mending->cost = 0;
	for (size_t at = 0; at < from.count; at++) {
		if (at < done || !is_open(&from.signs[at]))
			continue;
		if (!adapt(mending, at))
			return false;
		done = mend_stretch(mending, done, at);
	}
	memcpy(mending->out + mending->out_count, from.signs + done,
	       (from.count - done) * sizeof(*from.signs));
	*text = (struct text){mending->out, mending->out_count + from.count - done};
	return true;
}

bool mend_text(struct finder *finder, struct arena *arena, struct text original, struct text *text)
{
	struct mending *mending;
	struct text with;
	int64_t cost;
	bool lost = false, blank = false;

	for (size_t i = 0; i < text->count; i++) {
		lost = lost || text->signs[i].lost;
		blank = blank || text->signs[i].blank;
	}
	if (!lost && !blank)
		return true;
	mending = arena_alloc(arena, sizeof(*mending));
	if (!mending)
		return false;
	*mending = (struct mending){
		.finder = finder,
		.tables = finder->tables,
		.arena = arena,
		.original = original,
		.text = *text,
	};
	if (!mend_all(mending, text))
		return false;
	if (!blank)
		return true;
	cost = mending->cost;
	mending->blanks = true;
	if (!mend_all(mending, &with))
		return false;
	if (cost - mending->cost > COLLAPSED)
		*text = with;
	return true;
}
