import Testing

@Suite struct SealingPlaceholder {}
