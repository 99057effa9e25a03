package naru.linux.route.socket;

import naru.linux.route.Change;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * How a link with an alias is made: the kernel ignores the alias in the message that adds a link
 * (rtnl_newlink_create, net/core/rtnetlink.c), so it comes in a second one. Between the two the
 * link is in {@link #GROUP}, by which it is found again when the process dies in between.
 */
public final class NewLink {
    /** The group of links that still lack their alias; any number that no other program uses. */
    public static final int GROUP = 0x6e617276;

    private NewLink() {}

    /** The changes that make {@code change}, one a message: two for a link with an alias. */
    public static List<Change> steps(Change change) {
        return switch (change) {
            case LinkChange.AddBridge(var name, var settings, var options) when isNamed(settings) ->
                    List.of(
                            new LinkChange.AddBridge(name, unnamed(settings), options),
                            naming(name, settings));
            case LinkChange.AddVeth(var name, var settings, var peer, var other)
                    when isNamed(settings) ->
                    List.of(
                            new LinkChange.AddVeth(name, unnamed(settings), peer, other),
                            naming(name, settings));
            case LinkChange.AddMacvlan(var name, int parent, var mode, var settings)
                    when isNamed(settings) ->
                    List.of(
                            new LinkChange.AddMacvlan(name, parent, mode, unnamed(settings)),
                            naming(name, settings));
            case LinkChange.AddIpvlan(var name, int parent, var mode, var flag, var settings)
                    when isNamed(settings) ->
                    List.of(
                            new LinkChange.AddIpvlan(name, parent, mode, flag, unnamed(settings)),
                            naming(name, settings));
            case LinkChange.AddVlan(var name, int parent, int id, var settings)
                    when isNamed(settings) ->
                    List.of(
                            new LinkChange.AddVlan(name, parent, id, unnamed(settings)),
                            naming(name, settings));
            case LinkChange.AddVxlan(var name, var vxlan, var settings) when isNamed(settings) ->
                    List.of(
                            new LinkChange.AddVxlan(name, vxlan, unnamed(settings)),
                            naming(name, settings));
            case LinkChange.AddPlain(var name, var kind, var settings) when isNamed(settings) ->
                    List.of(
                            new LinkChange.AddPlain(name, kind, unnamed(settings)),
                            naming(name, settings));
            default -> List.of(change);
        };
    }

    /** A link that is born in another namespace cannot be named from here. */
    private static boolean isNamed(LinkSettings settings) {
        return settings.alias() != null && settings.netns() == null;
    }

    private static LinkSettings unnamed(LinkSettings settings) {
        return with(settings, null, GROUP);
    }

    private static Change naming(String name, LinkSettings settings) {
        int group = settings.group() == null ? 0 : settings.group();
        return new LinkChange.Set(
                LinkRef.of(name), with(LinkSettings.NONE, settings.alias(), group));
    }

    private static LinkSettings with(LinkSettings settings, @Nullable String alias, int group) {
        return new LinkSettings(
                settings.name(),
                settings.index(),
                settings.mtu(),
                settings.address(),
                settings.master(),
                alias,
                group,
                settings.up(),
                settings.netns());
    }
}
