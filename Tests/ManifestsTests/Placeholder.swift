import Testing

@Suite struct ManifestsPlaceholder {}
