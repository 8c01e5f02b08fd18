import ArgumentParser
import Foundation
import Records

extension Hindcast {
  /// Parses the command line and runs the subcommand; what goes wrong is told with the usage of that subcommand, also
  /// where only its run finds what is wrong: a time that cannot be read.
  static func runCommandLine() async {
    do {
      if let mistake = mistaken(CommandLine.arguments.dropFirst().first) { throw mistake }
      var command = try await asyncParseAsRoot(nil)
      do {
        if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
      } catch let error as ValidationError {
        FileHandle.standardError.write(Data(message(error, of: type(of: command)).utf8))
        throw ExitCode.validationFailure
      }
    } catch {
      exit(withError: error)
    }
  }

  /// The error and how the subcommand is used.
  static func message(_ error: ValidationError, of command: any ParsableCommand.Type) -> String {
    "Error: \(error.message)\nUsage: \(usageString(for: command))\n"
      + "  See 'hindcast \(command._commandName) --help' for more information.\n"
  }

  /// What to say of a first word that is no subcommand; nil where it may be one.
  static func mistaken(_ word: String?) -> ValidationError? {
    let known = configuration.subcommands.map { $0._commandName } + ["help"]
    guard let word, !word.hasPrefix("-"), !known.contains(word), let meant = NearestNames.meant(by: word, among: known)
    else { return nil }
    return ValidationError("there is no subcommand '\(word.prefix(60).controlsVisible)': did you mean '\(meant)'?")
  }
}
