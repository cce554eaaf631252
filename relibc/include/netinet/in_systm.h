/* BSD: types of the network's byte order. */
#ifndef _RELIBC_NETINET_IN_SYSTM_H
#define _RELIBC_NETINET_IN_SYSTM_H

#define __NEED_uint16_t
#define __NEED_uint32_t
#include <bits/alltypes.h>

typedef uint16_t n_short;
typedef uint32_t n_long, n_time;

#endif
