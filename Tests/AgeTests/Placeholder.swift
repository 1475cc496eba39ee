import Testing

@Suite struct AgePlaceholder {}
