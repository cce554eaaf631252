/* `_FORTIFY_SOURCE`: calls that write to an object whose size the compiler knows become calls of functions that check it
 * (`relibc/src/compatibility/checked.rs`; decision 0020). Headers that have such functions include this at their end. */
#ifndef _RELIBC_BITS_FORTIFY_H
#define _RELIBC_BITS_FORTIFY_H

#if defined(_FORTIFY_SOURCE) && defined(__OPTIMIZE__) && defined(__GNUC__)
#if _FORTIFY_SOURCE + 0 > 0
#define __RELIBC_FORTIFY 1

/* The bytes from a place to the end of the object, and for strings from level 2 of the member; or -1. */
#if _FORTIFY_SOURCE + 0 > 2 && (__GNUC__ > 11 || defined(__clang__))
#define __fortify_object(place) __builtin_dynamic_object_size(place, 0)
#define __fortify_text(place) __builtin_dynamic_object_size(place, 1)
#else
#define __fortify_object(place) __builtin_object_size(place, 0)
#define __fortify_text(place) __builtin_object_size(place, _FORTIFY_SOURCE > 1)
#endif

/* What printf and its kin are told: from level 2, to refuse %n in memory that can be written to. */
#define __fortify_flag (_FORTIFY_SOURCE - 1)

/* Whether a function can pass its further arguments on. */
#ifndef __clang__
#define __RELIBC_FORTIFY_PACK 1
#endif

#define __fortify_inline extern __inline __attribute__((__gnu_inline__, __always_inline__, __artificial__))
#endif
#endif

#endif
