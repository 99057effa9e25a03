package naru.container.stream;

import static java.util.stream.Collectors.joining;

import naru.container.model.ProcessList;
import naru.network.model.NaruException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs ps(1) on the host and picks a container's rows. */
public final class ProcessTable {
    private ProcessTable() {}

    public static ProcessList of(Set<Integer> pids, List<String> arguments) {
        var whole = ps(arguments.isEmpty() ? List.of("-ef") : arguments);
        if (!arguments.isEmpty() && whole.worked() && pick(whole.lines(), pids).rows().isEmpty()) {
            // ps -o … alone lists a terminal's processes. Ours are selected by -q, which ps takes
            // beside some options and not beside others.
            var selected = new ArrayList<>(arguments);
            selected.add("-q" + pids.stream().map(String::valueOf).collect(joining(",")));
            var ours = ps(selected);
            whole = ours.worked() ? ours : whole;
        }
        if (!whole.worked()) {
            String text = "ps: " + String.join(" ", whole.lines());
            throw arguments.isEmpty()
                    ? new NaruException.HostFailure(text)
                    : new NaruException.Invalid(text); // its options are the client's
        }
        return pick(whole.lines(), pids);
    }

    private record Output(boolean worked, List<String> lines) {}

    private static Output ps(List<String> arguments) {
        var command = new ArrayList<>(List.of("ps"));
        command.addAll(arguments);
        try {
            var ps = new ProcessBuilder(command).redirectErrorStream(true).start();
            ps.getOutputStream().close();
            String text = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Output(ps.waitFor() == 0, text.lines().toList());
        } catch (IOException failure) {
            throw new NaruException.HostFailure("ps: " + failure.getMessage(), failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new NaruException.HostFailure("interrupted", stopped);
        }
    }

    static ProcessList pick(List<String> lines, Set<Integer> pids) {
        var titles = List.of(lines.getFirst().strip().split("\\s+", -1));
        int column = titles.indexOf("PID");
        if (column < 0) {
            throw new NaruException.Invalid("Couldn't find PID field in ps output");
        }
        var rows = new ArrayList<List<String>>();
        for (String line : lines.subList(1, lines.size())) {
            var row = List.of(line.strip().split("\\s+", titles.size()));
            if (row.size() > column && pids.contains(Integer.valueOf(row.get(column)))) {
                rows.add(row);
            }
        }
        return new ProcessList(titles, rows);
    }
}
