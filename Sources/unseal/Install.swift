import Delivery
import Sealing

/// `unseal install`: hands the program itself on to containers whose image has none.
enum Install {
  static func run(_ options: Options, _ log: Log) throws(SealError) {
    guard options.names.count == 1 else {
      throw SealError(.usage, "install takes one folder", hint: "for example: unseal install /seal/bin")
    }
    log.write(.info, "wrote \(try Installation.install(into: options.names[0]))")
  }
}
