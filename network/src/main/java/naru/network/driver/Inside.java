package naru.network.driver;

import naru.linux.Netns;
import naru.linux.route.RouteSocket;

/** A sandbox's namespace and a socket in it. */
public record Inside(Netns netns, RouteSocket route) implements AutoCloseable {
    @Override
    public void close() {
        try (netns) {
            route.close();
        }
    }
}
