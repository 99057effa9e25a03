package naru.acceptance.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Random changes of members, routes, middlewares, a certificate and the daemon under constant
 * requests, beside WebSockets and calls that stay open: a sample in each run, {@code make
 * proxy-soak} for 10,000 changes. A reload of HAProxy ends the streams of its former worker after
 * an hour.
 */
@InLab
class ProxySoakTest extends WithProxy {
    private static final int CHANGES = Integer.getInteger("naru.proxy.changes", 8);
    private static final long SEED = Long.getLong("naru.proxy.seed", 1L);
    private static final int SOCKETS = Integer.getInteger("naru.proxy.sockets", 200);
    private static final int CALLS = Integer.getInteger("naru.proxy.calls", 50);
    private static final int MEMBERS = 3;

    private final Random random = new Random(SEED);
    private final ArrayDeque<String> members = new ArrayDeque<>(); // the oldest first
    private final List<String> routes = new ArrayList<>();
    private ChangingCertificate certificate;
    private int made;

    ProxySoakTest(Lab lab) {
        super(lab);
    }

    @BeforeEach
    void start() throws Exception {
        certificate = new ChangingCertificate(ground, "web.test");
        for (int i = 0; i < MEMBERS; i++) {
            addMember();
        }
    }

    @AfterEach
    void removeCertificate() throws IOException {
        certificate.close();
    }

    @Test
    void losesNoRequestInRandomChanges() throws Exception {
        System.out.println("seed " + SEED + ", " + CHANGES + " changes");
        try (var streams = StreamLoad.start(ground, SOCKETS, CALLS);
                var load = RequestLoad.start(ground.client(), ProxyGround.ADDRESS, "web.test")) {
            load.more(100);
            var kinds =
                    new ArrayList<Integer>(List.of(0, 2, 3, 5, 8, 9, 10)); // each once, at first
            Collections.shuffle(kinds, random);
            for (int i = 0; i < CHANGES; i++) {
                change(i < kinds.size() ? kinds.get(i) : random.nextInt(20));
            }
            var counts = load.stop();
            var held = streams.stop();

            assertThat(held.closed()).as("seed " + SEED + ": " + held.details()).isZero();
            assertThat(held.streams()).isEqualTo(SOCKETS + CALLS);
            assertThat(held.messages()).isGreaterThan(SOCKETS + CALLS);
            assertThat(counts.lost()).as("seed " + SEED + ": " + counts.details()).isZero();
        }
        assertThat(ground.processes()).as("HAProxy's processes").hasSizeLessThan(10);
        assertThat(ground.states()).doesNotContain("problem ");
    }

    private void change(int kind) throws Exception {
        switch (kind) {
            case 0 -> restartDaemon();
            case 1, 2 -> changeRoute();
            case 3 -> changeMiddleware();
            case 4, 5, 6 -> {
                ground.docker().cli("restart -t 0 {}", members.getFirst());
                ground.awaitReady(members.getFirst());
            }
            case 7, 8 -> {
                ground.drain(members.getLast(), true);
                ground.drain(members.getLast(), false);
            }
            case 9 -> certificate.change();
            default -> {
                addMember();
                removeMember(random.nextBoolean());
            }
        }
    }

    private void addMember() throws Exception {
        var name = "member" + made++;
        ground.member(name, "web", "");
        members.add(name);
        ground.awaitReady(name);
    }

    private void removeMember(boolean gracefully) {
        var name = members.removeFirst();
        if (gracefully) {
            ground.docker().cli("stop -t 0 {}", name);
        }
        ground.docker().cli("rm -f {}", name);
    }

    private void changeRoute() throws Exception {
        if (routes.size() > 2) {
            ground.docker().cli("rm -f {}", routes.removeFirst());
        }
        var name = "route" + made++;
        ground.docker().web(name, "-e VIRTUAL_HOST={}.test", name);
        routes.add(name);
        ground.awaitReady(name);
    }

    /** A container with a route whose middleware differs from that of the one before. */
    private void changeMiddleware() throws Exception {
        ground.docker().run("rm -f changing");
        ground.docker()
                .web(
                        "changing",
                        "-l traefik.enable=true -l {} -l {} -l {}",
                        "traefik.http.routers.changing.rule=Host(`changing.test`)",
                        "traefik.http.routers.changing.middlewares=number",
                        "traefik.http.middlewares.number.headers.customresponseheaders.X-N="
                                + made++);
        ground.awaitReady("changing");
    }

    private void restartDaemon() throws Exception {
        var daemon = new Daemon(lab.host());
        if (random.nextBoolean()) {
            daemon.kill();
        } else {
            daemon.terminate();
        }
        daemon.start();
        ground.awaitReady(members.toArray(String[]::new));
    }
}
