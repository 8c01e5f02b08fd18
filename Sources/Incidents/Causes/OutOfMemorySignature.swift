extension Signature {
  /// Memory ran out, as applications and databases say it; the kernel's own words are context events.
  static let outOfMemory = Signature(
    kind: .oom, ceiling: 0.9,
    rows: [
      Row(
        "out of memory", 1,
        [
          "outofmemoryerror", "heap out of memory", "oom killer", "killed by the oom killer", "oom kill",
          "memory cgroup out of memory",
          "out of memory", "memoryerror", "cannot allocate memory", "bad alloc", "enomem", "gc overhead limit exceeded",
          "allowed memory size of + exhausted", "oom command not allowed", "memory exhausted",
          "unable to allocate memory",
          "virtual memory exhausted", "result oom kill", "oomkilled",
        ]),
      Row(
        "SIGKILL, perhaps out of memory", 0.92,
        [
          "sigkill perhaps out of memory", "sigkill + out of memory", "terminated by signal 9 killed",
          "was terminated by signal 9",
        ]),
    ])
}
