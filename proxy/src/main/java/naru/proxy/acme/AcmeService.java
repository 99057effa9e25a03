package naru.proxy.acme;

import naru.proxy.acme.AcmeFailure.Kind;
import naru.proxy.acme.AcmeSettings.Challenge;
import naru.proxy.acme.OrderRun.Pause;
import naru.proxy.certificate.Pem;
import naru.proxy.model.Problem;
import naru.proxy.table.RoutingTable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Orders the certificates that routes want, and renews them. One thread of its own makes one order
 * at a time. Without settings it orders nothing and says so. Other methods: any thread.
 */
public final class AcmeService implements AutoCloseable {
    private static final Logger log = System.getLogger(AcmeService.class.getName());
    private static final Duration LONGEST_SLEEP = Duration.ofHours(1);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofHours(6); // RFC 9773, section 4.3
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    private final Optional<AcmeSettings> settings;
    private final AcmeFolder folder;
    private final Runnable onChange;
    private final ChallengeBoard board;
    private final Solver solver;
    private final Function<URI, AcmeServer> servers;
    private final Map<URI, AcmeServer> known = new HashMap<>();
    private final Clock clock;
    private final Pause pause;
    private final SecureRandom random;
    private final Semaphore wakeups = new Semaphore(0);
    private volatile CertificateRequests wanted = new CertificateRequests(List.of(), List.of());
    private volatile boolean retries;
    private volatile boolean closed;
    private volatile List<OrderedCertificate> orders = List.of();
    private volatile @Nullable Thread thread;

    /**
     * @param path of the folder with accounts, orders and certificates
     * @param onChange called when there is another answer or certificate
     */
    public static AcmeService open(Optional<AcmeSettings> settings, Path path, Runnable onChange)
            throws IOException {
        var provider = new AuthoritiesProvider(settings.flatMap(AcmeSettings::authorities));
        return new AcmeService(
                settings,
                path,
                onChange,
                directory -> new Acme4jServer(directory, provider, settings.orElseThrow()),
                Clock.systemUTC(),
                Thread::sleep);
    }

    AcmeService(
            Optional<AcmeSettings> settings,
            Path path,
            Runnable onChange,
            Function<URI, AcmeServer> servers,
            Clock clock,
            Pause pause)
            throws IOException {
        this.settings = settings;
        this.servers = servers;
        this.onChange = onChange;
        this.clock = clock;
        this.pause = pause;
        random = new SecureRandom();
        folder = new AcmeFolder(path, random);
        board = new ChallengeBoard(path.resolve("challenges"), onChange, ANSWER_LIMIT);
        solver =
                settings.filter(used -> used.challenge() == Challenge.DNS_01)
                        .flatMap(AcmeSettings::hook)
                        .<Solver>map(hook -> new DnsHook(hook, path.resolve("dns-records")))
                        .orElse(board);
    }

    /** The folder of certificates, as {@code CertificateFolder} reads it. */
    public static Path certificates(Path path) {
        return path.resolve("certificates");
    }

    public void start() {
        if (settings.isPresent()) {
            thread = Thread.ofPlatform().daemon().name("acme").start(this::work);
        }
    }

    /**
     * Sets what is wanted; returns at once.
     *
     * @param own the names that certificates of the user serve
     */
    public void want(RoutingTable table, SortedSet<String> own) {
        var now = CertificateRequests.of(table, own, settings);
        if (!now.equals(wanted)) {
            wanted = now;
            wakeups.release();
        }
    }

    /**
     * Repeats orders that have failed without their pauses; returns at once. Pauses that a
     * directory has asked for are kept.
     */
    public void retry() {
        retries = true;
        wakeups.release();
    }

    /** The answers to challenges that HAProxy must give, by token. */
    public Map<String, String> answers() {
        return board.answers();
    }

    /** HAProxy gives these answers now. */
    public void served(Map<String, String> answers) {
        board.served(answers);
    }

    private void work() {
        while (!closed) {
            var next = step();
            try {
                var sleep = Duration.between(clock.instant(), next);
                if (sleep.isPositive()) {
                    wakeups.tryAcquire(sleep.toMillis(), TimeUnit.MILLISECONDS);
                }
                wakeups.drainPermits();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Makes the orders that are due now; returns when it should be called again. */
    Instant step() {
        var next = clock.instant().plus(LONGEST_SLEEP);
        try {
            if (retries) {
                retries = false;
                forgetPauses();
            }
            var all = new ArrayList<Progress>();
            for (var request : wanted.requests()) {
                all.add(read(request));
            }
            publish(all);
            for (int i = 0; i < all.size(); i++) {
                if (closed) {
                    return next;
                }
                var progress = advance(all.get(i));
                all.set(i, progress);
                var due = due(progress);
                next = due.isBefore(next) ? due : next;
            }
            deleteExpired();
            publish(all);
        } catch (IOException | RuntimeException failure) {
            log.log(Level.WARNING, "certificates cannot be ordered", failure);
            return clock.instant().plus(Duration.ofMinutes(1));
        }
        return next;
    }

    /** What the folder has about a request. */
    private record Progress(
            CertificateRequest request, OrderState state, Optional<Pem> certificate) {}

    private Progress read(CertificateRequest request) throws IOException {
        var id = request.id();
        return new Progress(request, folder.state(id), folder.certificate(id));
    }

    /** Makes an order if one is due. */
    private Progress advance(Progress before) throws IOException {
        var progress = ask(before);
        if (due(progress).isAfter(clock.instant())) {
            return progress;
        }
        attempt(progress.request());
        return read(progress.request());
    }

    private void forgetPauses() throws IOException {
        for (var request : wanted.requests()) {
            var state = folder.state(request.id());
            if (state.failures() > 0) {
                folder.keep(request.id(), state.withoutPause());
            }
        }
    }

    /** Asks the directory now and then when a certificate should be renewed. */
    private Progress ask(Progress before) throws IOException {
        var request = before.request();
        var id = request.id();
        var state = before.state();
        var certificate = before.certificate();
        var account = folder.account(request.directory());
        var now = clock.instant();
        if (certificate.isEmpty()
                || account.isEmpty()
                || state.asked()
                        .filter(last -> now.isBefore(last.plus(BETWEEN_QUESTIONS)))
                        .isPresent()) {
            return before;
        }
        var proposed = state.renewal();
        try {
            proposed =
                    server(request.directory())
                            .renewal(account.get(), certificate.get().leaf())
                            .map(window -> RenewalTimes.within(id, window));
        } catch (AcmeFailure failure) {
            log.log(Level.DEBUG, "no renewal time for {0}: {1}", id, failure.reason());
        }
        var asked = state.proposed(proposed, now);
        folder.keep(id, asked);
        return new Progress(request, asked, certificate);
    }

    /** The earliest time of the next order. */
    private Instant due(Progress progress) throws IOException {
        var request = progress.request();
        var state = progress.state();
        var due =
                progress.certificate()
                        .map(pem -> renewal(request.id(), pem, state))
                        .orElse(Instant.MIN);
        if (state.order().isPresent()) {
            due = Instant.MIN;
        }
        due = later(due, state.next().orElse(Instant.MIN));
        return later(due, folder.pausedUntil(request.directory()));
    }

    private static Instant later(Instant one, Instant two) {
        return one.isBefore(two) ? two : one;
    }

    private Instant renewal(String id, Pem certificate, OrderState state) {
        var before = settings.flatMap(AcmeSettings::renewBefore);
        return RenewalTimes.renewal(id, certificate.leaf(), before, state.renewal());
    }

    private void attempt(CertificateRequest request) throws IOException {
        try {
            runOrRegister(request);
            log.log(Level.INFO, "a certificate for {0} was issued", request.names());
            onChange.run();
        } catch (AcmeFailure failure) {
            if (!closed) {
                failed(request, failure);
            }
        } catch (InterruptedException | InterruptedIOException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An account that the directory does not know any more is registered again. */
    private void runOrRegister(CertificateRequest request)
            throws AcmeFailure, IOException, InterruptedException {
        try {
            run(request);
        } catch (AcmeFailure failure) {
            if (failure.kind() != Kind.NEW_ACCOUNT) {
                throw failure;
            }
            folder.forgetAccount(request.directory());
            folder.keep(request.id(), folder.state(request.id()).withoutOrder());
            run(request);
        }
    }

    private void run(CertificateRequest request)
            throws AcmeFailure, IOException, InterruptedException {
        var email = settings.map(AcmeSettings::email).orElse("");
        var run = new OrderRun(server(request.directory()), folder, solver, clock, pause);
        run.run(request, email.isEmpty() ? request.email() : email);
    }

    private void failed(CertificateRequest request, AcmeFailure failure) throws IOException {
        var state = folder.state(request.id());
        var now = clock.instant();
        var retry = now.plus(RenewalTimes.pause(state.failures() + 1, random.nextDouble()));
        retry = later(retry, failure.retryAfter().orElse(retry));
        if (failure.kind() == Kind.RATE_LIMIT) {
            folder.pause(request.directory(), retry);
        }
        boolean keepsOrder = failure.kind() == Kind.SAME_ORDER;
        folder.keep(request.id(), state.failed(failure.reason(), retry, keepsOrder));
        log.log(
                Level.WARNING,
                "no certificate for {0}: {1}; the next attempt is at {2}",
                request.names(),
                failure.reason(),
                retry);
    }

    private AcmeServer server(URI directory) {
        return known.computeIfAbsent(directory, servers);
    }

    /** Certificates that no route wants any more serve their names until they expire. */
    private void deleteExpired() throws IOException {
        var keep = wanted.requests().stream().map(CertificateRequest::id).toList();
        for (var id : ids()) {
            var certificate = folder.certificate(id);
            if (!keep.contains(id)
                    && certificate.isPresent()
                    && certificate
                            .get()
                            .leaf()
                            .getNotAfter()
                            .toInstant()
                            .isBefore(clock.instant())) {
                folder.delete(id);
            }
        }
    }

    private List<String> ids() throws IOException {
        var ids = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(folder.certificates(), "*.pem")) {
            for (var file : files) {
                ids.add(String.valueOf(file.getFileName()).replaceAll("\\.pem$", ""));
            }
        }
        return ids;
    }

    /** Routes whose certificate is missing or expires soon, and why. */
    public List<Problem> problems() {
        var problems = new ArrayList<>(wanted.problems());
        for (var order : orders()) {
            order.problem(clock.instant()).ifPresent(problems::add);
        }
        return problems;
    }

    /** What is known about each certificate that routes want. */
    public List<OrderedCertificate> orders() {
        return orders;
    }

    private void publish(List<Progress> all) throws IOException {
        var found = new ArrayList<OrderedCertificate>();
        for (var progress : all) {
            found.add(
                    new OrderedCertificate(
                            progress.request(),
                            folder.certificateFile(progress.request().id()),
                            progress.certificate().map(Pem::leaf),
                            later(due(progress), Instant.EPOCH),
                            progress.state().failures(),
                            progress.state().error()));
        }
        orders = List.copyOf(found);
    }

    /** Ends the thread; an order under way is continued by the next daemon. */
    @Override
    public void close() {
        closed = true;
        var running = thread;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
