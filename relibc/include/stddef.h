/* ISO C: common definitions, without <features.h>: programs say what they ask for after this header, too.
 * With __need_NULL only NULL is defined, for the headers that must. */
#undef NULL
#if __cplusplus >= 201103L
#define NULL nullptr
#elif defined(__cplusplus)
#define NULL 0L
#else
#define NULL ((void *)0)
#endif

#ifndef __need_NULL
#ifndef _RELIBC_STDDEF_H
#define _RELIBC_STDDEF_H

#define __NEED_ptrdiff_t
#define __NEED_size_t
#define __NEED_wchar_t
#if __STDC_VERSION__ >= 201112L || __cplusplus >= 201103L
#define __NEED_max_align_t
#endif
#include <bits/alltypes.h>

#define offsetof(type, member) __builtin_offsetof(type, member)

#endif
#endif
#undef __need_NULL
