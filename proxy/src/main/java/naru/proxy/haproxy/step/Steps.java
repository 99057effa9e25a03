package naru.proxy.haproxy.step;

import naru.proxy.haproxy.text.Replies;
import naru.proxy.model.Middleware;

import java.util.List;
import java.util.stream.Collectors;

/** Writes the middlewares of a backend. */
public final class Steps {
    /** What is worth compressing; images, videos and archives are compressed already. */
    private static final List<String> COMPRESSIBLE =
            List.of(
                    "text/html",
                    "text/plain",
                    "text/css",
                    "text/xml",
                    "text/csv",
                    "text/markdown",
                    "text/javascript",
                    "application/javascript",
                    "application/json",
                    "application/ld+json",
                    "application/manifest+json",
                    "application/xml",
                    "application/xhtml+xml",
                    "application/rss+xml",
                    "application/atom+xml",
                    "application/wasm",
                    "image/svg+xml",
                    "font/ttf",
                    "font/otf");

    private Steps() {}

    /**
     * The lines of some middlewares.
     *
     * @param backend the name of the backend
     * @throws IllegalArgumentException if HAProxy cannot do what a middleware says
     */
    public static StepOutput write(String backend, List<Middleware> steps, Needs needs) {
        var out = new StepOutput(backend);
        for (var step : steps) {
            out.next();
            if (step instanceof Middleware.Cache cache) {
                CacheSteps.write(out, cache, steps);
            } else {
                write(out, step, needs);
            }
        }
        return out;
    }

    /** A backend that refuses all requests, since its middlewares may be what protects it. */
    public static StepOutput refusal(String backend) {
        var out = new StepOutput(backend);
        out.requestLine(Replies.text(503, "the route has an error, see naru proxy check"));
        return out;
    }

    private static void write(StepOutput out, Middleware middleware, Needs needs) {
        switch (middleware) {
            case Middleware.StripPrefix step -> PathSteps.strip(out, step);
            case Middleware.StripPrefixRegexp step -> PathSteps.strip(out, step);
            case Middleware.AddPrefix step -> PathSteps.add(out, step);
            case Middleware.ReplacePrefix step -> PathSteps.replace(out, step);
            case Middleware.ReplacePath step -> PathSteps.replace(out, step);
            case Middleware.ReplacePathRegexp step -> PathSteps.replace(out, step);
            case Middleware.RedirectScheme step -> RedirectSteps.scheme(out, step);
            case Middleware.RedirectRegexp step -> RedirectSteps.pattern(out, step);
            case Middleware.Headers step -> HeaderSteps.write(out, step);
            case Middleware.AllowAddresses step -> AccessSteps.allow(out, step);
            case Middleware.InternalOnly() -> AccessSteps.internal(out);
            case Middleware.RateLimit step -> RateSteps.write(out, step);
            case Middleware.InFlightLimit step -> AccessSteps.inFlight(out, step);
            case Middleware.BodyLimit step -> AccessSteps.body(out, step);
            case Middleware.Retry step -> out.setting("retries " + (step.attempts() - 1));
            case Middleware.Compress step -> compress(out, step);
            case Middleware.BasicAuth step -> AuthSteps.basic(out, step, needs);
            case Middleware.ForwardAuth step -> AuthSteps.forward(out, step, needs);
            case Middleware.ErrorPages step -> AuthSteps.pages(out, step, needs);
            case Middleware.Refused(var reason) -> throw new IllegalArgumentException(reason);
            case Middleware.Cache ignored ->
                    throw new IllegalArgumentException("a cache between other steps");
            case Middleware.Chain ignored ->
                    throw new IllegalArgumentException("a chain that is not resolved");
        }
    }

    private static void compress(StepOutput out, Middleware.Compress step) {
        out.setting("filter compression");
        out.setting("compression algo gzip");
        out.setting(
                "compression type "
                        + COMPRESSIBLE.stream()
                                .filter(type -> !step.excludedTypes().contains(type))
                                .collect(Collectors.joining(" ")));
    }
}
