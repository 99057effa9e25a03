package naru.proxy.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * A server as {@code show servers state} prints it; management guide, section 9.3, format version
 * 1.
 *
 * @param operational {@code srv_op_state}: 0 stopped, 1 starting, 2 running, 3 stopping
 * @param admin {@code srv_admin_state}, a set of bits
 * @param weight {@code srv_uweight}
 * @param checkResult {@code srv_check_result}: 0 unknown, 1 neutral, 2 failed, 3 passed
 */
record ServerState(
        String backend,
        String name,
        String address,
        int port,
        int operational,
        int admin,
        int weight,
        int checkResult) {
    static final int STOPPED = 0;

    private static final int FORCED_MAINTENANCE = 0x01;
    private static final int MAINTENANCE = 0x01 | 0x02 | 0x04 | 0x20 | 0x40;
    private static final int DRAIN = 0x08 | 0x10;
    private static final int PASSED = 3;
    private static final int COLUMNS = 19;

    boolean inMaintenance() {
        return (admin & MAINTENANCE) != 0;
    }

    boolean inForcedMaintenance() {
        return (admin & FORCED_MAINTENANCE) != 0;
    }

    boolean drains() {
        return (admin & DRAIN) != 0;
    }

    /** Whether it is meant to receive new requests; its checks may keep it out all the same. */
    boolean isReady() {
        return (admin & (MAINTENANCE | DRAIN)) == 0;
    }

    boolean isDown() {
        return operational == STOPPED;
    }

    boolean hasPassedCheck() {
        return checkResult == PASSED;
    }

    /** The name in commands. */
    String path() {
        return backend + "/" + name;
    }

    /**
     * Reads the whole answer.
     *
     * @throws RefusedException if it is no list of servers
     */
    static List<ServerState> parse(String answer) throws RefusedException {
        var lines = answer.lines().toList();
        if (lines.isEmpty() || !lines.getFirst().equals("1")) {
            throw new RefusedException("unexpected answer to show servers state: " + answer);
        }
        var servers = new ArrayList<ServerState>();
        for (var line : lines.subList(1, lines.size())) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            servers.add(server(line));
        }
        return servers;
    }

    private static ServerState server(String line) throws RefusedException {
        var words = line.split(" ");
        if (words.length < COLUMNS) {
            throw new RefusedException("unexpected line of show servers state: " + line);
        }
        try {
            return new ServerState(
                    words[1],
                    words[3],
                    words[4],
                    Integer.parseInt(words[18]),
                    Integer.parseInt(words[5]),
                    Integer.parseInt(words[6]),
                    Integer.parseInt(words[7]),
                    Integer.parseInt(words[11]));
        } catch (NumberFormatException e) {
            throw new RefusedException("unexpected line of show servers state: " + line);
        }
    }
}
