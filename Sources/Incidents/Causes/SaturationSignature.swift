extension Signature {
  /// A bounded resource other than memory and disk has run out: connections, workers, descriptors.
  static let saturation = Signature(
    kind: .saturation, ceiling: 0.88,
    rows: [
      Row(
        "too many clients", 1,
        [
          "too many clients", "remaining connection slots", "too many connections", "too many clients already",
          "max_connections", "too many connections for role", "too many connections for database",
          "max_user_connections", "no more connections allowed", "er con count error",
        ]),
      Row(
        "connection pool exhausted", 1,
        [
          "queuepool limit", "pool limit", "pool exhausted", "pool is exhausted", "connection pool exhausted",
          "poolexhausted",
          "poolerror + exhausted", "could not get a connection from the pool", "unable to get connection from pool",
          "connection is not available request timed out", "timeout acquiring + connection", "pooltimeout",
          "timeout + waiting for + connection", "could not obtain a connection", "could not obtain connection",
          "timeout trying to acquire", "timeouterror resourcerequest timed out", "timeout acquiring a connection",
          "no available connections in pool", "connection pool timeout", "connection pool is full", "pool timed out",
          "query wait timeout", "acquire + connection + timeout", "connectiontimeouterror",
          "timed out fetching a new connection",
          "cannot get a connection pool error", "no connection available", "connection pool + exhausted",
          "database pool exhausted", "get a connection + timed out", "pool + no free connections", "poolsize",
          "connection acquisition timed out", "no more connections in pool", "no free connections",
          "pool size + reached",
        ]),
      Row(
        "workers exhausted", 1,
        [
          "worker connections are not enough", "worker connections + exceed", "maxrequestworkers", "maxclients",
          "server reached + max children", "reached pm max children", "max children setting", "thread pool exhausted",
          "threadpool + exhausted", "rejectedexecutionexception", "task + rejected from", "all threads are busy",
          "no available workers", "scoreboard is full", "max number of clients reached", "server is busy",
          "listen queue overflow", "listen queue of the socket + full", "uwsgi listen queue", "backlog + full",
          "thread limit reached", "too many pending requests", "upstream connect error + overflow", "queue is full",
          "queue full",
          "possible syn flooding", "nf conntrack table full", "table full dropping packet", "circuit breaker + open",
          "task queue depth", "maxthreads", "server too busy",
        ]),
      Row(
        "too many open files", 1,
        [
          "too many open files", "emfile", "enfile", "file table overflow", "too many open files in system",
          "file max limit", "accept4 failed", "cannot assign requested address",
          "resource temporarily unavailable + fork",
          "pthread create failed", "can t start new thread", "unable to create new native thread", "ephemeral ports",
        ]),
      // What a full backend looks like from its proxy, and a stopped one as well.
      Row(
        "no live upstreams", 0.7,
        [
          "no live upstreams", "no server available", "has no server available", "all backends + down",
          "no healthy upstream",
        ]),
      Row(
        "limits requests", 0.6,
        ["limiting requests", "limiting connections", "rate limit exceeded", "too many requests"]),
    ])
}
