package naru.container.oci;

import naru.container.config.ContainerConfig;
import naru.container.config.ExecRequest;
import naru.container.config.HostConfig;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Converts an exec request to the runtime's process configuration. Pure. */
public final class ProcessBuilding {
    private ProcessBuilding() {}

    public static OciSpec.Process exec(
            ContainerConfig config, HostConfig host, ExecRequest request, UserLookup.Found user) {
        var size = request.consoleSize();
        OciSpec.ConsoleSize console = null;
        if (request.tty() && size != null && size.size() == 2 && size.get(0) > 0) {
            console = new OciSpec.ConsoleSize(size.get(0), size.get(1));
        }
        var held =
                request.privileged()
                        ? SpecBuilder.capabilities(Capability.all(), user.uid())
                        : SpecBuilder.capabilities(Capability.of(host), user.uid());
        String cwd = request.workingDir().isEmpty() ? config.workingDir() : request.workingDir();
        return new OciSpec.Process(
                request.tty(),
                console,
                new OciSpec.User(user.uid(), user.gid(), user.additionalGids()),
                request.cmd(),
                SpecBuilder.environment(
                        merge(config.env(), request.env()),
                        config.hostname(),
                        user.home(),
                        request.tty()),
                cwd.isEmpty() ? "/" : cwd,
                held,
                SpecBuilder.rlimits(host),
                SecurityOptions.of(host.securityOpt()).noNewPrivileges(),
                null);
    }

    /** The union; variables of {@code above} replace those of {@code below}. */
    public static List<String> merge(List<String> below, List<String> above) {
        var names = new HashSet<String>();
        above.forEach(assignment -> names.add(assignment.split("=", 2)[0]));
        var merged = new ArrayList<String>();
        for (String assignment : below) {
            if (!names.contains(assignment.split("=", 2)[0])) {
                merged.add(assignment);
            }
        }
        merged.addAll(above);
        return merged;
    }
}
