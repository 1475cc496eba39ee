// The floor: what it costs to start and end any program at all. Compiled statically.
int main(void) { return 0; }
