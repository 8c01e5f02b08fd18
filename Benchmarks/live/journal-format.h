/* What a journal file consists of: a header, and objects behind one another, each at a multiple of eight bytes. Numbers
 * are little-endian; those that link to an object are its offset in the file, 0 for none.
 * Source: systemd, docs/JOURNAL_FILE_FORMAT.md; the plain variant, in which nothing is compressed, offsets have 64 bits
 * and hashes are Jenkins lookup3 without a key. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Of objects. */
enum { DATA = 1, FIELD, ENTRY, DATA_TABLE, FIELD_TABLE, ARRAY };
/* Of a file: closed, being written, renamed and written no more. */
enum { OFFLINE, ONLINE, ARCHIVED };

typedef struct {
  uint8_t bytes[16];
} id;

struct header {
  char signature[8];
  uint32_t compatible, incompatible;
  uint8_t state, reserved[7];
  id file, machine, tail_boot, sequence;
  uint64_t header_size, arena_size;
  uint64_t data_table, data_table_size, field_table, field_table_size; /* of the places, behind the object's header */
  uint64_t tail_object, n_objects, n_entries;
  uint64_t tail_number, head_number, array;
  uint64_t head_realtime, tail_realtime, tail_monotonic;
  uint64_t n_data, n_fields, n_tags, n_arrays, data_depth, field_depth;
  uint32_t tail_array, tail_array_entries;
};
struct object {
  uint8_t type, flags, reserved[6];
  uint64_t size; /* without the padding to eight bytes */
};
struct data {
  struct object object;
  uint64_t hash, next_in_place, next_of_field;
  uint64_t entry, array, n_entries; /* the first entry of the value, the chain of arrays with all others */
  char payload[];                   /* NAME=value */
};
struct field {
  struct object object;
  uint64_t hash, next_in_place, head_data;
  char payload[]; /* NAME */
};
struct item {
  uint64_t data, hash;
};
struct entry {
  struct object object;
  uint64_t number, realtime, monotonic;
  id boot;
  uint64_t xor_hash; /* of the hashes of all items */
  struct item items[];
};
struct table {
  struct object object;
  struct place {
    uint64_t head, tail;
  } places[];
};
struct array {
  struct object object;
  uint64_t next, entries[];
};

static uint32_t rotated(uint32_t x, int by) { return x << by | x >> (32 - by); }

/* Of a value with its field's name, or of a name: Bob Jenkins' lookup3, both halves of its result. */
static uint64_t hash(const char *text, size_t length) {
  uint32_t a = 0xdeadbeef + (uint32_t)length, b = a, c = a, word[3];
  if (length == 0) return (uint64_t)c << 32 | b;
  for (; length > 12; length -= 12, text += 12) {
    memcpy(word, text, 12);
    a += word[0], b += word[1], c += word[2];
    a -= c, a ^= rotated(c, 4), c += b, b -= a, b ^= rotated(a, 6), a += c, c -= b, c ^= rotated(b, 8), b += a;
    a -= c, a ^= rotated(c, 16), c += b, b -= a, b ^= rotated(a, 19), a += c, c -= b, c ^= rotated(b, 4), b += a;
  }
  memset(word, 0, 12);
  memcpy(word, text, length);
  a += word[0], b += word[1], c += word[2];
  c ^= b, c -= rotated(b, 14), a ^= c, a -= rotated(c, 11), b ^= a, b -= rotated(a, 25), c ^= b, c -= rotated(b, 16);
  a ^= c, a -= rotated(c, 4), b ^= a, b -= rotated(a, 14), c ^= b, c -= rotated(b, 24);
  return (uint64_t)c << 32 | b;
}
