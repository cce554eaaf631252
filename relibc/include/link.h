/* <link.h>: the loaded objects of a program (glibc). */
#ifndef _RELIBC_LINK_H
#define _RELIBC_LINK_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

#define ElfW(type) Elf64_##type

#ifdef __cplusplus
extern "C" {
#endif

/* What dl_iterate_phdr tells of an object. */
struct dl_phdr_info {
	ElfW(Addr) dlpi_addr;
	const char *dlpi_name;
	const ElfW(Phdr) *dlpi_phdr;
	ElfW(Half) dlpi_phnum;
	unsigned long long dlpi_adds;
	unsigned long long dlpi_subs;
	size_t dlpi_tls_modid;
	void *dlpi_tls_data;
};

/* An object as debuggers and dlinfo see it. */
struct link_map {
	ElfW(Addr) l_addr;
	char *l_name;
	ElfW(Dyn) *l_ld;
	struct link_map *l_next, *l_prev;
};

/* What the loader tells a debugger, at the address that DT_DEBUG of the program has. */
struct r_debug {
	int r_version;
	struct link_map *r_map;
	/* A function that the loader calls before and after it changes the list of objects. */
	ElfW(Addr) r_brk;
	enum { RT_CONSISTENT, RT_ADD, RT_DELETE } r_state;
	ElfW(Addr) r_ldbase;
};

int dl_iterate_phdr(int (*)(struct dl_phdr_info *, size_t, void *), void *);

#ifdef __cplusplus
}
#endif

#endif
