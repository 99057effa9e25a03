package naru.container.plan;

import naru.network.model.NaruException;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Signals by name, with and without SIG, or by number. See signal(7). */
public final class SignalNames {
    public static final int SIGKILL = 9;
    public static final int SIGTERM = 15;

    /** glibc keeps 32 and 33 for itself. */
    private static final int SIGRTMIN = 34;

    private static final int SIGRTMAX = 64;
    private static final int RTMIN_NAMES = 15;
    private static final int RTMAX_NAMES = 14;

    private static final Map<String, Integer> NUMBERS = numbers();

    private SignalNames() {}

    /**
     * The number of a signal.
     *
     * @throws NaruException.Invalid in Docker's words
     */
    public static int number(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number != 0 && !NUMBERS.containsValue(number)) {
                throw new NaruException.Invalid(
                        "the linux daemon does not support signal " + number);
            }
            if (number != 0) {
                return number;
            }
        } catch (NumberFormatException _) {
            String name = text.toUpperCase(Locale.ROOT);
            var number = NUMBERS.get(name.startsWith("SIG") ? name.substring(3) : name);
            if (number != null) {
                return number;
            }
        }
        throw new NaruException.Invalid("invalid signal: " + text);
    }

    /** Real-time signals have the names of kill(1): RTMIN to RTMIN+15, RTMAX-14 to RTMAX. */
    private static Map<String, Integer> numbers() {
        var numbers = new HashMap<String, Integer>();
        var standard =
                List.of(
                        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1",
                        "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP",
                        "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH",
                        "IO", "PWR", "SYS");
        for (int i = 0; i < standard.size(); i++) {
            numbers.put(standard.get(i), i + 1);
        }
        numbers.putAll(Map.of("IOT", 6, "CLD", 17, "POLL", 29));
        numbers.putAll(Map.of("RTMIN", SIGRTMIN, "RTMAX", SIGRTMAX));
        for (int i = 1; i <= RTMIN_NAMES; i++) {
            numbers.put("RTMIN+" + i, SIGRTMIN + i);
        }
        for (int i = 1; i <= RTMAX_NAMES; i++) {
            numbers.put("RTMAX-" + i, SIGRTMAX - i);
        }
        return Map.copyOf(numbers);
    }
}
