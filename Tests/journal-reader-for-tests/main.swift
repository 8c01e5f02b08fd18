import Glibc
import Tailing

// It tells ten times as often as the daemon's own that it lives, so that tests of silence take little time.
exit(JournalChildMain.run(look: 200, heartbeat: 500_000))
