/* Another name of termios.h. */
#ifndef _RELIBC_SYS_TERMIOS_H
#define _RELIBC_SYS_TERMIOS_H

#include <termios.h>

#endif
