package naru.dns;

import naru.dns.directory.View;
import naru.dns.forward.Upstreams;

import java.util.function.Supplier;

/**
 * What a sandbox's answers depend on. Replaced as a whole when the sandbox is attached, detached or
 * renamed.
 *
 * @param upstreams who is asked what the view does not know
 * @param keepsBareNames whether an unknown name without a dot gets an empty answer, so that the
 *     client goes on with its search domains; Docker does so when the user chose {@code ndots}
 *     above 0
 */
record Standpoint(View view, Supplier<Upstreams> upstreams, boolean keepsBareNames) {}
