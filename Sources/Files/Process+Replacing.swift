package import Primitives

#if canImport(Darwin)
  import Darwin
#else
  @unsafe @preconcurrency import Glibc
#endif

extension Process {
  /// Makes this process another program: the one that the last words of its own command line name, with these words as
  /// its arguments, byte for byte.
  ///
  /// The process keeps its number, parent, terminal, working directory, umask and open standard streams, and what
  /// ``Harden`` changed is as it was: signals and the exit code are the program's own from then on. No shell has a part in
  /// it, not even where the system doesn't know the program's format. A name without `/` is looked up in the `PATH` that
  /// this process was started with.
  ///
  /// Nothing is erased: the system takes the memory back with the secrets in it.
  ///
  /// - Parameter variables: `NAME=value` and a NUL, as often as there are some. They come in addition to this process's
  ///   environment, and in the place of all that it says about the same names.
  /// - Returns: only what went wrong: `ENOENT` where there is no such program, or the one at ``FileError/path`` names an
  ///   interpreter that isn't there; `EACCES`, `ENOEXEC`, `E2BIG` and whatever else `execve` says.
  package static func become(lastArguments count: Int, variables: borrowing SecretBytes) -> FileError {
    Harden.undo()
    let failure = variables.withBytes { execute(lastArguments: count, variables: $0) }
    // It goes on after all.
    Harden.process()
    return failure
  }

  private static func execute(lastArguments count: Int, variables: Span<UInt8>) -> FileError {
    unsafe variables.withUnsafeBytes { variables in
      let words = unsafe CommandLine.unsafeArgv + (Int(CommandLine.argc) - count)
      let environment = unsafe environment(with: variables)
      var failure = FileError("run", unsafe String(cString: words[0]!), errno: ENOENT)
      for path in unsafe paths(of: words[0]!) {
        let (number, isThere) = unsafe path.withUnsafeBufferPointer { path in
          _ = unsafe execve(path.baseAddress!, words, environment)
          let number = errno
          return unsafe (number, access(path.baseAddress!, F_OK) == 0)
        }
        switch number {
        case ENOENT where !isThere, ENOTDIR: continue
        // It may stand in a later folder; if not, this is what there is to tell.
        case EACCES: failure = FileError("run", name(path), errno: number)
        default: return FileError("run", name(path), errno: number)
        }
      }
      return failure
    }
  }

  /// The paths that a word of the command line may stand for, each with its NUL.
  private static func paths(of word: UnsafePointer<CChar>) -> [[CChar]] {
    let name = unsafe Array(UnsafeBufferPointer(start: word, count: strlen(word) + 1))
    let slash = CChar(bitPattern: UInt8(ascii: "/"))
    let search = unsafe getenv("PATH")
    // execvp(3) searches these where nothing is said.
    let folders =
      unsafe search.map { unsafe Array(UnsafeBufferPointer(start: $0, count: strlen($0))) }
      ?? "/bin:/usr/bin".utf8.map { CChar(bitPattern: $0) }
    guard !name.contains(slash), name.count > 1 else { return [name] }
    return folders.split(separator: CChar(bitPattern: UInt8(ascii: ":")), omittingEmptySubsequences: false)
      .map { $0.isEmpty ? name : $0 + [slash] + name }
  }

  private static func name(_ path: [CChar]) -> String {
    String(decoding: path.dropLast().lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// A null-terminated list for the system: the variables that are given, and those of this process of
  /// other names.
  private static func environment(with variables: UnsafeRawBufferPointer) -> [UnsafeMutablePointer<CChar>?] {
    var given: [UnsafeMutablePointer<CChar>?] = unsafe []
    var start = 0
    for index in variables.indices where unsafe variables[index] == 0 {
      let text = unsafe variables.baseAddress! + start
      unsafe given.append(UnsafeMutablePointer(mutating: text.assumingMemoryBound(to: CChar.self)))
      start = index + 1
    }
    var list = unsafe given
    var next = unsafe environ
    while let text = unsafe next.pointee {
      let isGiven = unsafe given.contains { unsafe isSameName($0!, text) }
      if !isGiven { unsafe list.append(text) }
      unsafe next += 1
    }
    unsafe list.append(nil)
    return unsafe list
  }

  private static func isSameName(_ a: UnsafePointer<CChar>, _ b: UnsafePointer<CChar>) -> Bool {
    let equals = CChar(bitPattern: UInt8(ascii: "="))
    var index = 0
    while unsafe a[index] == b[index], unsafe a[index] != equals, unsafe a[index] != 0 { index += 1 }
    return unsafe a[index] == equals && b[index] == equals
  }
}
