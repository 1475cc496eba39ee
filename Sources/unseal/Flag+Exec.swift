extension Flag {
  /// What `unseal exec` takes, in the order of its help.
  static let exec: [Flag] =
    [
      Flag(name: "from", value: "FOLDER", help: "where unseal has put the values (/seal/secrets)") {
        (options, values) in options.from = values[0]
      },
      Flag(
        name: "var", value: "VARIABLE=NAME/KEY", isList: true,
        help: "a variable with this value; NAME/KEY? leaves it out where there is no such value"
      ) { (options, values) in options.variables = values },
      Flag(
        name: "allow-name", value: "VARIABLE", isList: true,
        help: "set VARIABLE although it changes how programs are loaded, as PATH does"
      ) { (options, values) in options.allowedNames = values },
    ] + selection + errors
}
