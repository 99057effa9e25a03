package naru.proxy.acme;

import naru.proxy.acme.AcmeFailure.Kind;
import naru.proxy.acme.AcmeServer.Account;
import naru.proxy.acme.AcmeServer.Order;
import naru.proxy.certificate.Pem;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Brings one order to its end. Each step looks at the order first, and what is needed later is on
 * disk before it is used, so that a further run continues one that was killed anywhere.
 */
final class OrderRun {
    private static final Logger log = System.getLogger(OrderRun.class.getName());
    private static final Duration LIMIT = Duration.ofMinutes(3); // of a server's work
    private static final Duration FIRST_LOOK = Duration.ofMillis(500);
    private static final Duration LAST_LOOK = Duration.ofSeconds(4);

    private final AcmeServer server;
    private final AcmeFolder folder;
    private final Solver solver;
    private final Clock clock;
    private final Pause pause;

    /** Waits. Tests move their clock instead. */
    interface Pause {
        void await(Duration time) throws InterruptedException;
    }

    OrderRun(AcmeServer server, AcmeFolder folder, Solver solver, Clock clock, Pause pause) {
        this.server = server;
        this.folder = folder;
        this.solver = solver;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * Orders a certificate and keeps it.
     *
     * @param email of the account if it has to be registered
     */
    void run(CertificateRequest request, String email)
            throws AcmeFailure, IOException, InterruptedException {
        var id = request.id();
        var account = account(request.directory(), email);
        var key = folder.orderKey(id);
        var state = folder.state(id);
        if (state.order().isEmpty()) {
            var replaced = folder.certificate(id).map(Pem::leaf);
            state = state.began(server.begin(account, request.names(), replaced));
            folder.keep(id, state);
        }
        var order = state.order().orElseThrow();
        try {
            awaitValid(account, order, id);
            var chain = server.certificate(account, order);
            folder.finish(id, new Pem(chain, key.getPrivate()));
            folder.keep(id, OrderState.NEW);
        } catch (AcmeFailure | IOException e) {
            if (!Thread.currentThread().isInterrupted()) { // the order goes on in the next daemon
                withdraw();
            }
            throw e;
        }
        withdraw();
    }

    private Account account(URI directory, String email) throws AcmeFailure, IOException {
        var known = folder.account(directory);
        if (known.isPresent()) {
            return known.get();
        }
        var account = server.register(folder.accountKey(directory), email);
        folder.keep(directory, account);
        return account;
    }

    private void awaitValid(Account account, URI url, String id)
            throws AcmeFailure, IOException, InterruptedException {
        var presented = new HashSet<URI>();
        var end = clock.instant().plus(LIMIT);
        var look = FIRST_LOOK;
        boolean isCompleted = false;
        while (true) {
            var order = server.order(account, url);
            switch (order.status()) {
                case VALID -> {
                    return;
                }
                case INVALID ->
                        throw new AcmeFailure(
                                Kind.NEW_ORDER,
                                order.error().isEmpty() ? "the order is invalid" : order.error());
                case PENDING -> {
                    if (answer(account, order, presented)) {
                        end = clock.instant().plus(LIMIT);
                    }
                }
                case READY -> {
                    if (!isCompleted) {
                        server.complete(account, url, folder.orderKey(id));
                        isCompleted = true;
                    }
                }
                case PROCESSING -> {}
            }
            var now = clock.instant();
            if (now.isAfter(end)) {
                throw new AcmeFailure(
                        Kind.SAME_ORDER,
                        "the directory has not validated the names within "
                                + LIMIT.toMinutes()
                                + " minutes");
            }
            await(untilNextLook(order.retryAfter(), now, look));
            look = look.multipliedBy(2).compareTo(LAST_LOOK) < 0 ? look.multipliedBy(2) : LAST_LOOK;
        }
    }

    private void await(Duration time) throws InterruptedException {
        try {
            pause.await(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw e;
        }
    }

    private static Duration untilNextLook(
            Optional<Instant> retryAfter, Instant now, Duration usual) {
        var asked = retryAfter.map(time -> Duration.between(now, time)).orElse(usual);
        var most = Duration.ofMinutes(1);
        return asked.compareTo(usual) < 0 ? usual : asked.compareTo(most) > 0 ? most : asked;
    }

    /** Answers all challenges before the first one is validated; returns whether some were new. */
    private boolean answer(Account account, Order order, Set<URI> presented)
            throws AcmeFailure, IOException, InterruptedException {
        var fresh =
                order.challenges().stream()
                        .filter(challenge -> !presented.contains(challenge.url()))
                        .toList();
        for (var challenge : fresh) {
            solver.present(challenge);
            presented.add(challenge.url());
        }
        for (var challenge : fresh) {
            if (!challenge.isTriggered()) {
                server.trigger(account, challenge.url());
            }
        }
        return !fresh.isEmpty();
    }

    private void withdraw() {
        try {
            solver.withdraw();
        } catch (IOException e) {
            log.log(Level.WARNING, "answers to challenges remain: {0}", e.getMessage());
        }
    }
}
