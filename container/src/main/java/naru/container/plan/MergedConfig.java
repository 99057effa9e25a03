package naru.container.plan;

import naru.container.config.ContainerConfig;
import naru.container.config.Healthcheck;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A container's configuration with what its image says where the user says nothing. Pure. */
public final class MergedConfig {
    private MergedConfig() {}

    public static ContainerConfig of(ContainerConfig user, ContainerConfig image, String hostname) {
        boolean ownEntrypoint = user.entrypoint() != null;
        List<String> cmd = user.cmd();
        if (!ownEntrypoint && (cmd == null || cmd.isEmpty())) {
            cmd = image.cmd();
        }
        return new ContainerConfig(
                user.hostname().isEmpty() ? hostname : user.hostname(),
                user.domainname(),
                or(user.user(), image.user()),
                user.attachStdin(),
                user.attachStdout(),
                user.attachStderr(),
                both(image.exposedPorts(), user.exposedPorts()),
                user.tty(),
                user.openStdin(),
                user.stdinOnce(),
                environment(user.env(), image.env()),
                cmd,
                healthcheck(user.healthcheck(), image.healthcheck()),
                user.argsEscaped() || image.argsEscaped(),
                user.image(),
                both(image.volumes(), user.volumes()),
                or(user.workingDir(), image.workingDir()),
                ownEntrypoint ? user.entrypoint() : image.entrypoint(),
                user.networkDisabled(),
                user.macAddress(),
                user.onBuild(),
                both(image.labels(), user.labels()),
                or(user.stopSignal(), image.stopSignal()),
                user.stopTimeout(),
                user.shell() == null ? image.shell() : user.shell());
    }

    /** The program and its arguments; an entrypoint of one empty word clears the image's. */
    public static List<String> commandLine(ContainerConfig config) {
        var line = new ArrayList<String>();
        var entrypoint = config.entrypoint();
        if (entrypoint != null && !entrypoint.equals(List.of(""))) {
            line.addAll(entrypoint);
        }
        if (config.cmd() != null) {
            line.addAll(config.cmd());
        }
        if (line.isEmpty()) {
            throw new NaruException.Invalid("no command specified");
        }
        return line;
    }

    private static String or(String user, String image) {
        return user.isEmpty() ? image : user;
    }

    private static <V> Map<String, V> both(Map<String, V> image, Map<String, V> user) {
        var merged = new TreeMap<>(image);
        merged.putAll(user);
        return merged;
    }

    private static List<String> environment(List<String> user, List<String> image) {
        var names = new HashSet<String>();
        user.forEach(assignment -> names.add(name(assignment)));
        var merged = new ArrayList<>(user);
        for (String assignment : image) {
            if (names.add(name(assignment))) {
                merged.add(assignment);
            }
        }
        return merged;
    }

    private static String name(String assignment) {
        int equals = assignment.indexOf('=');
        return equals < 0 ? assignment : assignment.substring(0, equals);
    }

    private static @Nullable Healthcheck healthcheck(
            @Nullable Healthcheck user, @Nullable Healthcheck image) {
        if (user == null || image == null || !user.test().isEmpty()) {
            return user == null ? image : user;
        }
        return new Healthcheck(
                image.test(),
                user.interval() == 0 ? image.interval() : user.interval(),
                user.timeout() == 0 ? image.timeout() : user.timeout(),
                user.startPeriod() == 0 ? image.startPeriod() : user.startPeriod(),
                user.startInterval() == 0 ? image.startInterval() : user.startInterval(),
                user.retries() == 0 ? image.retries() : user.retries());
    }
}
