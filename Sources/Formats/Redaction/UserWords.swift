/// Words that stand where names of users do.
enum UserWords {
  /// Who is none of one's users: accounts of systems, and what stands for nobody.
  static let accounts = set(
    """
    root daemon nobody postgres mysql mariadb redis nginx apache apache2 tomcat www www-data httpd git svn ftp mail postfix \
    dovecot systemd-network systemd-resolve systemd-timesync sshd ntp chrony syslog messagebus dbus rabbitmq kafka zookeeper \
    elastic elasticsearch kibana logstash grafana prometheus nagios icinga zabbix jenkins gitlab-runner ansible puppet chef \
    docker containerd kube kubelet system service sys sa admin administrator operator ubuntu debian centos fedora ec2-user \
    vagrant pi deploy deployer deployment app application web site shop backup monitoring monitor root@localhost hindcast \
    oracle hadoop hdfs spark cassandra mongodb mongo haproxy squid varnish bind named gdm lightdm cron anonymous _anonymous \
    guest test user unset null nil none undefined unknown true false agent n/a - localhost default nologin
    """)

  /// What stands before `for NAME from` where somebody signs in.
  static let signingIn = set(
    """
    password publickey keyboard-interactive keyboard-interactive/pam hostbased gssapi-with-mic none pam unknown login logins \
    logon authentication authenticated failure error attempt attempts exceeded session key certificate accepted failed \
    denied granted access su
    """)

  /// Whether a word is one of those that people talk of users with, and no name.
  static func isOrdinary(_ word: String) -> Bool {
    if words.contains(word) { return true }
    if names.contains(word) { return false }
    let letters = word.utf8.count
    guard word.utf8.allSatisfy({ Ascii.isLetter($0) || $0 == Ascii.minus }) else { return false }
    return letters > 4 && endings.contains { word.hasSuffix($0) }
  }

  /// Names that end as words do.
  private static let names = set(
    """
    ahmed mohamed mohammed muhammed hamed saeed waleed khaled majed sayed naveed alfred wilfred manfred winifred jared \
    conrad sterling irving emily kelly sally molly polly billy carly willy holly beverly kimberly charity felicity clement \
    trinity serenity chastity mable mabel
    """)

  private static let endings = ["ed", "ing", "tion", "tions", "ment", "ments", "ity", "ly", "ness", "able", "ible"]

  /// Whether it stands beside what certainly is a name: `Invalid user  from 203.0.113.7`.
  static func isFunctional(_ word: String) -> Bool {
    ["from", "with", "by", "here", "found", "at", "on", "in"].contains(word)
  }

  private static let words = set(
    """
    a an the this that these those his her its their my our your who whom whose which what when where why how if then than \
    and or nor but not no only also too so as at by for from in into of off on onto out over to under up via with without \
    about after before during until while because is are was were be been being am has have had having do does did done can \
    could may might must shall should will would cannot didn't doesn't isn't wasn't couldn't can't he she it they we i you \
    one two three some any all each every most many more other another same such few both either neither \
    access account accounts action actions activity address addresses agent agents api app apps area attribute attributes \
    base bases behavior behaviour cache call calls case cases category code codes comment comments complaint complaints \
    config connect connection connections content context count counts credential credentials data database date default \
    defaults detail details device devices directory does domain domains email emails entry entries error errors event \
    events exists exist experience facing feedback field fields file files filter flow flows folder form found from group \
    groups guide has home host hosts icon id ids identity image impact index info input inputs interest interface interfaces \
    item items journey key keys land language level library limit limits line list lists load local locale logged login \
    logins logout logs lookup mail manager manual map mapping mark menu message messages mode model models module modules \
    name names namespace namespaces network node not note null number numbers object objects option options page pages \
    panel password passwords path permission permissions plan plane policy pool port portal preference preferences process \
    processes profile profiles program prompt properties property query queries quota rate rates reached record records \
    registry reload report reports request requests research reset response responses result results right rights role \
    roles route routes row rows runtime saw says said schema scope search secret security segment segments server service \
    services session sessions setting settings setup shell side sign signs signup slice slices sort source space spaces \
    stack state status storage store stories story string support sync system systems tab table tables tag task tasks team \
    template test tests thread ticket tickets time times timeout token tokens tool tools traffic tree trust type types \
    unit unknown update updates upload url usage uuid valid value values variable version via view views visible visit \
    visits web widget window workflow zone here there privilege parameter parameters part parts invalid incorrect wrong client \
    asks asked began begin begins calls came cannot clicks comes complains failed fails fell felt filed finds gave gets \
    gets gives goes got hit hits kept knew knows leaves left lost makes met needs new notices old opens own pays per put \
    puts ran read reads runs saw seems sees sends sent sets shared shows starts stays stops takes tells tests thinks took \
    tries uses wants went wrote www index main public private assets static css js img images products cart checkout orders
    """)

  private static func set(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }
}
