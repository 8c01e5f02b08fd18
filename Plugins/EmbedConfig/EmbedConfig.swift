import Foundation
import PackagePlugin

/// Embeds what ships in `Config` into the target that reads it, so that a lone binary is complete.
@main
struct EmbedConfig: BuildToolPlugin {
  /// Target and the files, or folders of files, of `Config` that it reads.
  private static let shipped = [
    "Drafting": ["styles", "draft.css"], "Control": ["hindcast.yaml", "openapi.json"], "Formats": ["formats"],
  ]

  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let names = Self.shipped[target.name] else { return [] }
    let files = try names.flatMap { name in
      try shippedFiles(at: context.package.directoryURL.appending(components: "Config", name))
    }
    let output = context.pluginWorkDirectoryURL.appending(component: "EmbeddedConfig.swift")
    return [
      .buildCommand(
        displayName: "Embedding Config/\(names.joined(separator: ", "))",
        executable: try context.tool(named: "embed-config").url,
        arguments: [output.path] + files.map(\.path), inputFiles: files, outputFiles: [output])
    ]
  }

  private func shippedFiles(at place: URL) throws -> [URL] {
    guard try place.resourceValues(forKeys: [.isDirectoryKey]).isDirectory ?? false else { return [place] }
    return try FileManager.default.contentsOfDirectory(at: place, includingPropertiesForKeys: nil)
      .filter { !$0.lastPathComponent.hasPrefix(".") }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }
}
