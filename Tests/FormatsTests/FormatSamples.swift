@testable import Formats

/// Lines as each format writes them: what tells it apart, and what is rare in it.
enum FormatSamples {
  static let table: [(format: String, lines: [String])] =
    access + applications + FormatDeclaration.shipped.map { ($0.name, $0.samples.map(\.line)) } + joined

  private static let request = #"[05/Jun/2024:14:00:00 +0200] "GET /cart/7?x=1 HTTP/1.1" 200 730"#

  private static let access: [(format: String, lines: [String])] = [
    (
      "nginx-combined-timed",
      [
        #"192.0.2.7 - - \#(request) "-" "curl/8" rt=0.015 uct="0.001" urt="0.014" us="200""#,
        #"192.0.2.7 - - \#(request) "-" "curl/8" 0.015 0.014"#,
      ]
    ),
    (
      "traefik-clf",
      [
        #"192.0.2.7 - - \#(request) "-" "curl/8" 19 "shop@docker" "http://10.0.0.3:80" 12ms"#,
        #"192.0.2.7 - alice \#(request) "-" "-" 20 "-" "-" 0ms"#,
      ]
    ),
    ("apache-vhost-combined", [#"shop.example:80 192.0.2.7 - - \#(request) "-" "curl/8""#]),
    ("apache-combined-us", [#"192.0.2.7 - alice \#(request) "-" "curl/8" 15020"#]),
    ("combined", [#"192.0.2.7 - alice \#(request) "http://shop.example/" "a \"b\" c""#]),
    ("common", ["192.0.2.7 - alice \(request)", "192.0.2.7 \(request) 1996"]),
  ]

  private static let applications: [(format: String, lines: [String])] = [
    (
      "nginx-error",
      [
        """
        2024/06/05 14:00:00 [error] 812#812: *7731 upstream timed out (110: Connection timed out) while reading \
        response header from upstream, client: 192.0.2.7, server: shop.example, request: "GET /cart/7 HTTP/1.1", \
        upstream: "http://127.0.0.1:9000/cart/7", host: "shop.example"
        """,
        "2024/06/05 14:00:01 [notice] 811#811: signal process started",
        "2024/06/05 14:00:02 [warn] 812#812: *9 a client request body is buffered, client: 2001:db8::7, server: _",
        "2024/06/05 14:00:03 [emerg] 811#811: bind() to 0.0.0.0:80 failed (98: Address already in use)",
      ]
    ),
    (
      "apache-error",
      [
        """
        [Wed Jun 05 14:00:00.123456 2024] [core:error] [pid 9:tid 140] [client 192.0.2.7:52110] AH00124: Request \
        exceeded the limit of 10 internal redirects, referer: http://shop.example/
        """,
        "[Wed Jun 05 14:00:01 2024] [error] [client 192.0.2.8] File does not exist: /var/www/favicon.ico",
        "[Wed Jun 05 14:00:02.000001 2024] [mpm_event:notice] [pid 9:tid 9] AH00489: Apache/2.4.59 configured",
      ]
    ),
    (
      "php-error",
      [
        """
        [05-Jun-2024 14:00:00 Europe/Berlin] PHP Fatal error:  Uncaught Error: no connection in /srv/shop/cart.php:7
        Stack trace:
        #0 {main}
          thrown in /srv/shop/cart.php on line 7
        """,
        "[05-Jun-2024 14:00:01] WARNING: [pool www] child 812 exited on signal 11 (SIGSEGV) after 12.5 seconds from start",
        "[05-Jun-2024 14:00:02 UTC] PHP Warning:  Undefined variable $cart in /srv/shop/cart.php on line 9",
        """
        [05-Jun-2024 14:00:03]  [pool www] pid 812
        script_filename = /srv/shop/cart.php
        [0x00007f2a] sleep() /srv/shop/cart.php:7
        """,
      ]
    ),
    (
      "haproxy-http",
      [
        """
        192.0.2.7:38862 [05/Jun/2024:14:00:00.123] fe~ shop/app1 0/0/1/7/8 200 874 - - ---- 1/1/0/0/0 0/0 \
        {shop.example|curl/8} "GET /cart/7?x=1 HTTP/1.1"
        """,
        """
        Jun  5 14:00:01 lb1 haproxy[812]: 192.0.2.8:38862 [05/Jun/2024:14:00:00.123] fe fe/<NOSRV> -1/-1/-1/-1/5000 \
        408 212 - - cR-- 1/1/0/0/0 0/0 "<BADREQ>"
        """,
        """
        192.0.2.7:38862 [05/Jun/2024:14:00:00.123] smtp mail/mx1 0/0/5007 212 -- 0/0/0/0/3 0/0
        """,
        "192.0.2.7:38862 [05/Jun/2024:14:00:00.123] fe/1: SSL handshake failure",
        "Connect from 192.0.2.7:38862 to 10.0.0.5:80 (fe/HTTP)",
        "Jun  5 14:00:02 lb1 haproxy[812]: Server shop/app1 is DOWN, reason: Layer4 timeout, check duration: 2001ms.",
        "[WARNING]  (812) : Server shop/app1 is UP, reason: Layer4 check passed.",
      ]
    ),
    (
      "postgresql-csv",
      [
        """
        2024-06-05 14:00:03.250 UTC,"shop","orders",812,"203.0.113.7:40123",66606f63.32c,3,"SELECT",2024-06-05 13:00:00 \
        UTC,3/7,0,ERROR,42P01,"relation ""cart"" does not exist",,,,,,"SELECT *
        FROM cart
        WHERE id = 7",15,,"psql","client backend",,0
        """,
        """
        2024-06-05 14:00:04.250 UTC,,,9,,66606f63.9,1,,2024-06-05 13:00:00 UTC,,0,LOG,00000,"checkpoint starting: time",,\
        ,,,,,,,"","checkpointer",,0
        """,
        """
        2024-06-05 14:00:05.250 UTC,"shop","orders",812,"203.0.113.7:40123",66606f63.32c,4,"SELECT",2024-06-05 13:00:00 \
        UTC,3/7,0,LOG,00000,"duration: 4071.491 ms  statement: SELECT 1",,,,,,,,,"psql"
        """,
      ]
    ),
    (
      "postgresql",
      [
        "2024-06-05 14:00:00.123 UTC [812] LOG:  checkpoint starting: time",
        "2024-06-05 14:00:00.124 UTC [813] shop@shop ERROR:  canceling statement due to statement timeout",
        "2024-06-05 14:00:00.124 UTC [813] shop@shop STATEMENT:  SELECT * FROM orders WHERE customer = 7",
        "2024-06-05 14:00:00.125 CEST [814] 53300 shop@shop FATAL:  sorry, too many clients already",
        "2024-06-05 14:00:01.500 UTC [815] shop@shop LOG:  duration: 1250.125 ms  execute <unnamed>: SELECT 1",
      ]
    ),
    (
      "syslog",
      [
        "<13>Jun  5 14:00:00 web1 shop[812]: order 7 placed",
        "Jun  5 14:00:00 web1 sshd[9]: error: maximum authentication attempts exceeded",
        "Jun  5 14:00:00 web1 kernel: [ 12.345678] Out of memory: Killed process 9 (shop)",
        "2024-06-05T14:00:00.123456+02:00 web1 systemd[1]: Started shop.service - Shop.",
        """
        <165>1 2024-06-05T14:00:00.123Z web1 shop 812 ID47 [ex@32473 iut="3" note="a \\"b\\" \\] c"][x@1 y="z"] \
        an application event
        """,
        "<34>1 - - - - - - no header at all",
      ]
    ),
    (
      "dpkg",
      [
        "2024-06-05 14:00:00 startup archives unpack",
        "2024-06-05 14:00:00 upgrade shop-web:amd64 4.9.7 5.0.0",
        "2024-06-05 14:00:01 status half-configured shop-web:amd64 5.0.0",
        "2024-06-05 14:00:01 conffile /etc/shop.conf keep",
        "2024-06-05 14:00:02 status installed shop-web:amd64 5.0.0",
        "2024-06-05 14:00:03 trigproc man-db:amd64 2.11.2-2 <none>",
      ]
    ),
    (
      "kernel",
      [
        "[    0.000000] Linux version 6.1.0-21-amd64",
        "<3>[12345.678901] EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2: reading directory",
      ]
    ),
    (
      "postgresql-json",
      [
        #"{"timestamp":"2024-06-05 14:00:04.250 UTC","user":"shop","pid":9,"error_severity":"LOG","message":"ready"}"#
      ]
    ),
    (
      "json",
      [
        """
        {"time_iso8601":"2024-06-05T14:00:00+00:00","remote_addr":"192.0.2.7","request":"GET /cart/7 HTTP/1.1",\
        "status":"200","request_time":"0.015","body_bytes_sent":"730"}
        """,
        """
        {"level":"info","ts":1717596000.125,"logger":"http.log.access","msg":"handled request","request":\
        {"remote_ip":"192.0.2.7","client_ip":"192.0.2.9","proto":"HTTP/2.0","method":"GET","uri":"/cart/7","headers":\
        {"User-Agent":["curl/8"]}},"duration":0.015,"size":730,"status":200}
        """,
        """
        {"ClientHost":"192.0.2.7","DownstreamStatus":502,"Duration":1500000000,"OriginStatus":0,"RequestMethod":"GET",\
        "RequestPath":"/cart/7","StartUTC":"2024-06-05T14:00:00.5Z","time":"2024-06-05T14:00:02Z","level":"info"}
        """,
        #"{"level":50,"time":1717596000125,"pid":812,"hostname":"web1","name":"shop","msg":"query failed"}"#,
        """
        {"asctime":"2024-06-05 14:00:00,125","levelname":"ERROR","name":"shop.db","message":"query failed","exc_info":\
        "Traceback (most recent call last):\\n  File \\"a.py\\", line 1\\napp.PoolTimeout: none left"}
        """,
      ]
    ),
    (
      "logfmt",
      [
        #"time="2024-06-05T14:00:00Z" level=error msg="query failed: \"x\"" service=shop"#,
        "ts=2024-06-05T14:00:00.5Z caller=main.go:7 level=info msg=started",
      ]
    ),
    (
      "text-log",
      [
        "2024-06-05 14:00:00.123 INFO [812] shop: order 7 placed",
        "2024-06-05 14:00:00,123 - shop.db - ERROR - query failed after 5310 ms for /product/17",
        "2024-06-05T14:00:00.123+02:00  WARN 812 --- [main] c.e.shop.Pool : pool is empty",
        "[2024-06-05T14:00:00,123][INFO ][shop.indexer] done",
        "E0605 14:00:00.123456     812 pool.go:17] no connection",
        "E, [2024-06-05T14:00:00.123456 #812] ERROR -- : no connection",
        "[ERROR] 2024-06-05 14:00:00 no connection",
        "2024-06-05T14:00:00.123Z\tinfo\tpool/pool.go:17\tstarted",
        "1717596000.125 connection lost",
      ]
    ),
    (
      "text-plain",
      [
        "ERROR:shop.db:query failed",
        "[warn] pool is nearly empty",
        "INFO  started in 12 ms",
      ]
    ),
  ]

  private static let joined: [(format: String, lines: [String])] = [
    (
      "mysql-slow",
      [
        """
        # User@Host: shop[shop] @ web1 [203.0.113.7]  Id:    42
        # Query_time: 4.071491  Lock_time: 0.000212 Rows_sent: 1000  Rows_examined: 1489615
        SET timestamp=1717596003;
        SELECT * FROM goods;
        """,
        """
        # Time: 2024-06-05T14:00:07.254211Z
        # User@Host: shop[shop] @ web1 [203.0.113.7]  Id:    42
        # Query_time: 4.071491  Lock_time: 0.000212 Rows_sent: 1000  Rows_examined: 1489615
        SET timestamp=1717596003;
        SELECT * FROM goods;
        """,
      ]
    ),
    (
      "rails",
      [
        """
        Started GET "/cart" for 203.0.113.7 at 2024-06-05 14:00:03 +0200
        Processing by CartsController#show as HTML
        Completed 200 OK in 12ms (Views: 8.1ms)
        """
      ]
    ),
    ("json-multiline", ["{\n  \"time\": \"2024-06-05T14:00:00Z\",\n  \"level\": \"error\"\n}"]),
  ]
}
