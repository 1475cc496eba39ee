/// Environment variables that change how a program is loaded or what a shell runs before it: whoever may write one of
/// them runs code in the app.
package enum LoaderVariables {
  package static func contains(_ name: String) -> Bool {
    switch name {
    case "PATH", "GCONV_PATH", "GLIBC_TUNABLES",
      "BASH_ENV", "ENV", "IFS", "PS4", "PROMPT_COMMAND", "SHELLOPTS", "BASHOPTS",
      "NODE_OPTIONS", "NODE_PATH", "RUBYOPT", "RUBYLIB", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS",
      "DOTNET_STARTUP_HOOKS":
      true
    default:
      name.hasPrefix("LD_") || name.hasPrefix("DYLD_") || name.hasPrefix("PYTHON") || name.hasPrefix("PERL5")
    }
  }
}
