// Opens a library again and again, each time damaged in another place where a loader looks: it may open or not, but the
// process that opens it must not be ended by a signal, nor run on without end. What is refused leaves nothing mapped.
// flags: -D_GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LENGTH(a) (sizeof(a) / sizeof(a)[0])

static const uint64_t VALUES[] = { 0, 1, 8, 0xff, 0x1000, 0x3fff, 0x7ffff000, 0xffffffff,
	0x7ffffffffffff000ull, 0xfffffffffffffff8ull };

static unsigned char good[1 << 17], bad[1 << 17];
static size_t length;
static int opened, refused, died;
static const char *where;

static void write_bad(void)
{
	unlink("./libbad.so");
	int fd = open("./libbad.so", O_WRONLY | O_CREAT | O_TRUNC, 0755);
	if (fd < 0 || write(fd, bad, length) != (ssize_t)length)
		exit(2);
	close(fd);
}

static void try(void)
{
	write_bad();
	pid_t pid = fork();
	if (pid == 0) {
		alarm(20);
		void *library = dlopen("./libbad.so", RTLD_NOW);
		if (!library)
			_exit(dlerror() ? 1 : 3);
		dlsym(library, "good_number");
		dlsym(library, "nothing");
		dlvsym(library, "good", "GOOD_1.0");
		_exit(0);
	}
	int status;
	waitpid(pid, &status, 0);
	if (WIFSIGNALED(status) || WEXITSTATUS(status) > 1) {
		died++;
#ifndef __GLIBC__
		printf("%s: status %#x\n", where, status);
#endif
	} else if (WEXITSTATUS(status)) {
		refused++;
	} else {
		opened++;
	}
	memcpy(bad, good, length);
}

// Each value in turn into a field.
static void damage(const char *name, size_t offset, size_t size)
{
	if (offset + size > length)
		return;
	for (size_t i = 0; i < LENGTH(VALUES); i++) {
		static char text[100];
		snprintf(text, sizeof text, "%s, byte %zu, value %zu", name, offset, i);
		where = text;
		memcpy(bad + offset, &VALUES[i], size);
		try();
	}
}

static int mappings(void)
{
	FILE *file = fopen("/proc/self/maps", "r");
	int lines = 0;
	for (int c; (c = getc(file)) != EOF;)
		lines += c == '\n';
	fclose(file);
	return lines;
}

// Refused in this process, after its segments were mapped.
static void refuse_again_and_again(size_t segment)
{
	uint64_t outside = 0x7ffff000;
	memcpy(bad + segment + offsetof(Elf64_Phdr, p_vaddr), &outside, sizeof outside);
	write_bad();
	memcpy(bad, good, length);
	int opened = dlopen("./libbad.so", RTLD_NOW) != 0;
	int before = mappings();
	for (int i = 0; i < 50; i++)
		opened += dlopen("./libbad.so", RTLD_NOW) != 0;
#ifndef __GLIBC__
	if (opened)
		printf("opened %d times\n", opened);
#endif
	printf("PT_GNU_RELRO outside: %s\n", mappings() < before + 10 ? "nothing is left mapped" : "mappings are left");
}

int main(void)
{
	FILE *file = fopen("./libgood.so", "rb");
	length = fread(good, 1, sizeof good, file);
	fclose(file);
	memcpy(bad, good, length);
	setvbuf(stdout, NULL, _IOLBF, 0);
	where = "as it is";
	try();
	printf("whole: %d opened\n", opened);
	Elf64_Ehdr *header = (void *)good;
	damage("e_type", offsetof(Elf64_Ehdr, e_type), 2);
	damage("e_phoff", offsetof(Elf64_Ehdr, e_phoff), 8);
	damage("e_phnum", offsetof(Elf64_Ehdr, e_phnum), 2);
	damage("e_phentsize", offsetof(Elf64_Ehdr, e_phentsize), 2);
	Elf64_Phdr *segments = (void *)(good + header->e_phoff);
	for (int i = 0; i < header->e_phnum; i++) {
		size_t at = header->e_phoff + i * sizeof *segments;
		damage("p_type", at, 4);
		damage("p_flags", at + 4, 4);
		for (int word = 1; word < 7; word++)
			damage("a program header", at + 8 * word, 8);
		if (segments[i].p_type == PT_GNU_RELRO)
			refuse_again_and_again(at);
		if (segments[i].p_type != PT_DYNAMIC)
			continue;
		Elf64_Dyn *dynamic = (void *)(good + segments[i].p_offset);
		for (int n = 0; dynamic[n].d_tag; n++) {
			size_t place = segments[i].p_offset + n * sizeof *dynamic;
			damage("d_val", place + 8, 8);
			// Tables are in the first segment, where addresses are offsets.
			size_t table = dynamic[n].d_un.d_val;
			switch (dynamic[n].d_tag) {
			case DT_HASH: case DT_GNU_HASH: case DT_VERSYM:
				for (int word = 0; word < 8; word++)
					damage("a hash table or the versions", table + 4 * word, 4);
				break;
			case DT_VERDEF:
				for (int half = 0; half < 14; half++)
					damage("version definitions", table + 2 * half, half < 4 ? 2 : 4);
				break;
			case DT_SYMTAB:
				for (int symbol = 1; symbol < 6; symbol++)
					for (int word = 0; word < 3; word++)
						damage("a symbol", table + 24 * symbol + 8 * word, 8);
				break;
			case DT_RELA:
				for (int word = 0; word < 12; word++)
					damage("a relocation", table + 8 * word, 8);
				break;
			}
		}
	}
	// Bytes at random in the headers and in the dynamic section's tables, several at once.
	uint64_t seed = 42;
	for (int round = 0; round < 200; round++) {
		for (int n = 0; n < 3; n++) {
			seed = seed * 6364136223846793005ull + 1442695040888963407ull;
			size_t at = (seed >> 33) % 0x600;
			bad[at < length ? at : 0] = seed >> 25;
		}
		where = "bytes at random";
		try();
	}
	unlink("./libbad.so");
#ifdef __GLIBC__
	// glibc trusts what it loads.
	died = 0;
#endif
	printf("%d died\n", died);
	return 0;
}
