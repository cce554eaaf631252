// ftok: the same key for the same file and number, whatever its name; others for others.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <unistd.h>

int main(void)
{
	char one[] = "/tmp/keysXXXXXX", two[] = "/tmp/keysXXXXXX", other[40];
	close(mkstemp(one)), close(mkstemp(two));
	snprintf(other, sizeof other, "%s-link", one);
	link(one, other);
	key_t key = ftok(one, 'k');
	printf("made %d, again %d, by another name %d\n", key != (key_t)-1, key == ftok(one, 'k'), key == ftok(other, 'k'));
	printf("another number %d, only its low byte %d\n", key != ftok(one, 'l'), key == ftok(one, 'k' + 256));
	printf("another file %d\n", key != ftok(two, 'k'));
	errno = 0;
	key = ftok("/no/such", 1);
	printf("none %d %d\n", key == (key_t)-1, errno == ENOENT);
	unlink(one), unlink(other);
	return unlink(two);
}
