/* SPDX-License-Identifier: MIT */
/*
 * image.h - the flat form of a board
 *
 * One allocation: a header, arrays and a string pool. Arrays refer to each other by index and to
 * strings by their offset in the pool, so that an image can be written to a file (image_file.c) and
 * read back to any address, page by page as it is needed (image_store.c). String 0 is "". Everything is in the byte order of the machine that wrote it. The
 * public opaque types block, register and field are elements of its arrays.
 */
#ifndef HWREG_LIB_BOARD_IMAGE_H
#define HWREG_LIB_BOARD_IMAGE_H

#include "hwreg.h"
#include "range.h"

#define IMAGE_MAGIC "hwregimg"
#define IMAGE_VERSION 2u
#define IMAGE_NONE UINT32_MAX /* no index */

/* The sections, each with what its elements are: a new one needs a line here and no more, but for
 * its links in image_store.c if its elements refer to others */
#define IMAGE_SECTION_LIST(X)                                                \
	X(SPACES, struct image_space)                                        \
	X(BLOCKS, struct hwreg_block)                                        \
	X(CLUSTERS, struct image_cluster)                                    \
	/* in tree order: a block's or cluster's registers are neighbours */ \
	X(REGISTERS, struct hwreg_register)                                  \
	X(FIELDS, struct hwreg_field)                                        \
	X(PIECES, struct image_piece)                                        \
	X(ENUMERATORS, struct image_enumerator)                              \
	X(MATCHES, struct image_match)                                       \
	X(GPIOS, struct image_gpio)                                          \
	X(ALIASES, struct image_alias)                                       \
	X(CONDITIONS, struct image_condition)                                \
	X(WRITES, struct image_write)                                        \
	X(RULES, struct image_rules)                                         \
	/* conditions and writes of rules */                                 \
	X(RULE_ITEMS, uint32_t)                                              \
	X(WINDOWS, struct image_window)                                      \
	X(SEQUENCES, struct image_sequence)                                  \
	/* their YAML: each node, then what is below it */                   \
	X(SEQUENCE_NODES, struct image_node)                                 \
	/* open-addressing hash of full names */                             \
	X(NAMES, struct image_name)                                          \
	/* registers, sorted by space, then address */                       \
	X(ADDRESSES, uint32_t)                                               \
	X(STRINGS, char)

#define IMAGE_SECTION_ID(name, type) IMAGE_##name,
enum image_section_id { IMAGE_SECTION_LIST(IMAGE_SECTION_ID) IMAGE_SECTION_COUNT };

/* bytes of an element of each section */
extern const uint32_t image_element_size[IMAGE_SECTION_COUNT];

struct image_section {
	uint64_t offset; /* bytes from the start of the image */
	uint64_t count; /* elements */
};

struct image_header {
	char magic[8];
	uint32_t version;
	uint32_t header_size;
	uint64_t size; /* of the whole image, bytes */
	struct image_section sections[IMAGE_SECTION_COUNT];
	uint32_t name; /* string, as are the next two */
	uint32_t description;
	uint32_t file;
	uint32_t
		widest; /* bytes of the widest register, so that a search by address knows how far back to look */
	uint32_t match_any; /* 1: fits every machine */
	uint32_t reserved;
};

/* how an I2C device is spoken to; what its types do not say is left to the adapter */
#define IMAGE_I2C_NUMBERS (1u << 0) /* of a space: its addresses are numbers of registers */
#define IMAGE_I2C_SAID (1u << 1) /* a type says how; the rest is valid */
#define IMAGE_I2C_ADDRESS_16 (1u << 2) /* register numbers of 16 bits, else 8 */
#define IMAGE_I2C_ADDRESS_LITTLE (1u << 3) /* low byte first, else high byte first */
#define IMAGE_I2C_PLAIN (1u << 4) /* plain transfers alone */
#define IMAGE_I2C_SMBUS (1u << 5) /* SMBus commands alone */

struct image_space {
	uint32_t name;
	uint32_t target; /* SPEC */
	uint32_t i2c; /* IMAGE_I2C_… */
};

struct hwreg_block {
	uint32_t name;
	uint32_t description;
	uint32_t type;
	uint32_t space;
	uint64_t base;
	uint64_t length;
	uint32_t first_register;
	uint32_t register_count;
	uint32_t width; /* default width of its registers, bits */
	uint32_t endian;
};

/* a named group of registers below a block; its full name has at least one dot */
struct image_cluster {
	uint32_t name;
	uint32_t description;
	uint32_t block;
	uint32_t first_register;
	uint32_t register_count;
	uint32_t reserved;
	uint64_t address;
};

struct hwreg_register {
	uint32_t name; /* full */
	uint32_t description;
	uint32_t block;
	uint32_t first_field;
	uint32_t field_count;
	uint32_t flags; /* HWREG_REGISTER_… */
	uint32_t protect; /* string; 0: none */
	uint32_t space;
	uint16_t width; /* bits */
	uint8_t endian;
	uint8_t reserved_bits; /* enum hwreg_reserved */
	uint8_t read; /* enum hwreg_read_policy */
	uint8_t write;
	uint8_t access; /* bits of one access: less than @width if there are several */
	uint8_t alias_count;
	uint32_t first_alias;
	uint32_t rules; /* 1 + index; 0: none */
	uint8_t high_first; /* 1: of several accesses, that of the most significant bits comes first */
	uint8_t padding[3];
	uint32_t window; /* 1 + index: it has no address, but is behind two others; 0: none */
	uint64_t behind; /* a window's: what goes into the index register */
	uint64_t address; /* behind a window: of the data register */
	uint64_t reset;
	uint64_t reset_mask;
};

/* fields of instances of one type are shared where nothing overrides them */
struct hwreg_field {
	uint32_t name; /* its own */
	uint32_t description;
	uint32_t first_piece; /* most significant first */
	uint32_t piece_count;
	uint32_t first_enumerator;
	uint32_t enumerator_count;
	uint32_t unit;
	uint32_t flags; /* HWREG_FIELD_… */
	uint8_t read;
	uint8_t write;
	uint8_t shift; /* 0, but in registers of more than 64 bits: its lowest bit */
	uint8_t padding[5];
	uint64_t mask; /* bits of all pieces in the register, from @shift on */
	double scale;
	double offset;
};

struct image_piece {
	uint16_t high;
	uint16_t low;
};

struct image_enumerator {
	uint64_t value;
	uint32_t name;
	uint32_t description;
};

enum image_match_kind { IMAGE_MATCH_COMPATIBLE, IMAGE_MATCH_DMI, IMAGE_MATCH_MACHINE };

/* any one that holds is enough, but for those of one group, which are neighbours and must hold together */
struct image_match {
	uint32_t kind;
	uint32_t group;
	uint32_t key; /* DMI: file below /sys/class/dmi/id, such as "board_name"; "machine" */
	uint32_t value;
};

struct image_gpio {
	uint32_t name;
	uint32_t chip;
	uint32_t line;
	uint32_t active_low;
};

/* a named sequence of steps; its node comes first, with all that is below it */
struct image_sequence {
	uint32_t name;
	uint32_t description;
	uint32_t file;
	uint32_t line; /* of its name */
	uint32_t column;
	uint32_t first_node;
	uint32_t node_count;
};

/* struct node as it is kept */
struct image_node {
	uint32_t size; /* nodes: itself and all below */
	uint32_t text; /* string; of NODE_TEXT */
	uint32_t key; /* string; 0: none */
	uint32_t line;
	uint32_t key_line;
	uint16_t column;
	uint16_t key_column;
	uint32_t kind; /* enum node_kind */
};

/* where writing ones changes the bits of a register */
struct image_alias {
	uint64_t address;
	uint32_t reg;
	uint32_t kind; /* enum hwreg_alias */
};

/* what must hold of a register, a field of it or the bits @high to @low */
struct image_condition {
	uint64_t value;
	uint32_t reg;
	uint32_t field; /* or IMAGE_NONE */
	uint32_t same; /* the first condition about the same register */
	uint8_t operator; /* enum hwreg_operator */
	uint8_t high;
	uint8_t low;
	uint8_t padding;
};

/* a write of some or all bits of a register */
struct image_write {
	uint64_t value;
	uint64_t mask; /* bits meant */
	uint32_t reg;
	uint32_t padding;
};

/*
 * What accesses to registers are tied to: so many of IMAGE_RULE_ITEMS from @first on, in the order of
 * enum hwreg_rule; first conditions, then writes.
 */
struct image_rules {
	uint32_t first;
	uint32_t counts[HWREG_RULE_COUNT];
};

/* the registers through which others are accessed: indexes */
struct image_window {
	uint32_t index;
	uint32_t data;
};

enum image_name_kind { IMAGE_NAME_FREE, IMAGE_NAME_BLOCK, IMAGE_NAME_CLUSTER, IMAGE_NAME_REGISTER };

/* a slot of the hash; the table's size is a power of two */
struct image_name {
	uint32_t hash; /* image_hash() of the full name */
	uint32_t kind : 2;
	uint32_t index : 30;
};

/** image_hash() - FNV-1a over the bytes of a name */
static inline uint32_t image_hash(const char *name, size_t length)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)name[i]) * 16777619u;
	return hash;
}

struct image_store;

struct hwreg_board {
	const struct image_header *image;
	struct image_store
		*store; /* what the image is read from, page by page; NULL: it is whole */
	char *file; /* the compiled file that it was read from, or NULL */
	bool cached; /* read from the cache */
	char *entry; /* the file of the cache, or NULL */
	char *writable; /* what others than root can write of its files, or NULL */
};

/* An image that is read page by page: see image_store.h */
#ifdef CONFIG_BOARD_COMPILED
#define image_stored(board) ((board)->store != NULL)
#else
#define image_stored(board) false
#endif
const void *image_store_at(const struct hwreg_board *board, enum image_section_id id,
			   uint64_t index);
const char *image_store_string(const struct hwreg_board *board, uint32_t offset);

/*
 * Where no board can be loaded there is none to look into, and what does so all the same would not get
 * past here: with the rest of what is about boards, the compiler leaves it out.
 */
#if defined(CONFIG_BOARD) || defined(CONFIG_BOARD_COMPILED)
#define image_possible() ((void)0)
#else
#define image_possible() __builtin_trap()
#endif

/**
 * image_at() - an element of a section; those that follow must be asked for one by one
 *
 * Never NULL: what a damaged image cannot give is an element that says nothing, and from then on
 * image_intact() fails.
 */
static inline const void *image_at(const struct hwreg_board *board, enum image_section_id id,
				   uint64_t index)
{
	image_possible();
	if (image_stored(board))
		return image_store_at(board, id, index);
	return (const char *)board->image + board->image->sections[id].offset +
	       index * image_element_size[id];
}

static inline const char *image_string(const struct hwreg_board *board, uint32_t offset)
{
	image_possible();
	if (image_stored(board))
		return image_store_string(board, offset);
	return (const char *)board->image + board->image->sections[IMAGE_STRINGS].offset + offset;
}

/**
 * image_intact() - was all that has been asked for so far in the image, and right?
 *
 * To be asked after names and addresses were looked up and before anything is done with them; the
 * board may be NULL. Return: 0, or -EBADMSG with what to do in @err.
 */
#ifdef CONFIG_BOARD_COMPILED
int image_intact(const struct hwreg_board *board, struct hwreg_error *err);
#else
static inline int image_intact(const struct hwreg_board *board, struct hwreg_error *err)
{
	(void)board;
	(void)err;
	return 0;
}
#endif

static inline uint64_t image_count(const struct hwreg_board *board, enum image_section_id id)
{
	image_possible();
	return board->image->sections[id].count;
}

/** image_rules_at() - those of a register that has some */
static inline const struct image_rules *image_rules_at(const struct hwreg_board *board,
						       const struct hwreg_register *reg)
{
	return (const struct image_rules *)image_at(board, IMAGE_RULES, reg->rules - 1);
}

/** image_rules_of() - those of a register; NULL: none */
static inline const struct image_rules *image_rules_of(const struct hwreg_board *board,
						       const struct hwreg_register *reg)
{
	return reg->rules ? image_rules_at(board, reg) : NULL;
}

/** image_rule_count() - how many of one kind a register has */
static inline uint32_t image_rule_count(const struct hwreg_board *board,
					const struct hwreg_register *reg, enum hwreg_rule kind)
{
	const struct image_rules *rules = image_rules_of(board, reg);

	return rules ? rules->counts[kind] : 0;
}

/** image_rule_item() - index of one of those counted, in IMAGE_CONDITIONS or IMAGE_WRITES */
static inline uint32_t image_rule_item(const struct hwreg_board *board,
				       const struct hwreg_register *reg, enum hwreg_rule kind,
				       uint32_t index)
{
	const struct image_rules *rules = image_rules_at(board, reg);
	uint32_t at = rules->first + index;

	for (unsigned int before = 0; before < (unsigned int)kind; before++)
		at += rules->counts[before];
	return *(const uint32_t *)image_at(board, IMAGE_RULE_ITEMS, at);
}

/** image_condition_at() - a condition by its index */
static inline const struct image_condition *image_condition_at(const struct hwreg_board *board,
							       uint32_t index)
{
	return (const struct image_condition *)image_at(board, IMAGE_CONDITIONS, index);
}

/** image_condition_text() - with full names; @buffer gets as much as fits */
void image_condition_text(const struct hwreg_board *board, uint32_t index, char *buffer,
			  size_t size);

/** image_write_at() - a write by its index */
static inline const struct image_write *image_write_at(const struct hwreg_board *board,
						       uint32_t index)
{
	return (const struct image_write *)image_at(board, IMAGE_WRITES, index);
}

/** image_condition_field() - the field that a condition is about, or NULL */
static inline const struct hwreg_field *image_condition_field(
	const struct hwreg_board *board, const struct image_condition *condition)
{
	if (condition->field == IMAGE_NONE)
		return NULL;
	return (const struct hwreg_field *)image_at(board, IMAGE_FIELDS, condition->field);
}

/** image_window_of() - the window that a register is behind, or NULL */
static inline const struct image_window *image_window_of(const struct hwreg_board *board,
							 const struct hwreg_register *reg)
{
	return reg->window ? (const struct image_window *)image_at(board, IMAGE_WINDOWS,
								   reg->window - 1)
			   : NULL;
}

/** image_space_i2c() - IMAGE_I2C_… of a space */
static inline uint32_t image_space_i2c(const struct hwreg_board *board, uint32_t space)
{
	const struct image_space *entry;

	if (space >= image_count(board, IMAGE_SPACES))
		return 0;
	entry = (const struct image_space *)image_at(board, IMAGE_SPACES, space);
	return entry->i2c;
}

/** image_space_numbered() - are addresses of the space numbers of whole registers? */
static inline bool image_space_numbered(const struct hwreg_board *board, uint32_t space)
{
	return image_space_i2c(board, space) & IMAGE_I2C_NUMBERS;
}

/** image_space_widest() - bytes of the widest access of a space; 1 if it has no register */
unsigned int image_space_widest(const struct hwreg_board *board, uint32_t space);

#define IMAGE_START UINT64_MAX

/**
 * image_reaching() - the registers that reach into a range of addresses, in the order of theirs
 * @position: IMAGE_START before the first; then where to go on
 *
 * Return: the next one, or NULL.
 */
const struct hwreg_register *image_reaching(const struct hwreg_board *board, uint32_t space,
					    const struct hwreg_range *range, uint64_t *position);

/**
 * image_next_register() - the register that comes first among those that end at or after an address
 *
 * Where a number is a whole register (I2C) it may be one just before @address.
 */
const struct hwreg_register *image_next_register(const struct hwreg_board *board, uint32_t space,
						 uint64_t address);

/** image_alias_in() - the first alias in a range of addresses where no register is; NULL: none */
const struct image_alias *image_alias_in(const struct hwreg_board *board, uint32_t space,
					 uint64_t first, uint64_t last);

/** image_alias_at() - the alias of a register, of whose accesses one has so many bits and is here; or NULL */
const struct image_alias *image_alias_at(const struct hwreg_board *board, uint32_t space,
					 uint64_t address, unsigned int bits);

/**
 * image_find() - the block, cluster or register with a full name
 * @length: of @name, which need not end there
 * @kind: enum image_name_kind of what was found
 *
 * Return: its index, or IMAGE_NONE.
 */
uint32_t image_find(const struct hwreg_board *board, const char *name, size_t length,
		    unsigned int *kind);

#endif
