package naru.cli.inventory;

import naru.network.Networks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The relay process of published ports; there should be at most one. */
final class RelayItems {
    private RelayItems() {}

    /**
     * Finds it by the socket with which it was started; without published ports it is a leftover.
     */
    static List<Item> read(Path execRoot, boolean wanted) {
        var socket = Networks.relaySocket(execRoot).toString();
        var items = new ArrayList<Item>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                var words = commandLine(process);
                if (words.length >= 2 && words[1].equals(socket)) {
                    var owner = wanted && items.isEmpty() ? Owner.NARU : Owner.NONE;
                    items.add(Item.of(Kind.PROCESS, "naru-relay", socket, owner));
                }
            }
            return items;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String[] commandLine(Path process) {
        try {
            var bytes = Files.readAllBytes(process.resolve("cmdline"));
            return new String(bytes, StandardCharsets.UTF_8).split("\0");
        } catch (IOException ignored) {
            return new String[0]; // it has exited
        }
    }
}
