// A program's own malloc serves the library, too, wherever the program frees or enlarges what the library returns.
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

static _Alignas(16) char area[1 << 22];
static size_t used;

static int own(const void *block) {
    return (const char *)block >= area && (const char *)block < area + sizeof area;
}

static size_t *size_of(void *block) { return (size_t *)((char *)block - 16); }

static void must_be_own(const void *block) {
    if (!own(block)) {
        static const char told[] = "a block of another heap\n";
        write(1, told, sizeof told - 1);
        _exit(1);
    }
}

void *malloc(size_t size) {
    size_t whole = 16 + (size + 15) / 16 * 16;
    if (size > sizeof area || whole > sizeof area - used) {
        errno = ENOMEM;
        return NULL;
    }
    char *block = area + used + 16;
    used += whole;
    *size_of(block) = size;
    return block;
}

void free(void *block) {
    if (block)
        must_be_own(block);
}

void *calloc(size_t count, size_t size) {
    void *block = malloc(count * size);
    return block ? memset(block, 0, count * size) : NULL;
}

void *realloc(void *old, size_t size) {
    void *block = malloc(size);
    if (old && block) {
        must_be_own(old);
        memcpy(block, old, *size_of(old) < size ? *size_of(old) : size);
    }
    return block;
}

static void show(const char *what, void *block) {
    printf("%s: %s\n", what, own(block) ? "own" : "foreign");
    free(block);
}

int main(void) {
    show("strdup", strdup("text"));
    show("strndup", strndup("text", 2));
    show("wcsdup", wcsdup(L"text"));
    show("realpath", realpath("/", NULL));
    show("getcwd", getcwd(NULL, 0));

    char *text = NULL;
    printf("%d ", asprintf(&text, "%d", 1234));
    show("asprintf", text);

    size_t room = 0;
    char *line = malloc(1);
    FILE *input = fmemopen("a line that is longer\nlast", 26, "r");
    printf("%zd ", getline(&line, &room, input));
    fclose(input);
    show("getline", line);

    char *word = NULL;
    printf("%d ", sscanf("some words", "%ms", &word));
    show("sscanf", word);

    size_t size = 0;
    char *stream = NULL;
    FILE *output = open_memstream(&stream, &size);
    fputs("to memory", output);
    fclose(output);
    printf("%zu ", size);
    show("open_memstream", stream);

    show("reallocarray", reallocarray(reallocarray(NULL, 3, 4), 30, 4));

    struct dirent **names = NULL;
    int count = scandir("/", &names, NULL, alphasort);
    show("scandir", names[0]);
    for (int i = 1; i < count; i++)
        free(names[i]);
    show("scandir's list", names);
    printf("%d\n", malloc(SIZE_MAX / 2) == NULL && errno == ENOMEM);
    return 0;
}
