package naru.proxy.acme;

import naru.proxy.acme.AcmeFailure.Kind;
import naru.proxy.certificate.Pem;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.net.URI;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Function;

/** A directory in memory, with a clock of its own, that can refuse, or die at its n-th call. */
final class FakeAcmeServer implements AcmeServer {
    /** A daemon that is killed. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private static final class State {
        final SortedSet<String> names;
        final Set<String> validated = new HashSet<>();
        Status status = Status.PENDING;
        String error = "";
        @Nullable X509Certificate certificate;

        State(SortedSet<String> names) {
            this.names = names;
        }
    }

    private final Clock clock;
    private final Function<String, String> answers; // of HTTP-01, by token
    private final KeyPair authority;
    private final Map<URI, State> orders = new LinkedHashMap<>();
    final List<String> emails = new ArrayList<>();
    Duration lifetime = Duration.ofDays(90);
    Optional<Window> window = Optional.empty();
    @Nullable AcmeFailure refusal;
    int replaced;
    boolean hasLostAccounts;
    int calls;
    int killAt = -1;
    boolean killsBefore;

    FakeAcmeServer(Clock clock, Function<String, String> answers) throws Exception {
        this.clock = clock;
        this.answers = answers;
        authority = Pem.newKeys(new SecureRandom());
    }

    int orders() {
        return orders.size();
    }

    private interface Action<T> {
        T run() throws AcmeFailure;
    }

    private <T> T call(Action<T> action) throws AcmeFailure {
        boolean kills = ++calls == killAt;
        if (kills && killsBefore) {
            throw new Killed();
        }
        var failure = refusal;
        if (failure != null) {
            throw failure;
        }
        var result = action.run();
        if (kills) {
            throw new Killed();
        }
        return result;
    }

    @Override
    public Account register(KeyPair key, String email) throws AcmeFailure {
        return call(() -> {
            emails.add(email);
            return new Account(URI.create("https://acme.test/account"), key);
        });
    }

    @Override
    public URI begin(Account account, SortedSet<String> names, Optional<X509Certificate> old)
            throws AcmeFailure {
        return call(() -> {
            if (hasLostAccounts) {
                hasLostAccounts = false;
                throw new AcmeFailure(Kind.NEW_ACCOUNT, "account does not exist");
            }
            var url = URI.create("https://acme.test/order/" + orders.size());
            orders.put(url, new State(names));
            replaced += old.isPresent() ? 1 : 0;
            return url;
        });
    }

    private State state(URI order) throws AcmeFailure {
        var state = orders.get(order);
        if (state == null) {
            throw new AcmeFailure(Kind.NEW_ORDER, "no such order");
        }
        return state;
    }

    @Override
    public Order order(Account account, URI url) throws AcmeFailure {
        return call(() -> {
            var state = state(url);
            var challenges =
                    state.names.stream()
                            .filter(name -> !state.validated.contains(name))
                            .map(name ->
                                    new Challenge(
                                            URI.create(url + "/" + name),
                                            name,
                                            "token-" + name,
                                            "answer-" + name,
                                            false))
                            .toList();
            var now = state.status;
            if (now == Status.PROCESSING) {
                state.status = Status.VALID;
            }
            return new Order(now, challenges, state.error, Optional.empty());
        });
    }

    @Override
    public void trigger(Account account, URI challenge) throws AcmeFailure {
        call(() -> {
            var path = challenge.toString();
            int slash = path.lastIndexOf('/');
            var name = path.substring(slash + 1);
            var state = state(URI.create(path.substring(0, slash)));
            if (("answer-" + name).equals(answers.apply("token-" + name))) {
                state.validated.add(name);
                if (state.validated.size() == state.names.size()) {
                    state.status = Status.READY;
                }
            } else {
                state.status = Status.INVALID;
                state.error = name + ": the answer is missing";
            }
            return name;
        });
    }

    @Override
    public void complete(Account account, URI order, KeyPair key) throws AcmeFailure {
        call(() -> {
            var state = state(order);
            if (state.status != Status.READY) {
                throw new AcmeFailure(Kind.NEW_ORDER, "the order is " + state.status);
            }
            state.certificate = sign(state.names, key);
            state.status = Status.PROCESSING;
            return order;
        });
    }

    private X509Certificate sign(SortedSet<String> names, KeyPair key) {
        try {
            var from = clock.instant();
            var builder =
                    new JcaX509v3CertificateBuilder(
                            new X500Name("CN=Fake authority"),
                            BigInteger.valueOf(orders.size()),
                            Date.from(from),
                            Date.from(from.plus(lifetime)),
                            new X500Name("CN=" + names.getFirst().replace("*", "any")),
                            key.getPublic());
            var general =
                    names.stream()
                            .map(name -> new GeneralName(GeneralName.dNSName, name))
                            .toArray(GeneralName[]::new);
            builder.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(general));
            var signer =
                    new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<X509Certificate> certificate(Account account, URI order) throws AcmeFailure {
        return call(() -> {
            var found = state(order).certificate;
            if (found == null) {
                throw new AcmeFailure(Kind.NEW_ORDER, "no certificate");
            }
            return List.of(found);
        });
    }

    @Override
    public Optional<Window> renewal(Account account, X509Certificate certificate)
            throws AcmeFailure {
        return call(() -> window);
    }

    /** The time of an instant of a test. */
    static final class Time extends Clock {
        Instant now = Instant.parse("2026-12-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public java.time.ZoneId getZone() {
            return java.time.ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}
