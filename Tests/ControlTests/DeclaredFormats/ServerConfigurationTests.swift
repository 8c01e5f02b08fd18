import Formats
import Foundation
import LogLab
import Testing

@testable import Control

@Suite struct ServerConfigurationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What is printed can be put into the folder of formats as it is.
  private func declared(by text: String) throws -> [FormatDeclaration] {
    try FormatFile(path: "printed.yaml", text: text).declarations().map(\.declaration)
  }

  private func text(_ path: String) throws -> String {
    try ServerConfiguration(path: path).found.map(\.text).joined(separator: "---\n")
  }

  @Test func nginxsFormatsAreFoundInWhateverIsIncluded() throws {
    try folder.write(
      "sites/shop.conf",
      #"log_format shop '$remote_addr [$time_local] "$request" $status rt=$request_time'; access_log /var/log/shop.log shop;"#
    )
    try folder.write("sites/loop.conf", "include \(folder.path)/nginx.conf;")
    let path = try folder.write(
      "nginx.conf",
      """
      events {}
      http {
        log_format stats '$remote_addr $status';
        log_format object escape=json '{"t":"$time_iso8601","it''s":"$http_user_agent","s":$status}';
        include sites/*.conf;
        server { access_log logs/object.log object buffer=32k; access_log off; }
      }
      """)
    let text = try text(path)
    #expect(
      text.contains("# stats, \(path):3: declares a format that cannot be read: its pattern has no time"))
    #expect(
      text.contains("# shop, \(folder.path)/sites/shop.conf:1\n# Written to /var/log/shop.log\nname: nginx-shop\n"))
    #expect(
      text.contains("# Written to logs/object.log\nname: nginx-object\nservice: nginx\nnginx: |\n  log_format object"))
    let declared = try declared(by: text)
    #expect(declared.map(\.name) == ["nginx-object", "nginx-shop"])
    #expect(declared.allSatisfy { $0.samples.count == 1 && $0.samples[0].fields["status"] == "502" })
    #expect(declared[0].samples[0].fields["agent"] == "Mozilla/5.0 (X11; Linux x86_64)")
  }

  @Test func apachesFormatsAreFoundInWhateverIsIncluded() throws {
    try folder.write("sites/shop.conf", "CustomLog logs/shop_access.log \"%a %t \\\"%r\\\" %>s %D\"\n")
    let path = try folder.write(
      "apache2.conf",
      """
      # LogFormat "%h" none
      LogFormat "%v:%p %h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\
        \\"%{User-Agent}i\\"" vhost
      LogFormat "%{Referer}i -> %U" referer
      <VirtualHost *:80>
        CustomLog ${APACHE_LOG_DIR}/access.log vhost
      </VirtualHost>
      IncludeOptional sites
      IncludeOptional none/*.conf
      """)
    let text = try text(path)
    #expect(text.contains("# vhost, \(path):2\n# Written to ${APACHE_LOG_DIR}/access.log\nname: apache-vhost\n"))
    #expect(text.contains("# referer, \(path):4: declares a format that cannot be read"))
    #expect(try declared(by: text).map(\.name) == ["apache-vhost", "apache-shop_access"])
  }

  @Test func aConfigurationThatIsNotThereIsNamed() {
    #expect(throws: ConfigurationError.self) { try ServerConfiguration(path: "/none/nginx.conf") }
  }
}
