import ArgumentParser
import Control

struct Hindcast: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hindcast",
    abstract: "Reconstructs what happened: incidents, their timelines and postmortem drafts, from logs.",
    discussion: """
      Commands on incidents ask the running hindcastd, on \(DaemonClient.standardPath) or on the socket that \
      HINDCAST_SOCKET names. Where none runs and none is named, they use your own store; --store FILE names another one.
      """,
    version: "0.1.0",
    subcommands: [
      ReplayCommand.self,
      ParseCommand.self,
      ExplainCommand.self,
      FormatsCommand.self,
      TemplatesCommand.self,
      ListCommand.self,
      ShowCommand.self,
      TimelineCommand.self,
      WatchCommand.self,
      NoteCommand.self,
      MarkCommand.self,
      SetCommand.self,
      MergeCommand.self,
      SplitCommand.self,
      UndoCommand.self,
      DraftCommand.self,
      LintCommand.self,
      StylesCommand.self,
      BundleCommand.self,
      StatusCommand.self,
    ])
}
