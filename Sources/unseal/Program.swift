import Delivery
import Files
import Sealing

/// The program from its arguments to its exit code.
enum Program {
  private static let name = "unseal"

  static func run(_ arguments: [String]) -> Int32 {
    let command = Command(firstArgument: arguments.first)
    var options = Options()
    do throws(SealError) {
      switch try CommandLineReader.read(arguments.dropFirst(command == .unseal ? 0 : 1), of: command, into: &options) {
      case .help: return print(Help.text(of: command))
      case .version: return print("\(name) \(Release.version)\n")
      case .task: break
      }
      let log = Log(program: name, format: options.log)
      switch command {
      case .unseal:
        let opened = try Unseal.run(options, log)
        TerminationMessage.write(TerminationMessage(opened), to: options.terminationLog)
      case .install: try Install.run(options, log)
      case .exec: try Exec.run(options)
      }
      return 0
    } catch {
      Log(program: name, format: options.log).write(error)
      TerminationMessage.write(TerminationMessage(error, program: name), to: options.terminationLog)
      return error.code.exitCode
    }
  }

  private static func print(_ text: String) -> Int32 {
    do throws(FileError) {
      try StandardStream.writeOutput(Array(text.utf8).span)
      return 0
    } catch {
      return SealError.Code.io.exitCode
    }
  }
}
