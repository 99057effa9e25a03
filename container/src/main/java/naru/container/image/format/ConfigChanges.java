package naru.container.image.format;

import naru.container.config.ContainerConfig;
import naru.container.config.Healthcheck;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Lines of a Dockerfile that change an image's configuration, for {@code import --change}. */
public final class ConfigChanges {
    private final List<String> env = new ArrayList<>();
    private final Map<String, Object> ports = new TreeMap<>();
    private final Map<String, Object> volumes = new TreeMap<>();
    private final Map<String, String> labels = new TreeMap<>();
    private @Nullable List<String> cmd;
    private @Nullable List<String> entrypoint;
    private final List<String> onBuild = new ArrayList<>();
    private @Nullable Healthcheck healthcheck;
    private String user = "";
    private String workingDir = "";
    private String stopSignal = "";

    private ConfigChanges() {}

    public static ContainerConfig apply(List<String> lines) {
        var changes = new ConfigChanges();
        lines.forEach(changes::apply);
        return changes.config();
    }

    private void apply(String line) {
        String trimmed = line.strip();
        int space = trimmed.indexOf(' ');
        String word = space < 0 ? trimmed : trimmed.substring(0, space);
        String rest = space < 0 ? "" : trimmed.substring(space + 1).strip();
        switch (word.toUpperCase(Locale.ROOT)) {
            case "CMD" -> cmd = command(rest);
            case "ENTRYPOINT" -> entrypoint = command(rest);
            case "ENV" -> env.add(assignment(rest));
            case "EXPOSE" -> {
                for (String port : rest.split("\\s+", -1)) {
                    ports.put(port.indexOf('/') < 0 ? port + "/tcp" : port, Map.of());
                }
            }
            case "LABEL" -> {
                String assignment = assignment(rest);
                int equals = assignment.indexOf('=');
                labels.put(assignment.substring(0, equals), assignment.substring(equals + 1));
            }
            case "USER" -> user = rest;
            case "VOLUME" -> words(rest).forEach(path -> volumes.put(path, Map.of()));
            case "WORKDIR" -> workingDir = rest;
            case "STOPSIGNAL" -> stopSignal = rest;
            case "HEALTHCHECK" -> healthcheck = HealthcheckLine.parse(rest);
            case "ONBUILD" -> onBuild.add(trigger(rest));
            default -> throw new NaruException.Invalid(word + " is not a valid change command");
        }
    }

    /** ONBUILD: an instruction for builds from the image. */
    private static String trigger(String instruction) {
        String word = instruction.split("\\s+", 2)[0].toUpperCase(Locale.ROOT);
        switch (word) {
            case "" -> throw new NaruException.Invalid("ONBUILD requires at least one argument");
            case "ONBUILD" ->
                    throw new NaruException.Invalid(
                            "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
            case "FROM", "MAINTAINER" ->
                    throw new NaruException.Invalid(word + " isn't allowed as an ONBUILD trigger");
            default -> {
                return instruction;
            }
        }
    }

    /** A JSON array is a list of arguments, anything else a shell command. */
    private static List<String> command(String text) {
        var words = ExecForm.words(text);
        return words == null ? List.of("/bin/sh", "-c", text) : words;
    }

    private static List<String> words(String text) {
        var words = ExecForm.words(text);
        return words == null ? List.of(text.split("\\s+", -1)) : words;
    }

    /** {@code NAME=value}, {@code NAME="value"} or {@code NAME value}. */
    private static String assignment(String text) {
        int equals = text.indexOf('=');
        int split = equals > 0 ? equals : text.indexOf(' ');
        if (split <= 0) {
            throw new NaruException.Invalid("must have two arguments: " + text);
        }
        String value = text.substring(split + 1).strip();
        if (value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")) {
            value = value.substring(1, value.length() - 1);
        }
        return text.substring(0, split) + "=" + value;
    }

    private ContainerConfig config() {
        return new ContainerConfig(
                "",
                "",
                user,
                false,
                false,
                false,
                ports,
                false,
                false,
                false,
                env,
                cmd,
                healthcheck,
                false,
                "",
                volumes,
                workingDir,
                entrypoint,
                false,
                "",
                onBuild,
                labels,
                stopSignal,
                null,
                null);
    }
}
