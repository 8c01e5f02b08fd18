import Foundation
import PackagePlugin

/// Embeds what ships in `Config` into the target that reads it, so that a lone binary is complete.
@main
struct EmbedConfig: BuildToolPlugin {
  /// Target and the folder of `Config` that it reads.
  private static let folders = ["Drafting": "styles"]

  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let name = Self.folders[target.name] else { return [] }
    let folder = context.package.directoryURL.appending(components: "Config", name)
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { !$0.lastPathComponent.hasPrefix(".") }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
    let output = context.pluginWorkDirectoryURL.appending(component: "EmbeddedConfig.swift")
    return [
      .buildCommand(
        displayName: "Embedding Config/\(name)", executable: try context.tool(named: "embed-config").url,
        arguments: [output.path] + files.map(\.path), inputFiles: files, outputFiles: [output])
    ]
  }
}
