extension Signature {
  /// A file system has no room left, or must not be written to any more.
  static let diskFull = Signature(
    kind: .diskFull, ceiling: 0.94,
    rows: [
      Row(
        "no space left on device", 1,
        [
          "no space left on device", "enospc", "disk full", "disk is full", "could not extend file",
          "disk quota exceeded",
          "edquot", "not enough space on the disk", "not enough disk space", "no space left", "the table + is full",
          "flood stage disk watermark", "out of disk space", "insufficient disk space", "low on disk space", "errno 28",
          "filesystem full", "file system full", "database or disk is full",
          "misconf redis is configured to save rdb snapshots",
        ]),
      Row("read-only file system", 0.9, ["read only file system", "erofs", "remounting filesystem read only"]),
    ])
}
