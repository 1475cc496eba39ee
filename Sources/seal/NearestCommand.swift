import ArgumentParser

/// The command that somebody most likely meant.
enum NearestCommand {
  /// - Returns: whether there is a word in a command's place that is none, and the command that is one or two slips of the
  ///   fingers away from it.
  static func suggestion(for arguments: [String]) -> (unknown: Bool, nearest: String?) {
    var command: any ParsableCommand.Type = Seal.self
    for argument in arguments {
      let commands = command.configuration.subcommands
      guard !commands.isEmpty, !argument.hasPrefix("-") else { break }
      if let next = commands.first(where: { $0._commandName == argument }) {
        command = next
        continue
      }
      let distances = commands.map { (name: $0._commandName, distance: distance(argument, $0._commandName)) }
      let nearest = distances.min { $0.distance < $1.distance }
      return (true, nearest.flatMap { $0.distance <= 2 ? $0.name : nil })
    }
    return (false, nil)
  }

  /// Levenshtein's: how many letters to put in, leave out or replace.
  private static func distance(_ a: String, _ b: String) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        (diagonal, row[j + 1]) = (row[j + 1], min(diagonal + (x == y ? 0 : 1), row[j] + 1, row[j + 1] + 1))
      }
    }
    return row[b.count]
  }
}
