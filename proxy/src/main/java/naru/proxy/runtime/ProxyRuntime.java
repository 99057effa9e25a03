package naru.proxy.runtime;

import naru.proxy.haproxy.Configuration;
import naru.proxy.haproxy.ProxySettings;
import naru.proxy.haproxy.Server;
import naru.proxy.model.Problem;
import naru.proxy.runtime.ServerStatus.State;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
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
    private static final Logger log = System.getLogger(ProxyRuntime.class.getName());

    /** Between two reloads, each of which leaves a worker that serves its last connections. */
    private static final Duration RELOAD_PAUSE = Duration.ofSeconds(1);

    private final HaproxyProgram program;
    private final ProxyFolder folder;
    private final HaproxyProcess process;
    private final AdminSocket admin;
    private final MapSync maps;
    private final CertificateSync certificates;
    private final Probes probes;
    private final ServerSync servers;
    private final RestartPause restarts = new RestartPause();
    private Set<String> rotation = new HashSet<>();
    private @Nullable Configuration current;
    private String currentDigest = "";
    private String refusedDigest = "";
    private Optional<String> problem = Optional.empty();
    private boolean hasLooked;
    private long reloads;
    private long nextReload = System.nanoTime();

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
        process = new HaproxyProcess(program, folder, onChange);
        admin = new AdminSocket(folder.adminSocket());
        maps = new MapSync(admin);
        certificates = new CertificateSync(folder);
        probes = new Probes(onChange);
        servers = new ServerSync(admin, probes, System::nanoTime);
    }

    /** Whether a server receives requests now, so that a new worker may have it from the start. */
    public boolean isInRotation(Server server) {
        return rotation.contains(key(server.name(), server.address(), server.port()));
    }

    /** The reloads since this process took over. */
    public long reloads() {
        return reloads;
    }

    /** Looks for a HAProxy that an earlier daemon has started. Before the first step. */
    public void takeOver() throws IOException {
        folder.create();
        var jail = folder.file(ProxySettings.JAIL);
        Files.createDirectories(jail);
        Files.setPosixFilePermissions(jail, PosixFilePermissions.fromString("rwxr-xr-x"));
        if (!Files.exists(folder.serverStates())) {
            folder.write(folder.serverStates(), "1\n");
        }
        if (process.takeOver()) {
            hasLooked = true;
            currentDigest =
                    Files.exists(folder.digest()) ? Files.readString(folder.digest()).strip() : "";
            for (var server : admin.servers()) {
                if (server.isReady()) {
                    rotation.add(key(server.name(), server.address(), server.port()));
                }
            }
            log.log(Level.INFO, "took over the running HAProxy");
        }
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
            return new Progress(List.of(), settled, false, problem, certificates.problems());
        }
        var pass = servers.pass(inWorker(backends, running));
        remember(backends, pass.servers());
        return new Progress(
                pass.servers(),
                settled && pass.isSettled(),
                running == wanted,
                problem,
                certificates.problems());
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
        var digest = Digests.structure(wanted);
        if (!process.isRunning()) {
            return start(wanted, digest);
        }
        if (digest.equals(currentDigest)) {
            refusedDigest = "";
            problem = Optional.empty();
            certificates.apply(wanted.certificates(), current == null || verifies);
            updateMaps(wanted, verifies);
            folder.update(folder.configuration(), wanted.text());
            current = wanted;
            return true;
        }
        if (digest.equals(refusedDigest) && !verifies) {
            return true; // the problem is known
        }
        if (System.nanoTime() - nextReload < 0) {
            return false;
        }
        return reload(wanted, digest);
    }

    private boolean start(Configuration wanted, String digest) throws IOException {
        if (!restarts.mayStart(System.nanoTime())) {
            return false;
        }
        if (hasLooked) {
            log.log(Level.WARNING, "HAProxy has ended; starting it again");
        }
        hasLooked = true;
        try {
            write(wanted);
            folder.write(folder.serverStates(), "1\n");
            process.start();
        } catch (RefusedException refused) {
            if (!certificates.isBlamed(refused, wanted.certificates())) {
                restarts.failed(System.nanoTime());
                report(refused);
            }
            return false;
        }
        accept(wanted, digest);
        return true;
    }

    private boolean reload(Configuration wanted, String digest) throws IOException {
        var before = current;
        write(wanted);
        try {
            program.check(folder.configuration());
            folder.write(folder.serverStates(), admin.rawServers() + "\n");
            process.reload();
        } catch (RefusedException refused) {
            if (before != null) {
                write(before);
            }
            if (certificates.isBlamed(refused, wanted.certificates())) {
                return false; // the next step leaves them out
            }
            refusedDigest = digest;
            nextReload = System.nanoTime() + RELOAD_PAUSE.toNanos();
            report(refused);
            return true;
        }
        reloads++;
        accept(wanted, digest);
        return true;
    }

    private void accept(Configuration wanted, String digest) throws IOException {
        current = wanted;
        certificates.started(wanted.certificates());
        currentDigest = digest;
        refusedDigest = "";
        problem = Optional.empty();
        nextReload = System.nanoTime() + RELOAD_PAUSE.toNanos();
        folder.write(folder.digest(), digest + "\n");
    }

    private void report(RefusedException refused) {
        var text = String.valueOf(refused.getMessage());
        if (!problem.equals(Optional.of(text))) {
            log.log(Level.WARNING, "HAProxy refuses its configuration: {0}", text);
        }
        problem = Optional.of(text);
    }

    private void write(Configuration wanted) throws IOException {
        for (var file : wanted.files().entrySet()) {
            folder.update(folder.file(file.getKey()), file.getValue());
        }
        for (var map : wanted.maps().entrySet()) {
            folder.update(folder.file(map.getKey()), map.getValue());
        }
        certificates.write(wanted.certificates());
        folder.update(folder.configuration(), wanted.text());
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
        probes.close();
    }

    /** Leaves HAProxy running. */
    @Override
    public void close() {
        process.close();
        probes.close();
    }
}
