/* BIND 4's names of what arpa/nameser.h has. */
#ifndef _RELIBC_ARPA_NAMESER_COMPAT_H
#define _RELIBC_ARPA_NAMESER_COMPAT_H

#include <arpa/nameser.h>

#endif
