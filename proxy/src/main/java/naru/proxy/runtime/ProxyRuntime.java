package naru.proxy.runtime;

import static java.nio.file.Files.createDirectories;
import static java.nio.file.Files.exists;
import static java.nio.file.Files.setPosixFilePermissions;

import naru.proxy.haproxy.Configuration;
import naru.proxy.haproxy.Passwords;
import naru.proxy.haproxy.ProxySettings;
import naru.proxy.haproxy.Server;
import naru.proxy.model.Problem;
import naru.proxy.runtime.ServerStatus.State;
import naru.proxy.runtime.Supervisor.Result;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A running HAProxy. {@link #approach} takes it one step nearer to a wanted configuration: servers,
 * maps and certificates are changed in the running worker, all else by a reload. For one thread.
 */
public final class ProxyRuntime implements AutoCloseable {
    private final HaproxyProgram program;
    private final ProxyFolder folder;
    private final Supervisor process;
    private final Verifier verifier;
    private final AdminSocket admin;
    private final MapSync maps;
    private final CertificateSync certificates;
    private final Probes probes;
    private final ServerSync servers;
    private Set<String> rotation = new HashSet<>();
    private @Nullable Configuration current;

    /**
     * The result of a step.
     *
     * @param isSettled whether the running process is as wanted, as far as commands can achieve it
     * @param isCurrent whether the running process has the wanted maps and certificates
     * @param problem why it is not, if HAProxy has refused something
     * @param certificateProblems of certificates that HAProxy has refused
     */
    public record Progress(
            List<ServerStatus> servers,
            boolean isSettled,
            boolean isCurrent,
            Optional<String> problem,
            List<Problem> certificateProblems) {
        public Progress {
            servers = List.copyOf(servers);
            certificateProblems = List.copyOf(certificateProblems);
        }
    }

    /**
     * @param onChange called by another thread when a further step may be possible
     */
    public ProxyRuntime(HaproxyProgram program, Path path, Runnable onChange) {
        this.program = program;
        folder = new ProxyFolder(path);
        process = new Supervisor("HAProxy", program, folder, folder.proxy(), onChange);
        verifier = new Verifier(program, folder, onChange);
        admin = new AdminSocket(folder.adminSocket());
        maps = new MapSync(admin);
        certificates = new CertificateSync(folder);
        probes = new Probes(onChange);
        servers =
                new ServerSync(
                        admin,
                        new MasterSocket(folder.proxy().masterSocket()),
                        probes,
                        System::nanoTime);
    }

    /** Whether a server receives requests now, so that a new worker may have it from the start. */
    public boolean isInRotation(Server server) {
        return rotation.contains(key(server.name(), server.address(), server.port()));
    }

    /** The reloads since this process took over. */
    public long reloads() {
        return process.reloads();
    }

    /** Looks for a HAProxy that an earlier daemon has started. Before the first step. */
    public void takeOver() throws IOException {
        folder.create();
        var jail = folder.file(ProxySettings.JAIL);
        createDirectories(jail);
        setPosixFilePermissions(jail, PosixFilePermissions.fromString("rwxr-xr-x"));
        if (!exists(folder.serverStates())) {
            folder.write(folder.serverStates(), "1\n");
        }
        if (process.takeOver()) {
            for (var server : admin.servers()) {
                if (server.isReady()) {
                    rotation.add(key(server.name(), server.address(), server.port()));
                }
            }
        }
        verifier.takeOver();
    }

    /**
     * Changes what can be changed now.
     *
     * @param verifies whether maps are compared, too
     * @throws IOException if HAProxy does not answer; a later call tries again
     */
    public Progress approach(Configuration wanted, List<WantedBackend> backends, boolean verifies)
            throws IOException {
        boolean settled = structure(wanted, verifies);
        var running = current;
        if (!process.isRunning() || running == null) {
            return new Progress(List.of(), settled, false, problem(), certificates.problems());
        }
        var pass = servers.pass(inWorker(backends, running));
        remember(backends, pass.servers());
        return new Progress(
                pass.servers(),
                settled && pass.isSettled(),
                running == wanted,
                problem(),
                certificates.problems());
    }

    private Optional<String> problem() {
        return process.problem().or(verifier::problem);
    }

    /** The backends that the worker has, with the plans that it was given. */
    private static List<WantedBackend> inWorker(
            List<WantedBackend> backends, Configuration running) {
        var present = new ArrayList<WantedBackend>();
        for (var backend : backends) {
            var plan = running.backends().get(backend.plan().name());
            if (plan != null && plan.service().equals(backend.plan().service())) {
                present.add(new WantedBackend(plan, backend.servers()));
            }
        }
        return present;
    }

    /** Returns whether nothing remains to be done. */
    private boolean structure(Configuration wanted, boolean verifies) throws IOException {
        boolean settled = verifier.startIfNeeded(wanted, verifies);
        var result = process.approach(new Files(wanted), verifies);
        if (result == Result.UNCHANGED) {
            certificates.apply(wanted.certificates(), current == null || verifies);
            updateMaps(wanted, verifies);
            folder.update(folder.configuration(), wanted.text());
        }
        if (result == Result.UNCHANGED || result == Result.CHANGED) {
            current = wanted;
            verifier.stopIfUnused(wanted);
        }
        return settled && result != Result.WAITS;
    }

    /**
     * The messages with which HAProxy refuses a configuration; empty if it accepts it. Changes
     * nothing that a process uses.
     */
    public Optional<String> refusal(Configuration candidate) throws IOException {
        folder.complete(candidate.files());
        folder.complete(candidate.maps());
        try {
            folder.write(folder.trial(), candidate.text());
            program.check(folder.trial());
            var passwords = candidate.passwordFiles().get(Passwords.FILE);
            if (passwords != null) {
                folder.write(folder.trial(), passwords);
                program.check(folder.trial());
            }
            return Optional.empty();
        } catch (RefusedException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    private final class Files implements Supervisor.Wanted {
        private final Configuration wanted;
        private final @Nullable Configuration before = current;

        Files(Configuration wanted) {
            this.wanted = wanted;
        }

        @Override
        public String digest() {
            return Digests.structure(wanted);
        }

        @Override
        public void write() throws IOException {
            write(wanted);
        }

        @Override
        public void restore() throws IOException {
            if (before != null) {
                write(before);
            }
        }

        private void write(Configuration configuration) throws IOException {
            folder.updateAll(configuration.proxyFiles());
            folder.updateAll(configuration.maps());
            certificates.write(configuration.certificates());
            folder.update(folder.configuration(), configuration.text());
        }

        @Override
        public boolean leavesOut(RefusedException refused) {
            return certificates.isBlamed(refused, wanted.certificates());
        }

        @Override
        public void accepted() {
            certificates.started(wanted.certificates());
        }

        @Override
        public void beforeStart() throws IOException {
            folder.write(folder.serverStates(), "1\n");
        }

        @Override
        public void beforeReload() throws IOException {
            folder.write(folder.serverStates(), admin.rawServers() + "\n");
        }
    }

    private void updateMaps(Configuration wanted, boolean verifies) throws IOException {
        for (var map : wanted.maps().entrySet()) {
            var file = folder.file(map.getKey());
            var before = current == null ? null : current.maps().get(map.getKey());
            boolean differs =
                    current == null || verifies
                            ? !maps.agrees(file, map.getValue())
                            : !map.getValue().equals(before);
            if (differs) {
                folder.update(file, map.getValue());
                maps.replace(file, map.getValue());
            }
        }
    }

    private void remember(List<WantedBackend> backends, List<ServerStatus> statuses) {
        var ready = new HashSet<String>();
        for (var status : statuses) {
            if (status.state() == State.READY || status.state() == State.DOWN) {
                ready.add(status.backend() + "/" + status.server());
            }
        }
        var next = new HashSet<String>();
        for (var backend : backends) {
            for (var wanted : backend.servers()) {
                var server = wanted.server();
                if (ready.contains(backend.plan().name() + "/" + server.name())) {
                    next.add(key(server.name(), server.address(), server.port()));
                }
            }
        }
        rotation = next;
    }

    private static String key(String name, String address, int port) {
        return name + " " + address + " " + port;
    }

    /** Ends HAProxy when its streams have ended, at the latest after {@code grace}. */
    public void stop(Duration grace) {
        process.stop(grace);
        verifier.stop();
        probes.close();
    }

    /** Leaves HAProxy running. */
    @Override
    public void close() {
        process.close();
        verifier.close();
        probes.close();
    }
}
