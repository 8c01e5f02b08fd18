/* Writes a journal as journald does, at far less cost: journal-writer RATE SECONDS FOLDER
 * RATE entries a second for SECONDS, stamped with the clock, 21 fields each as journald has them, of six units, into
 * FOLDER/system.journal, renamed when it is full. At the end prints the entries written and the processor time
 * that took, in seconds.
 *
 * What a reader can notice is as journald does it: the order of writing, files that grow by 8 MiB and are renamed at
 * 128 MiB or when the hash table is three quarters full, and that are cut to their own size every 250 ms, so that inotify
 * tells of what was written through the mapping. Only fdatasync is left out: the disk is not what is measured. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "journal-format.h"

/* A file's last entry may need new arrays, 20 MiB at most. */
enum { GROWTH = 8 << 20, MAX_SIZE = 128 << 20, MAPPED = MAX_SIZE + (32 << 20) };
/* journald's: one place for each 576 bytes of the largest size, and a fixed number for the fields. */
enum { DATA_PLACES = MAX_SIZE / 576, FIELD_PLACES = 1023 };
enum { UNITS = 6, FIELDS = 21, PRIORITIES = 4, MAX_VALUES = 128 };

/* The end of a chain of arrays of entries. */
struct chain {
  uint64_t tail, used, room;
};
/* A value, and where the file at hand has it (0: not yet); with its field's name and where that is. */
struct name {
  char text[32];
  uint64_t offset;
};
struct value {
  char text[160];
  size_t length;
  uint64_t hash, offset;
  struct chain chain;
  struct name *name;
};

static const char *folder;
static char path[4096];
static int descriptor = -1;
static struct header *header; /* the file at hand, mapped; every offset counts from here */
static uint64_t end;          /* of its last object */
static struct chain all;      /* of all its entries */
static uint64_t number;       /* of the last entry; goes on from file to file */
static id machine, boot, sequence;
static struct name names[FIELDS];
static struct value values[MAX_VALUES]; /* those that come again and again */
static int n_names, n_values;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void *at(uint64_t offset) { return (char *)header + offset; }

static id random_id(void) {
  id new;
  if (getrandom(&new, sizeof new, 0) != sizeof new) fail("getrandom");
  return new;
}

struct digits {
  char text[33];
};
static struct digits hex(id of) {
  struct digits digits;
  for (int i = 0; i < 16; i++) sprintf(digits.text + 2 * i, "%02x", of.bytes[i]);
  return digits;
}

/* Readers go by what is linked: what an object says must be in memory before the link to it. */
static void publish(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

/* A new object at the end of the file, all zero but for its head. */
static uint64_t append(uint8_t type, uint64_t size) {
  uint64_t offset = end, allocated = header->header_size + header->arena_size;
  end = (offset + size + 7) & ~7ul;
  if (end > allocated) {
    uint64_t size = (end + GROWTH - 1) / GROWTH * GROWTH;
    if ((errno = posix_fallocate(descriptor, 0, (off_t)size)) != 0) fail(path);
    header->arena_size = size - header->header_size;
  }
  struct object *object = at(offset);
  object->type = type, object->size = size;
  header->tail_object = offset, header->n_objects++;
  return offset;
}

/* Puts an object into the list of its place in a hash table: `next` is how far in an object its link is. */
static void link_to_place(uint64_t table, uint64_t table_size, uint64_t hash, uint64_t offset, size_t next) {
  struct place *place = (struct place *)at(table) + hash % (table_size / sizeof(struct place));
  publish();
  *(place->tail ? (uint64_t *)at(place->tail + next) : &place->head) = offset;
  place->tail = offset;
}

static void add_name(struct name *name) {
  size_t length = strlen(name->text);
  name->offset = append(FIELD, sizeof(struct field) + length);
  struct field *field = at(name->offset);
  field->hash = hash(name->text, length);
  memcpy(field->payload, name->text, length);
  link_to_place(header->field_table, header->field_table_size, field->hash, name->offset,
                offsetof(struct field, next_in_place));
  header->n_fields++;
}

static void add_value(struct value *value) {
  if (value->name->offset == 0) add_name(value->name);
  value->offset = append(DATA, sizeof(struct data) + value->length);
  struct data *data = at(value->offset);
  data->hash = value->hash;
  memcpy(data->payload, value->text, value->length);
  struct field *field = at(value->name->offset);
  link_to_place(header->data_table, header->data_table_size, value->hash, value->offset,
                offsetof(struct data, next_in_place));
  data->next_of_field = field->head_data, field->head_data = value->offset;
  header->n_data++;
}

/* Adds an entry to a chain of arrays, each twice as large as the one before. */
static void link_to_chain(uint64_t *first, struct chain *chain, uint64_t entry) {
  if (chain->used < chain->room) {
    ((struct array *)at(chain->tail))->entries[chain->used++] = entry;
    return;
  }
  uint64_t *link = chain->tail ? &((struct array *)at(chain->tail))->next : first;
  chain->room = chain->room ? 2 * chain->room : 4, chain->used = 1;
  chain->tail = append(ARRAY, sizeof(struct array) + chain->room * sizeof(uint64_t));
  ((struct array *)at(chain->tail))->entries[0] = entry;
  publish();
  *link = chain->tail;
  header->n_arrays++;
}

static void create(void) {
  if (snprintf(path, sizeof path, "%s/system.journal", folder) >= (int)sizeof path) exit(64);
  descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
  if (descriptor < 0 || (errno = posix_fallocate(descriptor, 0, GROWTH)) != 0) fail(path);
  /* Beyond the file's end until it has grown. */
  header = mmap(NULL, MAPPED, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (header == MAP_FAILED) fail(path);
  header->file = random_id(), header->machine = machine, header->tail_boot = boot, header->sequence = sequence;
  header->header_size = end = sizeof(struct header);
  header->arena_size = GROWTH - header->header_size;
  header->field_table_size = FIELD_PLACES * sizeof(struct place);
  header->data_table_size = DATA_PLACES * sizeof(struct place);
  header->field_table = append(FIELD_TABLE, sizeof(struct table) + header->field_table_size) + sizeof(struct table);
  header->data_table = append(DATA_TABLE, sizeof(struct table) + header->data_table_size) + sizeof(struct table);
  header->state = ONLINE;
  publish();
  memcpy(header->signature, "LPKSHHRH", 8);
  memset(&all, 0, sizeof all);
  for (int i = 0; i < n_names; i++) names[i].offset = 0;
  for (int i = 0; i < n_values; i++) values[i].offset = 0, memset(&values[i].chain, 0, sizeof(struct chain));
}

static void tell(void) {
  if (ftruncate(descriptor, (off_t)(header->header_size + header->arena_size)) != 0) fail(path);
}

static void leave(uint8_t state) {
  header->state = state;
  tell();
  munmap(header, MAPPED);
  close(descriptor);
}

static void rotate(void) {
  char archive[sizeof path + 80];
  snprintf(archive, sizeof archive, "%s/system@%s-%016lx-%016lx.journal", folder, hex(sequence).text,
           header->head_number, header->head_realtime);
  if (rename(path, archive) != 0) fail(archive);
  leave(ARCHIVED);
  create();
}

static void write_entry(struct value *fields[FIELDS], uint64_t realtime, uint64_t monotonic) {
  if (end >= MAX_SIZE || header->n_data * 4 > DATA_PLACES * 3ul) rotate();
  struct item items[FIELDS];
  uint64_t xor_hash = 0;
  for (int i = 0; i < FIELDS; i++) {
    if (fields[i]->offset == 0) add_value(fields[i]);
    struct item item = {fields[i]->offset, fields[i]->hash};
    xor_hash ^= item.hash;
    int place = i; /* by their offsets */
    for (; place > 0 && items[place - 1].data > item.data; place--) items[place] = items[place - 1];
    items[place] = item;
  }
  /* The header tells an entry's number before the entry is there. */
  header->tail_number = ++number;
  if (header->head_number == 0) header->head_number = number;
  uint64_t offset = append(ENTRY, sizeof(struct entry) + sizeof items);
  struct entry *entry = at(offset);
  entry->number = number, entry->realtime = realtime, entry->monotonic = monotonic, entry->boot = boot;
  entry->xor_hash = xor_hash;
  memcpy(entry->items, items, sizeof items);
  publish();
  link_to_chain(&header->array, &all, offset);
  header->tail_array = (uint32_t)all.tail, header->tail_array_entries = (uint32_t)all.used;
  publish();
  header->n_entries++;
  if (header->head_realtime == 0) header->head_realtime = realtime;
  header->tail_realtime = realtime, header->tail_monotonic = monotonic;
  for (int i = 0; i < FIELDS; i++) {
    struct data *data = at(fields[i]->offset);
    if (data->n_entries == 0) data->entry = offset;
    else link_to_chain(&data->array, &fields[i]->chain, offset);
    publish();
    data->n_entries++;
  }
}

__attribute__((format(printf, 2, 0))) static void set(struct value *value, const char *format, va_list arguments) {
  int length = vsnprintf(value->text, sizeof value->text, format, arguments);
  if (length < 0 || length >= (int)sizeof value->text) exit(70);
  value->length = (size_t)length;
  value->hash = hash(value->text, value->length);
  value->offset = 0;
  if (value->name != NULL) return;
  int i = 0;
  size_t name = strcspn(value->text, "=");
  while (i < n_names && (strncmp(names[i].text, value->text, name) != 0 || names[i].text[name] != 0)) i++;
  if (i == n_names) memcpy(names[n_names++].text, value->text, name);
  value->name = &names[i];
}

/* A value that no other entry has, so that none needs to be looked for. */
__attribute__((format(printf, 2, 3))) static void set_once(struct value *value, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  set(value, format, arguments);
  va_end(arguments);
}

/* A value that a file has once, however many entries have it. */
__attribute__((format(printf, 1, 2))) static struct value *repeated(const char *format, ...) {
  struct value *new = &values[n_values];
  new->name = NULL;
  va_list arguments;
  va_start(arguments, format);
  set(new, format, arguments);
  va_end(arguments);
  for (int i = 0; i < n_values; i++) {
    if (strcmp(values[i].text, new->text) == 0) return &values[i];
  }
  n_values++;
  return new;
}

static int64_t now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000000l + t.tv_nsec / 1000;
}

int main(int argc, char **argv) {
  if (argc < 4) return 64;
  int64_t rate = atol(argv[1]), seconds = atol(argv[2]), written = 0;
  folder = argv[3];
  machine = random_id(), boot = random_id(), sequence = random_id();
  static const char *units[UNITS] = {"nginx", "shop", "postgresql", "redis", "cron", "sshd"};
  struct value *fields[UNITS][FIELDS], *priorities[PRIORITIES], message = {0}, source = {0};
  for (int u = 0; u < UNITS; u++) {
    const char *unit = units[u];
    struct value *of_unit[FIELDS] = {
        &message, &source, NULL, /* the priority */
        repeated("_BOOT_ID=%s", hex(boot).text), repeated("_MACHINE_ID=%s", hex(machine).text),
        repeated("_HOSTNAME=web1"), repeated("_TRANSPORT=syslog"), repeated("SYSLOG_FACILITY=3"),
        repeated("SYSLOG_IDENTIFIER=%s", unit), repeated("SYSLOG_PID=%d", 1000 + u), repeated("_PID=%d", 1000 + u),
        repeated("_UID=33"), repeated("_GID=33"), repeated("_COMM=%s", unit), repeated("_EXE=/usr/sbin/%s", unit),
        repeated("_CMDLINE=/usr/sbin/%s -f", unit), repeated("_CAP_EFFECTIVE=0"),
        repeated("_SYSTEMD_CGROUP=/system.slice/%s.service", unit), repeated("_SYSTEMD_UNIT=%s.service", unit),
        repeated("_SYSTEMD_SLICE=system.slice"), repeated("_SYSTEMD_INVOCATION_ID=%s", hex(random_id()).text)};
    memcpy(fields[u], of_unit, sizeof of_unit);
  }
  for (int i = 0; i < PRIORITIES; i++) priorities[i] = repeated("PRIORITY=%d", 3 + i);
  create();
  uint64_t random = 88172645463325252ul;
  int64_t begin = now(CLOCK_REALTIME), began = now(CLOCK_MONOTONIC), told = began, passed;
  while (passed = now(CLOCK_MONOTONIC) - began, passed < seconds * 1000000) {
    int64_t due = passed * rate / 1000000 + 1, most = written + rate / 10 + 1;
    /* What it is behind it catches up in steps, so that it ends in time. */
    for (due = due < most ? due : most; written < due; written++) {
      random ^= random << 13, random ^= random >> 7, random ^= random << 17;
      int64_t time = written * 1000000 / rate;
      struct value **entry = fields[written % UNITS];
      entry[2] = priorities[3 - (random >> 60) / 5];
      set_once(&source, "_SOURCE_REALTIME_TIMESTAMP=%ld", begin + time - 10);
      set_once(&message, "MESSAGE=GET /api/v1/item/%lu 200 0.%03lus upstream=10.0.0.%lu:8080 req=%016lx", random % 100000,
               (random >> 20) % 1000, (random >> 30) % 8, random);
      write_entry(entry, (uint64_t)(begin + time), (uint64_t)(began + time));
    }
    if (began + passed - told >= 250000) tell(), told = began + passed;
    nanosleep(&(struct timespec){0, 10000000}, NULL);
  }
  leave(OFFLINE);
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  printf("%ld %.2f\n", written, (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                                    (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6);
  return fflush(stdout) != 0;
}
