// The user and group databases: root is there by name and by number, walks, buffers too small, names unknown.
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
	struct passwd *p = getpwnam("root"), one, *q;
	printf("%s %d %d %d\n", p->pw_name, p->pw_uid, p->pw_gid, p->pw_dir[0] == '/' && p->pw_shell[0] == '/');
	p = getpwuid(0);
	printf("%s\n", p->pw_name);
	errno = 0;
	p = getpwnam("no such user");
	printf("none %d %d\n", p == 0, errno == 0 || errno == ENOENT);
	printf("none %d\n", getpwuid(3999999999u) == 0);
	char b[2000];
	printf("%d", getpwnam_r("root", &one, b, sizeof b, &q));
	printf(" %d %s %d\n", q == &one, one.pw_name, one.pw_name >= b && one.pw_name < b + sizeof b);
	printf("%d", getpwuid_r(0, &one, b, sizeof b, &q));
	printf(" %d %s\n", q == &one, one.pw_name);
	int r = getpwuid_r(0, &one, b, 3, &q);
	printf("small %d %d\n", r == ERANGE, q == 0);
	r = getpwnam_r("no such user", &one, b, sizeof b, &q);
	printf("none %d %d\n", r == 0 || r == ENOENT, q == 0);
	int roots = 0, again = 0;
	setpwent();
	while ((p = getpwent()))
		roots += p->pw_uid == 0 && !strcmp(p->pw_name, "root");
	setpwent();
	while ((p = getpwent()))
		again += p->pw_uid == 0 && !strcmp(p->pw_name, "root");
	endpwent();
	printf("walks %d %d\n", roots, again);

	struct group *g = getgrnam("root"), two, *h;
	printf("%s %d %d\n", g->gr_name, g->gr_gid, g->gr_mem != 0);
	g = getgrgid(0);
	printf("%s\n", g->gr_name);
	printf("none %d %d\n", getgrnam("no such group") == 0, getgrgid(3999999999u) == 0);
	printf("%d", getgrnam_r("root", &two, b, sizeof b, &h));
	printf(" %d %s\n", h == &two, two.gr_name);
	printf("%d", getgrgid_r(0, &two, b, sizeof b, &h));
	printf(" %d %s\n", h == &two, two.gr_name);
	r = getgrgid_r(0, &two, b, 3, &h);
	printf("small %d %d\n", r == ERANGE, h == 0);
	r = getgrnam_r("no such group", &two, b, sizeof b, &h);
	printf("none %d %d\n", r == 0 || r == ENOENT, h == 0);
	roots = again = 0;
	setgrent();
	while ((g = getgrent()))
		roots += g->gr_gid == 0 && !strcmp(g->gr_name, "root");
	setgrent();
	while ((g = getgrent()))
		again += g->gr_gid == 0 && !strcmp(g->gr_name, "root");
	endgrent();
	printf("walks %d %d\n", roots, again);
	return 0;
}
