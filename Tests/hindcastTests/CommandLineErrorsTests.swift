import ArgumentParser
import Testing

@testable import hindcast

/// What is said of command lines that cannot be meant.
@Suite struct CommandLineErrorsTests {
  @Test(arguments: [("lsit", "list"), ("timelin", "timeline"), ("hlep", "help")])
  func aMistypedSubcommandIsGuessed(word: String, meant: String) {
    #expect(
      Hindcast.mistaken(word)?.message == "there is no subcommand '\(word)': did you mean '\(meant)'?")
  }

  @Test(arguments: ["list", "--version", "help", "20240605-1400", nil])
  func whatMayBeMeantIsLeftToTheParser(word: String?) {
    #expect(Hindcast.mistaken(word) == nil)
  }

  /// A time is read when the command runs: until then nobody knows of which incident it is.
  @Test func whatIsWrongIsToldWithTheUsageOfItsSubcommand() {
    let message = Hindcast.message(ValidationError("'soon' is no time"), of: SplitCommand.self)
    #expect(message.hasPrefix("Error: 'soon' is no time\nUsage: hindcast split <id> --at <time>"))
    #expect(message.hasSuffix("See 'hindcast split --help' for more information.\n"))
  }
}
