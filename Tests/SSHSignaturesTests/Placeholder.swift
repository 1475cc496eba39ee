import Testing

@Suite struct SSHSignaturesPlaceholder {}
