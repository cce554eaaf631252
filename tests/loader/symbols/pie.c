// needs: versions data symbolic common
// flags: -pie -fPIE -rdynamic -Wl,-rpath,$ORIGIN
#include "main.h"
