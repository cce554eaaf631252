/* Which interfaces the program asked for. With no request at all, and not in strict ISO C mode,
 * everything of POSIX, X/Open and BSD is there.
 *
 * Headers ask what is shown by __RELIBC_C (2011), __RELIBC_POSIX (202405), __RELIBC_XSI (800): the edition or 0; and by
 * __RELIBC_BSD and __RELIBC_GNU: 1 or 0. */
#ifndef _FEATURES_H
#define _FEATURES_H

#if defined(_ALL_SOURCE) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE 1
#endif
#if defined(_DEFAULT_SOURCE) && !defined(_BSD_SOURCE)
#define _BSD_SOURCE 1
#endif
#if !defined(_POSIX_SOURCE) && !defined(_POSIX_C_SOURCE) && !defined(_XOPEN_SOURCE) \
    && !defined(_GNU_SOURCE) && !defined(_BSD_SOURCE) && !defined(__STRICT_ANSI__)
#define _BSD_SOURCE 1
#define _XOPEN_SOURCE 800
#endif

#ifdef _GNU_SOURCE
#define __RELIBC_GNU 1
#else
#define __RELIBC_GNU 0
#endif

#if defined(_GNU_SOURCE) || defined(_BSD_SOURCE)
#define __RELIBC_BSD 1
#else
#define __RELIBC_BSD 0
#endif

#ifdef _GNU_SOURCE
#define __RELIBC_XSI 800
#elif _XOPEN_SOURCE + 0 >= 800
#define __RELIBC_XSI 800
#elif _XOPEN_SOURCE + 0 >= 700
#define __RELIBC_XSI 700
#elif _XOPEN_SOURCE + 0 >= 600
#define __RELIBC_XSI 600
#elif _XOPEN_SOURCE + 0 >= 500
#define __RELIBC_XSI 500
#elif defined(_XOPEN_SOURCE)
#define __RELIBC_XSI 1
#else
#define __RELIBC_XSI 0
#endif

#if __RELIBC_BSD || __RELIBC_XSI >= 800 || _POSIX_C_SOURCE + 0 >= 202405L
#define __RELIBC_POSIX 202405
#elif __RELIBC_XSI >= 700 || _POSIX_C_SOURCE + 0 >= 200809L
#define __RELIBC_POSIX 200809
#elif __RELIBC_XSI >= 600 || _POSIX_C_SOURCE + 0 >= 200112L
#define __RELIBC_POSIX 200112
#elif __RELIBC_XSI || defined(_POSIX_C_SOURCE) || defined(_POSIX_SOURCE)
#define __RELIBC_POSIX 199506
#else
#define __RELIBC_POSIX 0
#endif

/* POSIX.1-2024 has C17's library. */
#if __RELIBC_GNU || __STDC_VERSION__ > 201710L || __cplusplus > 202002L
#define __RELIBC_C 2023
#elif __RELIBC_POSIX >= 202405 || __STDC_VERSION__ >= 201112L || __cplusplus >= 201103L
#define __RELIBC_C 2011
#else
#define __RELIBC_C 1999
#endif

#ifdef __cplusplus
#undef _Noreturn
#define _Noreturn __attribute__((__noreturn__))
#elif __STDC_VERSION__ < 201112L
#define _Noreturn __attribute__((__noreturn__))
#endif

#if __STDC_VERSION__ < 199901L || defined(__cplusplus)
#ifndef __restrict
#define __restrict __restrict__
#endif
#else
#define __restrict restrict
#endif

#endif
