package naru.container.plan;

import naru.network.model.NaruException;

import java.util.List;
import java.util.Locale;

/** Signals by name, with and without SIG, or by number. See signal(7). */
public final class SignalNames {
    public static final int SIGKILL = 9;
    public static final int SIGTERM = 15;

    private static final List<String> NAMES =
            List.of(
                    "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1",
                    "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP",
                    "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO",
                    "PWR", "SYS");
    private static final int LAST = 64;

    private SignalNames() {}

    public static int number(String text) {
        String name = text.toUpperCase(Locale.ROOT);
        name = name.startsWith("SIG") ? name.substring(3) : name;
        int index = NAMES.indexOf(name);
        if (index > 0) {
            return index;
        }
        try {
            int number = Integer.parseInt(text);
            if (number > 0 && number <= LAST) {
                return number;
            }
        } catch (NumberFormatException unknown) {
            // refused below
        }
        throw new NaruException.Invalid("invalid signal: " + text);
    }
}
