package naru.network.pool;

import naru.network.address.Addresses;
import naru.network.address.Prefix;
import naru.network.model.NaruException;
import naru.network.model.PoolConfig;
import naru.network.model.PoolSpec;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Validates pools given by users, and reports all errors at once, as in Docker. */
public final class PoolCheck {
    private final List<String> faults = new ArrayList<>();

    private PoolCheck() {}

    /**
     * The pools that have a subnet; those without one are left to Naru. A missing gateway remains
     * null.
     *
     * @throws NaruException.Invalid with one line per error
     */
    public static List<PoolConfig> check(List<PoolSpec> specs) {
        var check = new PoolCheck();
        var pools = new ArrayList<PoolConfig>();
        for (var spec : specs) {
            check.pool(spec).ifPresent(pools::add);
        }
        if (!check.faults.isEmpty()) {
            throw new NaruException.Invalid(
                    "invalid network config:\n" + String.join("\n", check.faults));
        }
        return List.copyOf(pools);
    }

    private Optional<PoolConfig> pool(PoolSpec spec) {
        var text = orEmpty(spec.subnet());
        if (text.isEmpty()
                && orEmpty(spec.gateway()).isEmpty()
                && orEmpty(spec.ipRange()).isEmpty()) {
            return Optional.empty();
        }
        var subnet = prefix("subnet", text);
        if (subnet == null) {
            return Optional.empty();
        }
        if (!subnet.equals(subnet.masked())) {
            faults.add("invalid subnet " + subnet + ": it should be " + subnet.masked());
        }
        var range = range(orEmpty(spec.ipRange()), subnet);
        var gateway = address("gateway " + spec.gateway(), orEmpty(spec.gateway()), subnet);
        Map<String, InetAddress> auxiliary = new LinkedHashMap<>();
        spec.auxiliaryAddresses()
                .forEach((name, value) -> {
                    var address = address("auxiliary address " + name, value, subnet);
                    if (address != null) {
                        auxiliary.put(name, address);
                    }
                });
        return Optional.of(new PoolConfig(subnet.masked(), range, gateway, auxiliary));
    }

    private @Nullable Prefix range(String text, Prefix subnet) {
        if (text.isEmpty()) {
            return null;
        }
        var range = prefix("ip-range", text);
        if (range == null) {
            return null;
        }
        if (range.family() != subnet.family()) {
            faults.add(
                    "invalid ip-range "
                            + text
                            + ": parent subnet is an "
                            + subnet.family()
                            + " block");
            return null;
        }
        if (range.length() < subnet.length()) {
            faults.add(
                    "invalid ip-range "
                            + text
                            + ": CIDR block is bigger than its parent subnet "
                            + subnet);
        }
        if (!range.equals(range.masked())) {
            faults.add("invalid ip-range " + range + ": it should be " + range.masked());
        }
        if (!subnet.overlaps(range)) {
            faults.add(
                    "invalid ip-range "
                            + text
                            + ": parent subnet "
                            + subnet
                            + " doesn't contain ip-range");
        }
        return range;
    }

    private @Nullable InetAddress address(String what, String text, Prefix subnet) {
        if (text.isEmpty()) {
            return null;
        }
        InetAddress address;
        try {
            address = Addresses.parse(text);
        } catch (IllegalArgumentException ignored) {
            faults.add("invalid " + what + ": invalid address");
            return null;
        }
        if (address.getAddress().length * 8 != subnet.bits()) {
            faults.add("invalid " + what + ": parent subnet is an " + subnet.family() + " block");
        } else if (!subnet.contains(address)) {
            faults.add(
                    "invalid "
                            + what
                            + ": parent subnet "
                            + subnet
                            + " doesn't contain this address");
        }
        return address;
    }

    private @Nullable Prefix prefix(String what, String text) {
        try {
            return Prefix.parse(text);
        } catch (IllegalArgumentException ignored) {
            faults.add("invalid " + what + " " + text + ": invalid CIDR block notation");
            return null;
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
