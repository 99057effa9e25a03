package naru.proxy.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Replaces the entries of a map in a running worker. */
final class MapSync {
    private static final int ROOM = 500; // bytes for the command line before the payload

    private final AdminSocket admin;

    MapSync(AdminSocket admin) {
        this.admin = admin;
    }

    /**
     * Gives a map the entries of a text, in one step, and compares the result.
     *
     * @param file its name in the configuration
     */
    void replace(Path file, String text) throws IOException {
        int version = admin.prepareMap(file);
        var chunk = new StringBuilder();
        int size = 0;
        for (var line : text.lines().filter(line -> !line.isBlank()).toList()) {
            int length = line.getBytes(StandardCharsets.UTF_8).length + 1;
            if (size + length > CommandSocket.MAX_COMMAND - ROOM - file.toString().length()) {
                admin.addToMap(file, version, chunk.toString());
                chunk.setLength(0);
                size = 0;
            }
            chunk.append(line).append('\n');
            size += length;
        }
        if (size > 0) {
            admin.addToMap(file, version, chunk.toString());
        }
        admin.commitMap(file, version);
        if (!admin.map(file).equals(entries(text))) {
            throw new RefusedException("map " + file + " differs after its replacement");
        }
    }

    /** Whether a map of the running worker has the entries of a text. */
    boolean agrees(Path file, String text) throws IOException {
        return admin.map(file).equals(entries(text));
    }

    static Map<String, String> entries(String text) {
        var entries = new TreeMap<String, String>();
        for (var line : text.lines().filter(line -> !line.isBlank()).toList()) {
            var words = line.strip().split("\\s+", 2);
            entries.putIfAbsent(words[0], words.length == 2 ? words[1] : "");
        }
        return entries;
    }
}
