/* Which interfaces the program asked for. With no request at all, and not in strict ISO C mode,
 * everything of POSIX, X/Open and BSD is there. */
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
