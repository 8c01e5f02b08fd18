import Glibc
import Tailing

exit(JournalChildMain.run())
