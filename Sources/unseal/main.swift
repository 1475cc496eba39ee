import Files

// First thing: nothing secret is in memory yet, and nothing after this needs it undone.
Harden.process()
// The only place that ends the process: by then every secret's owner is gone, and its memory erased.
exitProcess(Program.run(Array(CommandLine.arguments.dropFirst())))
