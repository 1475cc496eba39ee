/// Environment variables that change how a program is loaded or what a shell runs before it: whoever may write one of
/// them runs code in the app.
enum LoaderVariables {
  static func contains(_ key: String) -> Bool {
    names.contains(key) || prefixes.contains { key.hasPrefix($0) }
  }

  private static let prefixes = ["LD_", "DYLD_", "PYTHON", "PERL5"]

  private static let names: Set<String> = [
    "PATH", "GCONV_PATH", "GLIBC_TUNABLES",
    "BASH_ENV", "ENV", "IFS", "PS4", "PROMPT_COMMAND", "SHELLOPTS", "BASHOPTS",
    "NODE_OPTIONS", "NODE_PATH", "RUBYOPT", "RUBYLIB", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS",
    "DOTNET_STARTUP_HOOKS",
  ]
}
