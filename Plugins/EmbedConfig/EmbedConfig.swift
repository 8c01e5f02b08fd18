import Foundation
import PackagePlugin

/// Embeds what ships in `Config` into the target that reads it, so that a lone binary is complete.
@main
struct EmbedConfig: BuildToolPlugin {
  /// Target and the file, or the folder of files, of `Config` that it reads.
  private static let shipped = ["Drafting": "styles", "Control": "hindcast.yaml"]

  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let name = Self.shipped[target.name] else { return [] }
    let place = context.package.directoryURL.appending(components: "Config", name)
    let isFolder = try place.resourceValues(forKeys: [.isDirectoryKey]).isDirectory ?? false
    let files =
      isFolder
      ? try FileManager.default.contentsOfDirectory(at: place, includingPropertiesForKeys: nil)
        .filter { !$0.lastPathComponent.hasPrefix(".") }
        .sorted { $0.lastPathComponent < $1.lastPathComponent } : [place]
    let output = context.pluginWorkDirectoryURL.appending(component: "EmbeddedConfig.swift")
    return [
      .buildCommand(
        displayName: "Embedding Config/\(name)", executable: try context.tool(named: "embed-config").url,
        arguments: [output.path] + files.map(\.path), inputFiles: files, outputFiles: [output])
    ]
  }
}
