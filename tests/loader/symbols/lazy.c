// needs: versions data symbolic common
// flags: -pie -fPIE -Wl,-z,lazy -rdynamic -Wl,-rpath,$ORIGIN
#include "main.h"
