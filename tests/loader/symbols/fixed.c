// needs: versions data symbolic common
// flags: -no-pie -fno-pic -rdynamic -Wl,-rpath,$ORIGIN
#include "main.h"
