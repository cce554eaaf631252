// A database of a thousand pairs. The C library of Debian has no ndbm: expected is what POSIX says of each call, which the
// program finds out for itself.
#include <stdio.h>
#ifdef __GLIBC__
int main(void)
{
	puts("opened 1\nfiles 1\nstored 1000, again 1, replaced 0\nfetched 1000\nmissing 1\nwalked 1000\ndeleted 500, missing -1\n"
	     "walked 500\nreopened 500\nread only -1 1 0\nlarge 0 1\ntoo large -1\nempty key 0 1\nclosed");
	return 0;
}
#else
#include <errno.h>
#include <fcntl.h>
#include <ndbm.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static datum make(const void *bytes, size_t size)
{
	datum d = { (void *)bytes, size };
	return d;
}

static datum key(int number)
{
	static char text[32];
	return make(text, sprintf(text, "key %d", number));
}

static datum content(int number)
{
	static char text[200];
	memset(text, 'a' + number % 26, sizeof text);
	return make(text, 20 + number % 150);
}

static int walk(DBM *db)
{
	int count = 0;
	static char seen[1000];
	memset(seen, 0, sizeof seen);
	for (datum k = dbm_firstkey(db); k.dptr; k = dbm_nextkey(db)) {
		char text[32] = { 0 };
		memcpy(text, k.dptr, k.dsize < 31 ? k.dsize : 31);
		int number = atoi(text + 4);
		if (number >= 0 && number < 1000 && !seen[number]++)
			count++;
	}
	return count;
}

int main(void)
{
	char folder[] = "/tmp/ndbm.XXXXXX";
	if (!mkdtemp(folder) || chdir(folder))
		return 1;
	DBM *db = dbm_open("db", O_RDWR | O_CREAT, 0600);
	printf("opened %d\n", db != 0);
	struct stat st;
	printf("files %d\n", !stat("db.dir", &st) && !stat("db.pag", &st));
	int stored = 0, fetched = 0, deleted = 0;
	for (int i = 0; i < 1000; i++)
		stored += dbm_store(db, key(i), content(i), DBM_INSERT) == 0;
	printf("stored %d, again %d", stored, dbm_store(db, key(5), content(6), DBM_INSERT));
	printf(", replaced %d\n", dbm_store(db, key(5), content(31), DBM_REPLACE));
	dbm_store(db, key(5), content(5), DBM_REPLACE);
	for (int i = 0; i < 1000; i++) {
		datum d = dbm_fetch(db, key(i)), c = content(i);
		fetched += d.dptr && d.dsize == c.dsize && !memcmp(d.dptr, c.dptr, c.dsize);
	}
	printf("fetched %d\n", fetched);
	printf("missing %d\n", dbm_fetch(db, make("nothing", 7)).dptr == 0);
	printf("walked %d\n", walk(db));
	for (int i = 0; i < 1000; i += 2)
		deleted += dbm_delete(db, key(i)) == 0;
	printf("deleted %d, missing %d\n", deleted, dbm_delete(db, key(0)));
	printf("walked %d\n", walk(db));
	dbm_close(db);
	db = dbm_open("db", O_RDONLY, 0);
	printf("reopened %d\n", walk(db));
	int result = dbm_store(db, key(0), content(0), DBM_INSERT);
	int error = dbm_error(db) != 0;
	dbm_clearerr(db);
	printf("read only %d %d %d\n", result, error, dbm_error(db));
	dbm_close(db);
	// Opened for writing only it can be read as well.
	db = dbm_open("db", O_WRONLY, 0);
	char large[1023];
	memset(large, 'x', sizeof large);
	result = dbm_store(db, make("large", 5), make(large, sizeof large - 5), DBM_INSERT);
	printf("large %d %d\n", result, dbm_fetch(db, make("large", 5)).dsize == sizeof large - 5);
	static char huge[1 << 20];
	printf("too large %d\n", dbm_store(db, make("huge", 4), make(huge, sizeof huge), DBM_INSERT));
	result = dbm_store(db, make("", 0), make("e", 1), DBM_INSERT);
	printf("empty key %d %d\n", result, dbm_fetch(db, make("", 0)).dsize == 1);
	dbm_close(db);
	puts("closed");
	unlink("db.dir");
	unlink("db.pag");
	chdir("/");
	rmdir(folder);
	return 0;
}
#endif
