/*
 * profile: a QEMU plugin that counts how often each block of guest code is executed.
 *
 *   -plugin profile.so,start=ADDRESS:HEX,stop=ADDRESS:HEX,out=FILE
 *
 * Counting begins when the code HEX at ADDRESS (both in hexadecimal) is first executed, and ends when
 * the one at stop is, if that is given and comes later.
 * At QEMU's end FILE gets a line for each block: times executed, instructions, address,
 * the block's bytes.  The bytes tell programs at the same address apart.
 *
 * The declarations below are those parts of QEMU's plugin interface, version 1, that are
 * used here; Debian has no package with its header.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef struct qemu_info qemu_info_t;

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
	void (*cb)(qemu_plugin_id_t id, struct qemu_plugin_tb *tb));
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *tb, int op_add, void *counter,
	uint64_t step);
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb,
	void (*cb)(unsigned cpu, void *data), int no_registers, void *data);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, void (*cb)(qemu_plugin_id_t id, void *data),
	void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

/* Longest instruction (Intel SDM volume 2, 2.3.11), and the most in a block of QEMU's. */
enum { INSN_MAX = 15, BLOCK_MAX = 512 };

struct block {
	struct block *next;
	uint64_t count, at_stop, address, instructions;
	size_t size;
	unsigned char code[];
};

static struct block *blocks;
static struct mark {
	uint64_t address;
	unsigned char code[64];
	size_t size;
	bool reached;
} start, stop;
static const char *out;

static void begin(unsigned cpu, void *data)
{
	(void)cpu, (void)data;
	if (start.reached)
		return;
	start.reached = true;
	for (struct block *b = blocks; b; b = b->next)
		b->count = 0;
}

static void end(unsigned cpu, void *data)
{
	(void)cpu, (void)data;
	if (!start.reached || stop.reached)
		return;
	stop.reached = true;
	for (struct block *b = blocks; b; b = b->next)
		b->at_stop = b->count;
}

static bool is_at(const struct mark *mark, const struct block *b)
{
	size_t common = b->size < mark->size ? b->size : mark->size;
	return mark->size && b->address == mark->address && !memcmp(b->code, mark->code, common);
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	unsigned char code[INSN_MAX * BLOCK_MAX];
	size_t size = 0, n = qemu_plugin_tb_n_insns(tb);

	(void)id;
	for (size_t i = 0; i < n && i < BLOCK_MAX; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		size_t len = qemu_plugin_insn_size(insn);
		memcpy(code + size, qemu_plugin_insn_data(insn), len);
		size += len;
	}
	struct block *b = malloc(sizeof *b + size);
	if (!b)
		abort();
	*b = (struct block){ blocks, 0, 0, qemu_plugin_tb_vaddr(tb), n, size };
	memcpy(b->code, code, size);
	blocks = b;
	if (is_at(&start, b))
		qemu_plugin_register_vcpu_tb_exec_cb(tb, begin, 0, NULL);
	if (is_at(&stop, b))
		qemu_plugin_register_vcpu_tb_exec_cb(tb, end, 0, NULL);
	qemu_plugin_register_vcpu_tb_exec_inline(tb, 0, &b->count, 1);
}

static void finish(qemu_plugin_id_t id, void *data)
{
	FILE *f = fopen(out, "w");

	(void)id, (void)data;
	if (!f)
		return;
	for (struct block *b = start.reached ? blocks : NULL; b; b = b->next) {
		uint64_t count = stop.reached ? b->at_stop : b->count;
		if (!count)
			continue;
		fprintf(f, "%llu %llu %llx ", (unsigned long long)count,
			(unsigned long long)b->instructions, (unsigned long long)b->address);
		for (size_t i = 0; i < b->size; i++)
			fprintf(f, "%02x", b->code[i]);
		fputc('\n', f);
	}
	fclose(f);
}

/* ADDRESS:HEX */
static void parse(struct mark *mark, const char *s)
{
	char *code;
	unsigned byte;

	mark->address = strtoull(s, &code, 16);
	for (code++; mark->size < sizeof mark->code && sscanf(code, "%2x", &byte) == 1; code += 2)
		mark->code[mark->size++] = (unsigned char)byte;
}

__attribute__((visibility("default")))
int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	(void)info;
	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "start=", 6)) {
			parse(&start, argv[i] + 6);
		} else if (!strncmp(argv[i], "stop=", 5)) {
			parse(&stop, argv[i] + 5);
		} else if (!strncmp(argv[i], "out=", 4)) {
			out = argv[i] + 4;
		} else {
			fprintf(stderr, "profile: unknown argument %s\n", argv[i]);
			return 1;
		}
	}
	if (!out || !start.size)
		return 1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, finish, NULL);
	return 0;
}
