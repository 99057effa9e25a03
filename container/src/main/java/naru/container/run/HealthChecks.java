package naru.container.run;

import naru.container.event.ContainerEvent;
import naru.container.model.Health;
import naru.container.model.Health.Probe;
import naru.container.plan.HealthRules;
import naru.container.plan.Names;
import naru.container.state.ContainerEntry;
import naru.network.model.NaruException;
import naru.network.model.Readiness;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Probes the health of containers that run and have a check, each on a thread of its own. A
 * container whose probes have ended counts as unhealthy, as in Docker.
 */
public final class HealthChecks {
    private static final System.Logger LOG = System.getLogger(HealthChecks.class.getName());

    private final ContainerComponents parts;
    private final ExecSessions execs;
    private volatile boolean stopped;

    public HealthChecks(ContainerComponents parts, ExecSessions execs) {
        this.parts = parts;
        this.execs = execs;
    }

    /** Ends all probes without changing the health of a container. */
    public void stop() {
        stopped = true;
        for (var container : parts.table().all()) {
            var prober = container.prober();
            if (prober != null) {
                prober.interrupt();
            }
        }
    }

    /** Probes a container that has just started. The caller holds its lock, as in all below. */
    void begin(ContainerEntry container) {
        var rules = HealthRules.of(container.record.config());
        if (rules == null) {
            container.report(null);
            return;
        }
        var before = container.health();
        List<Probe> log = before == null ? List.of() : before.log();
        container.report(new Health(Health.STARTING, 0, log));
        probe(container, rules);
    }

    /** Resumes the probes of a paused container; false without a check. */
    boolean goOn(ContainerEntry container) {
        var rules = HealthRules.of(container.record.config());
        if (rules != null) {
            probe(container, rules);
        }
        return rules != null;
    }

    /** Ends the probing of a container that has ended or is paused. */
    void end(ContainerEntry container) {
        var prober = container.prober();
        if (prober != null) {
            container.probeBy(null);
            prober.interrupt();
        }
        var health = container.health();
        if (health != null) {
            container.report(health.with(Health.UNHEALTHY));
        }
    }

    private void probe(ContainerEntry container, HealthRules rules) {
        String time = container.run().startedAt();
        var started = time == null ? parts.clock().instant() : Instant.parse(time);
        var prober =
                Thread.ofVirtual()
                        .name("health " + Names.shortId(container.id))
                        .unstarted(() -> probe(container, rules, started));
        container.probeBy(prober);
        prober.start();
    }

    private void probe(ContainerEntry container, HealthRules rules, Instant started) {
        try {
            for (var health = container.health();
                    health != null && container.prober() == Thread.currentThread();
                    health = container.health()) {
                Thread.sleep(rules.pause(health, up(started)));
                var probe = probeOnce(container, rules);
                note(container, rules, probe, up(started));
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.WARNING, "health of " + container.id, failure);
        }
    }

    private Duration up(Instant started) {
        return Duration.between(started, parts.clock().instant());
    }

    private Probe probeOnce(ContainerEntry container, HealthRules rules)
            throws InterruptedException {
        var begin = parts.clock().instant();
        try {
            var outcome = execs.probe(container, rules.command(), rules.timeout());
            return Probe.of(begin, parts.clock().instant(), outcome.exitCode(), outcome.output());
        } catch (NaruException refusal) {
            var why = String.valueOf(refusal.getMessage());
            return Probe.of(begin, parts.clock().instant(), -1, why);
        }
    }

    private void note(ContainerEntry container, HealthRules rules, Probe probe, Duration up)
            throws InterruptedException {
        container.lock.lockInterruptibly();
        try {
            var before = container.health();
            if (stopped || before == null || container.prober() != Thread.currentThread()) {
                return; // it has ended meanwhile
            }
            var after = rules.after(before, probe, up);
            container.report(after);
            if (!after.status().equals(before.status())) {
                boolean sick = after.status().equals(Health.UNHEALTHY);
                parts.networks()
                        .ready(container.id, sick ? Readiness.UNHEALTHY : Readiness.SERVING);
                parts.log().append(new ContainerEvent.HealthChanged(container.info()));
            }
        } finally {
            container.lock.unlock();
        }
    }
}
