// bench ROUNDS FILE: times the start to exit of programs, as whoever starts them sees it.
//
// FILE has a line per program: its name, a tab, a shell command that prepares each run and isn't timed (may be empty), a tab,
// the program's path and arguments, between single blanks. Each round runs every program once, in turn, so that whatever
// else the machine does meets all of them alike. Prints a line per program: name, least and median in microseconds,
// peak memory in KiB. A program that fails ends it all.

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum { most_programs = 32, most_arguments = 64, most_rounds = 10000 };

struct program {
  char *name, *prepare, *arguments[most_arguments];
  double times[most_rounds];
  long peak;
};

static struct program programs[most_programs];

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void run(struct program *program, int round, const posix_spawn_file_actions_t *silence) {
  extern char **environ;
  pid_t pid;
  int status;
  struct rusage usage;
  if (*program->prepare && system(program->prepare) != 0) exit(2);
  double start = now();
  // posix_spawn starts like vfork: the size of this program is no part of what it measures.
  if (posix_spawn(&pid, program->arguments[0], silence, NULL, program->arguments, environ) != 0) {
    perror(program->arguments[0]);
    exit(2);
  }
  wait4(pid, &status, 0, &usage);
  program->times[round] = now() - start;
  if (status != 0) {
    fprintf(stderr, "bench: %s failed with status %d\n", program->name, status);
    exit(2);
  }
  if (usage.ru_maxrss > program->peak) program->peak = usage.ru_maxrss;
}

int main(int count, char **arguments) {
  if (count != 3) return 64;
  int rounds = atoi(arguments[1]), programs_read = 0;
  if (rounds < 1 || rounds > most_rounds) return 64;
  FILE *file = fopen(arguments[2], "r");
  if (!file) return 66;
  char line[8192];
  while (fgets(line, sizeof line, file)) {
    if (programs_read == most_programs) return 64;
    struct program *program = &programs[programs_read++];
    char *rest = strdup(line);
    rest[strcspn(rest, "\n")] = 0;
    program->name = strsep(&rest, "\t");
    program->prepare = strsep(&rest, "\t");
    for (int i = 0; i < most_arguments - 1 && rest; i++) program->arguments[i] = strsep(&rest, " ");
    if (!program->prepare || !program->arguments[0]) return 65;
  }

  posix_spawn_file_actions_t silence;
  posix_spawn_file_actions_init(&silence);
  posix_spawn_file_actions_addopen(&silence, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&silence, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&silence, 2, "/dev/null", O_WRONLY, 0);
  for (int round = 0; round < rounds; round++)
    for (int i = 0; i < programs_read; i++) run(&programs[i], round, &silence);

  for (int i = 0; i < programs_read; i++) {
    struct program *program = &programs[i];
    qsort(program->times, rounds, sizeof(double), ascending);
    printf("%s\t%.0f\t%.0f\t%ld\n", program->name, program->times[0], program->times[rounds / 2], program->peak);
  }
}
