// starts COUNT ROUNDS PROGRAM ARGUMENT...: starts a program COUNT times at once on two cores, as a node does on which many
// pods begin, ROUNDS times over. In its arguments, % stands for the number of the start.
//
// Prints, in microseconds: half of the starts, 99 of 100 and all were done so long after the first was asked for; and the
// CPU time of one start, with what it started and waited for. A start that fails ends it all; what they print goes to
// the file `log`.

#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum { most_starts = 100000, most_arguments = 64 };

static double done[most_starts];

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static double microseconds(struct timeval t) { return t.tv_sec * 1e6 + t.tv_usec; }

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

// The arguments of one start.
static char **numbered(char **arguments, int number) {
  char **result = calloc(most_arguments + 1, sizeof *result);
  for (int i = 0; i < most_arguments && arguments[i]; i++) {
    char *text = malloc(strlen(arguments[i]) + 12), *end = text;
    for (const char *c = arguments[i]; *c; c++) end += *c == '%' ? sprintf(end, "%d", number) : (*end = *c, 1);
    *end = 0;
    result[i] = text;
  }
  return result;
}

int main(int argument_count, char **arguments) {
  extern char **environ;
  if (argument_count < 4) return 64;
  int count = atoi(arguments[1]), rounds = atoi(arguments[2]);
  if (count < 1 || rounds < 1 || count > most_starts / rounds) return 64;

  cpu_set_t allowed, two;
  CPU_ZERO(&two);
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return 71;
  for (int i = 0; i < CPU_SETSIZE && CPU_COUNT(&two) < 2; i++)
    if (CPU_ISSET(i, &allowed)) CPU_SET(i, &two);
  if (sched_setaffinity(0, sizeof two, &two) != 0) return 71;

  posix_spawn_file_actions_t silence;
  posix_spawn_file_actions_init(&silence);
  posix_spawn_file_actions_addopen(&silence, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&silence, 1, "log", O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&silence, 1, 2);
  double cpu = 0;
  for (int round = 0; round < rounds; round++) {
    char **starts[count];
    for (int i = 0; i < count; i++) starts[i] = numbered(arguments + 3, round * count + i);
    double begin = now();
    for (int i = 0; i < count; i++)
      if (posix_spawn(&(pid_t){0}, starts[i][0], &silence, NULL, starts[i], environ) != 0) {
        perror(starts[i][0]);
        return 2;
      }
    for (int i = 0; i < count; i++) {
      int status;
      struct rusage usage;
      wait4(-1, &status, 0, &usage);
      done[round * count + i] = now() - begin;
      cpu += microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
      if (status != 0) {
        fprintf(stderr, "starts: %s failed with status %d\n", arguments[3], status);
        while (wait(NULL) > 0);
        return 2;
      }
    }
  }
  int all = count * rounds;
  qsort(done, all, sizeof(double), ascending);
  printf("%.0f\t%.0f\t%.0f\t%.0f\n", done[all / 2], done[all * 99 / 100], done[all - 1], cpu / all);
}
