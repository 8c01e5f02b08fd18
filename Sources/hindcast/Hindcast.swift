import ArgumentParser

struct Hindcast: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hindcast",
    abstract: "Reconstructs what happened: incidents, their timelines and postmortem drafts, from logs.",
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
