package naru.proxy.runtime;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The processes of HAProxy, as {@code show proc} of the master socket prints them.
 *
 * @param reloads how often the master was asked to read its configuration again
 * @param failed how many of the latest of these failed
 * @param worker the process of the latest configuration; empty while it starts
 * @param old the processes of former configurations, which finish their requests
 */
record MasterState(long master, int reloads, int failed, OptionalLong worker, List<Long> old) {
    private static final Pattern MASTER =
            Pattern.compile("(?m)^([0-9]+)\\s+master\\s+([0-9]+) \\[failed: ([0-9]+)\\]");
    private static final Pattern WORKER = Pattern.compile("(?m)^([0-9]+)\\s+worker\\s+([0-9]+)\\s");
    private static final String OLD = "# old workers";

    /** Empty for text that is not a complete answer. */
    static Optional<MasterState> parse(String answer) {
        var master = MASTER.matcher(answer);
        if (!master.find()) {
            return Optional.empty();
        }
        int old = answer.indexOf(OLD);
        var worker = WORKER.matcher(old < 0 ? answer : answer.substring(0, old));
        var others = WORKER.matcher(old < 0 ? "" : answer.substring(old));
        try {
            return Optional.of(
                    new MasterState(
                            Long.parseLong(master.group(1)),
                            Integer.parseInt(master.group(2)),
                            Integer.parseInt(master.group(3)),
                            worker.find()
                                    ? OptionalLong.of(Long.parseLong(worker.group(1)))
                                    : OptionalLong.empty(),
                            others.results().map(found -> Long.valueOf(found.group(1))).toList()));
        } catch (NumberFormatException tooLong) {
            return Optional.empty();
        }
    }
}
