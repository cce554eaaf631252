// A thread-local variable that is not in the static area: each thread that uses it gets a block.
static _Thread_local char counters[1000];

int count(void)
{
	return ++counters[500];
}
