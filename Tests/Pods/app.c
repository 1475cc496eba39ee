/* The app of the pods whose image holds nothing but this program, linked statically: no shell, no libraries.
 *
 *   app WORD...   a word that begins with "/": prints that file; digits: ends with that exit code; "wait": waits for
 *                 SIGTERM, says so with the number of its process, and ends with 3; anything else: prints that variable
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t ended;

static void end(int number) {
  (void)number;
  ended = 1;
}

static void print_file(const char *path) {
  char text[4096];
  FILE *file = fopen(path, "r");
  size_t count = file ? fread(text, 1, sizeof text, file) : 0;
  printf("%s=%.*s\n", path, (int)count, file ? text : "");
  if (file) fclose(file);
}

int main(int count, char **words) {
  for (int index = 1; index < count; index++) {
    const char *word = words[index];
    if (word[0] == '/') {
      print_file(word);
    } else if (word[0] >= '0' && word[0] <= '9') {
      return atoi(word);
    } else if (strcmp(word, "wait") == 0) {
      signal(SIGTERM, end);
      puts("waiting");
      fflush(stdout);
      while (!ended) usleep(10000);
      printf("SIGTERM for process %d\n", (int)getpid());
      return 3;
    } else {
      const char *value = getenv(word);
      printf("%s=%s\n", word, value ? value : "(not set)");
    }
  }
}
