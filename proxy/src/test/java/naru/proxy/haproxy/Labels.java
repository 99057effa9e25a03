package naru.proxy.haproxy;

/** Labels of a Traefik router with one middleware. */
final class Labels {
    private Labels() {}

    /**
     * A router for {@code shop.test}.
     *
     * @param settings of the middleware {@code m}, one a line: {@code addprefix.prefix=/x}
     */
    static String traefik(String settings) {
        var labels =
                new StringBuilder(
                        """
                        traefik.enable=true
                        traefik.http.routers.web.rule=Host(`shop.test`)
                        traefik.http.routers.web.middlewares=m
                        """);
        settings.lines()
                .forEach(line ->
                        labels.append("traefik.http.middlewares.m.").append(line).append('\n'));
        return labels.toString();
    }
}
