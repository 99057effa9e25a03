package naru.proxy.haproxy;

import naru.proxy.haproxy.routing.Backends;
import naru.proxy.haproxy.step.CacheSteps;
import naru.proxy.haproxy.step.StepOutput;
import naru.proxy.haproxy.text.Quoting;
import naru.proxy.haproxy.text.Section;
import naru.proxy.model.Middleware.Cache;
import naru.proxy.model.Service;
import naru.proxy.model.Service.Protocol;
import naru.proxy.model.Service.Sticky;
import naru.proxy.table.RoutedService;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The way of a request whose route caches: its backend, which has the middlewares; nginx; a
 * frontend on a Unix socket; the backend of its members, which decides what nginx may keep.
 * Requests that nginx cannot answer, or that find it dead, go from the first backend to the
 * frontend.
 */
final class CacheSections {
    /** The socket of the frontend before the members. */
    static final String ORIGIN_SOCKET = "origin.sock";

    private static final String ROUTE = "X-Naru-Route";
    private static final String CLIENT = "X-Naru-Client";
    private static final String NO = "txn.uncacheable";

    /** How long requests go past nginx after a response that could not be cached. */
    private static final String UNCACHED_TIME = "30s";

    /** By which the time limit of members ends first, so that nginx can answer in their place. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private static final Duration NOT_FOUND_TIME = Duration.ofSeconds(10);

    private final ProxySettings settings;
    private boolean areUsed;

    CacheSections(ProxySettings settings) {
        this.settings = settings;
    }

    /** The backend that clients' requests reach. */
    Section front(String name, RoutedService routed, StepOutput steps) {
        areUsed = true;
        var section = new Section("backend " + name);
        var silence = routed.pool().service().tuning().silence();
        boolean streams = streams(routed);
        var limit = silence.orElse(streams ? Duration.ofHours(1) : Duration.ofMinutes(5));
        section.add("timeout server " + GlobalSection.milliseconds(limit.plus(MARGIN)));
        silence.ifPresent(time ->
                section.add("timeout tunnel " + GlobalSection.milliseconds(time.plus(MARGIN))));
        steps.settings().stream().filter(line -> !isOfMembers(line)).forEach(section::add);
        section.addAll(steps.request());
        bind(section, routed.pool().service());
        section.add("http-request set-header " + ROUTE + " " + name);
        section.add("http-request set-header " + CLIENT + " %[src]");
        if (sendsAddress(routed)) {
            section.add("http-request set-header X-Naru-Client-Port %[src_port]");
            section.add("http-request set-header X-Naru-Server %[dst]");
            section.add("http-request set-header X-Naru-Server-Port %[dst_port]");
        }
        section.add("use-server cache if { var(" + CacheSteps.CACHES + ") -m bool }");
        section.addAll(steps.response());
        section.add(
                "server cache "
                        + address(ProxySettings.CACHE_SOCKET)
                        + " weight 0 track naru::nginx/cache");
        return section.add("server direct " + address(ORIGIN_SOCKET) + " weight 1");
    }

    /**
     * A client without the cookie that binds it to a member goes to the members, which set it:
     * nginx keeps no response with a cookie, and would let such requests wait for each other.
     */
    private static void bind(Section section, Service service) {
        service.sticky()
                .filter(Sticky.Cookie.class::isInstance)
                .map(sticky -> BackendSection.cookieName(service, (Sticky.Cookie) sticky))
                .ifPresent(name ->
                        section.add(
                                "http-request unset-var("
                                        + CacheSteps.CACHES
                                        + ") unless { req.cook("
                                        + name
                                        + ") -m found }"));
    }

    private static boolean streams(RoutedService routed) {
        var protocol = ServerOptions.protocol(routed.pool().service());
        return protocol == Protocol.H2C || protocol == Protocol.GRPCS;
    }

    private static boolean sendsAddress(RoutedService routed) {
        return routed.pool().service().tuning().proxyProtocol() > 0;
    }

    private static boolean isOfMembers(String setting) {
        return setting.startsWith("retries ");
    }

    /** The backend of the members, without them. */
    Section origin(String name, RoutedService routed, Cache cache, StepOutput steps) {
        var request =
                new ArrayList<>(
                        List.of(
                                "http-request set-var(txn.cache_key) req.fhdr("
                                        + CacheSteps.KEY
                                        + "),sha1",
                                "http-request set-var(txn.has_cookie) bool(true) if {"
                                        + " req.hdr(cookie) -m found }",
                                "http-request set-var(txn.cache_renews) bool(true) if {"
                                        + " req.hdr(x-naru-renews) -m str EXPIRED }",
                                "http-request set-src req.hdr(" + CLIENT + ")"));
        if (sendsAddress(routed)) {
            request.add("http-request set-src-port req.hdr(X-Naru-Client-Port)");
            request.add("http-request set-dst req.hdr(X-Naru-Server)");
            request.add("http-request set-dst-port req.hdr(X-Naru-Server-Port)");
        }
        request.add("http-request del-header X-Naru- -m beg");
        request.add(BackendSection.hold() + " !{ var(txn.cache_renews) -m bool }");
        var section =
                BackendSection.section(
                        Backends.ORIGIN + name,
                        routed.pool().service(),
                        steps.settings().stream().filter(CacheSections::isOfMembers).toList(),
                        request,
                        storability(cache));
        return section.add(GlobalSection.noMember(name));
    }

    /**
     * What nginx may keep. It never keeps a response with Set-Cookie, and obeys X-Accel-Expires
     * (seconds) where the response itself has no lifetime. X-Accel-Buffering makes it pass a
     * response on as it comes, and keep nothing of it. While nginx has an old response, it is asked
     * again, since it serves that in place of an error.
     */
    private static List<String> storability(Cache cache) {
        var lines = new ArrayList<String>();
        lines.add("del-header X-Accel- -m beg");
        lines.add("del-header X-Naru- -m beg");
        var never = "set-var(" + NO + ") bool(true) if ";
        lines.add(never + "!{ status 200 203 204 300 301 302 303 304 307 308 404 405 410 414 }");
        lines.add(never + "{ res.hdr(set-cookie) -m found }");
        lines.add(never + "{ res.hdr(cache-control) -m beg -i private no-store no-cache }");
        lines.add(never + "{ res.hdr(cache-control) -m str -i s-maxage=0 }");
        var shared = "{ res.hdr(cache-control) -m beg -i s-maxage= }";
        lines.add(never + "{ res.hdr(cache-control) -m str -i max-age=0 } !" + shared);
        lines.add(never + "{ res.hdr(vary) -m str * }");
        lines.add(never + "{ res.hdr(content-type) -m beg -i text/event-stream }");
        lines.add(never + "{ res.hdr(content-length) -m int gt " + cache.maxObject() + " }");
        var lasts = "txn.cache_lasts";
        lines.add(
                "set-var("
                        + lasts
                        + ") bool(true) if { res.hdr(cache-control) -m beg -i max-age= s-maxage= }"
                        + " || { res.fhdr(expires) -m len ge 20 }");
        var hasNone = "!{ var(" + lasts + ") -m bool }";
        cache.lifetime()
                .ifPresent(time -> {
                    var isOwn = " if " + hasNone + " !{ var(txn.has_cookie) -m bool } { status ";
                    lines.add(keep(time) + isOwn + "200 203 301 304 308 }");
                    lines.add(keep(shorter(time)) + isOwn + "404 410 }");
                });
        lines.add(never + hasNone + " !{ res.hdr(x-accel-expires) -m found } !{ status 304 }");
        var uncacheable = " if { var(" + NO + ") -m bool }";
        lines.add("set-header X-Accel-Buffering no" + uncacheable);
        lines.add(
                "track-sc0 var(txn.cache_key) table "
                        + CacheSteps.UNCACHED_TABLE
                        + uncacheable
                        + " !{ var(txn.cache_renews) -m bool }");
        lines.add("set-var(txn.cache_age) res.hdr(age)");
        lines.add("set-header X-Naru-Stored %[date]");
        lines.add(
                "set-header X-Naru-Stored %[date,sub(txn.cache_age)] if { res.hdr(age) -m int ge 0"
                        + " }");
        lines.replaceAll(line -> "http-response " + line);
        return lines;
    }

    private static String keep(Duration time) {
        return "set-header X-Accel-Expires " + Math.max(1, time.toSeconds());
    }

    private static Duration shorter(Duration time) {
        return time.compareTo(NOT_FOUND_TIME) < 0 ? time : NOT_FOUND_TIME;
    }

    /** The frontend before the members, the tables, and the check of nginx. */
    List<Section> sections() {
        if (!areUsed) {
            return List.of();
        }
        return List.of(
                new Section("frontend naru::origin")
                        .add(bind(settings.inJail(ORIGIN_SOCKET).toString()))
                        .add(bind(settings.cacheFolder().resolve(ORIGIN_SOCKET).toString()))
                        .add("no log")
                        .add("timeout http-keep-alive 1h") // its clients close their connections
                        .add("use_backend " + Backends.ORIGIN + "%[req.hdr(" + ROUTE + ")]"),
                new Section("backend naru::nginx")
                        .add(
                                "server cache "
                                        + address(ProxySettings.CACHE_SOCKET)
                                        + " check inter 500ms downinter 50ms fastinter 50ms fall 1"
                                        + " rise 1"),
                new Section("backend " + CacheSteps.RESULTS_TABLE)
                        .add("stick-table type string len 256 size 100k store gpc0"),
                new Section("backend " + CacheSteps.UNCACHED_TABLE)
                        .add("stick-table type binary len 20 size 100k expire " + UNCACHED_TIME));
    }

    private String address(String socket) {
        return Quoting.word(settings.inWorker(socket));
    }

    private String bind(String socket) {
        return "bind " + Quoting.word("unix@" + socket) + settings.bindOptions();
    }
}
