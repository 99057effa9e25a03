package naru.network.shared;

import naru.network.model.Endpoint;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Of a host without others.
 *
 * @param reason the refusal of requests for shared networks
 */
public record NoSharedNetworks(String reason) implements SharedNetworks {
    @Override
    public Network create(Function<Existing, Network> define) {
        throw new NaruException.Forbidden(reason);
    }

    @Override
    public void delete(Network network) {
        throw new NaruException.Forbidden(reason);
    }

    @Override
    public Optional<Loss> claim(Endpoint endpoint, Owner owner, Set<InetAddress> insisted) {
        throw new NaruException.Forbidden(reason);
    }

    @Override
    public void release(Endpoint endpoint) {}

    @Override
    public List<Peer> peers(NetworkId network) {
        return List.of();
    }

    @Override
    public int firstOffset() {
        return 0;
    }
}
