package naru.network.host;

import naru.linux.route.InterfaceAddress;
import naru.network.model.EndpointId;
import naru.network.model.NetworkId;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The tags by which an installation of Naru recognises its links: {@code
 * naru:<instance>:network:<id> <data root>} and {@code naru:<instance>:endpoint:<id>}, as a link's
 * alias (IFLA_IFALIAS). Leftovers are thus known without the journal, and foreign links are never
 * touched. Tags of former builds have no instance. An address has a mark as its protocol
 * (IFA_PROTO), without an instance.
 *
 * @param instance identifies the data root, see {@link Instance}; empty for tags without one
 * @param dataRoot null if the tags do not name it
 */
public record Owner(String instance, @Nullable Path dataRoot) {
    /** Creates and recognises tags without an instance. */
    public static final Owner UNNAMED = new Owner("", null);

    private static final Pattern TAG =
            Pattern.compile("naru:(?:([0-9a-f]{12}):)?(network|endpoint):([^ ]+)(?: (/.*))?");
    private static final String PREFIX = "naru:";
    private static final String NETWORK = "network";
    private static final String ENDPOINT = "endpoint";
    private static final int MAX_ALIAS = 255; // bytes; IFALIASZ of linux/if.h, with its NUL

    /** The protocol number of addresses; no other program uses it. */
    private static final int PROTOCOL = 'N';

    /**
     * The parts of an alias.
     *
     * @param instance empty for tags of former releases
     * @param kind {@code network} or {@code endpoint}
     * @param dataRoot null where the tag does not name it
     */
    public record Tag(String instance, String kind, String id, @Nullable Path dataRoot) {}

    /** Parses an alias; empty for one that is no tag. */
    public static Optional<Tag> parse(String alias) {
        if (!alias.startsWith(PREFIX)) {
            return Optional.empty();
        }
        var match = TAG.matcher(alias);
        if (!match.matches()) {
            return Optional.empty();
        }
        var instance = match.group(1) == null ? "" : match.group(1);
        var root = match.group(4) == null ? null : Path.of(match.group(4));
        return Optional.of(new Tag(instance, match.group(2), match.group(3), root));
    }

    public static InterfaceAddress tag(InterfaceAddress address) {
        return address.protocol(PROTOCOL);
    }

    /** Whether an address has the mark: never on a kernel without IFA_PROTO. */
    public static boolean isOurs(InterfaceAddress address) {
        return address.protocol() == PROTOCOL;
    }

    /** The tag of a network's links; it names the data root if there is room for it. */
    public String tag(NetworkId network) {
        var tag = prefix() + NETWORK + ":" + network;
        var whole = dataRoot == null ? tag : tag + " " + dataRoot;
        return whole.getBytes(StandardCharsets.UTF_8).length <= MAX_ALIAS ? whole : tag;
    }

    public String tag(EndpointId endpoint) {
        return prefix() + ENDPOINT + ":" + endpoint;
    }

    private String prefix() {
        return instance.isEmpty() ? PREFIX : PREFIX + instance + ":";
    }

    /** Whether an alias is a tag of this installation. */
    public boolean isOurs(String alias) {
        return parse(alias).filter(tag -> tag.instance().equals(instance)).isPresent();
    }

    /** Whether an alias is a tag of this installation or of an unknown one. */
    public boolean mayBeOurs(String alias) {
        return parse(alias)
                .filter(tag -> tag.instance().isEmpty() || tag.instance().equals(instance))
                .isPresent();
    }

    /** Whether an alias is a tag of this network. */
    public static boolean names(String alias, NetworkId network) {
        return alias.contains(network.value())
                && parse(alias)
                        .filter(tag ->
                                tag.kind().equals(NETWORK) && tag.id().equals(network.value()))
                        .isPresent();
    }

    /** Whether an alias is a tag of this endpoint. */
    public static boolean names(String alias, EndpointId endpoint) {
        return endpoint(alias).filter(endpoint::equals).isPresent();
    }

    /** The endpoint that a link belongs to, by its alias. */
    public static Optional<EndpointId> endpoint(String alias) {
        return parse(alias)
                .filter(tag -> tag.kind().equals(ENDPOINT))
                .map(tag -> new EndpointId(tag.id()));
    }
}
