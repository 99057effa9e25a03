package naru.network.plan;

import naru.linux.address.Family;
import naru.network.address.Addresses;
import naru.network.model.Endpoint;
import naru.network.model.EndpointSpec;
import naru.network.model.NaruException;
import naru.network.shared.SharedNetworks;
import naru.network.shared.SharedNetworks.Loss;
import naru.network.shared.SharedNetworks.Owner;
import naru.network.undo.Rollback;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Plans an endpoint of a shared network until its addresses are granted: this host chooses free
 * ones, and another may have claimed them a moment before. Addresses that were lost are held until
 * the end, so that none is chosen twice. For one use.
 */
final class SharedAttempts {
    private final SharedNetworks shared;
    private final EndpointSpec spec;
    private final Owner owner;
    private final List<Rollback> attempts = new ArrayList<>();
    private final Set<InetAddress> resting = new HashSet<>();
    private final Set<InetAddress> insisted = new HashSet<>();

    SharedAttempts(SharedNetworks shared, EndpointSpec spec, Owner owner) {
        this.shared = shared;
        this.spec = spec;
        this.owner = owner;
        for (var family : Family.values()) {
            var wanted = spec.address(family);
            if (wanted != null) {
                insisted.add(wanted);
            }
        }
    }

    /** Chooses addresses, which the rollback releases. */
    interface Attempt {
        Endpoint run(Rollback rollback);
    }

    Endpoint plan(Attempt attempt, Rollback rollback) {
        try {
            while (true) {
                var current = new Rollback();
                attempts.add(current);
                var endpoint = choose(attempt, current);
                var loss = shared.claim(endpoint, owner, Set.copyOf(insisted));
                if (loss.isEmpty()) {
                    attempts.remove(current);
                    rollback.add(current::close);
                    rollback.add(() -> shared.release(endpoint));
                    return endpoint;
                }
                note(loss.get());
            }
        } finally {
            attempts.forEach(Rollback::close);
        }
    }

    /** If no other address is free, those that rest are. */
    private Endpoint choose(Attempt attempt, Rollback current) {
        try {
            return attempt.run(current);
        } catch (NaruException.HostFailure full) {
            if (resting.isEmpty()) {
                throw full;
            }
            insisted.addAll(resting);
            resting.clear();
            attempts.forEach(Rollback::close);
            attempts.clear();
            attempts.add(current);
            return attempt.run(current);
        }
    }

    private void note(Loss loss) {
        boolean named = false;
        for (var family : Family.values()) {
            named |= loss.address().equals(spec.address(family));
        }
        if (named) {
            throw new NaruException.Forbidden(
                    "Address already in use: %s is held by %s"
                            .formatted(Addresses.text(loss.address()), loss.holder()));
        }
        if (loss.resting()) {
            resting.add(loss.address());
        }
    }
}
