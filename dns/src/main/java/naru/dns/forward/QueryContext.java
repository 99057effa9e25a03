package naru.dns.forward;

import io.netty.channel.EventLoop;

import naru.dns.wire.Rcode;

import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** The shared context of all attempts of one exchange. */
record QueryContext(
        EventLoop loop,
        Executor opener,
        RandomGenerator random,
        Upstreams upstreams,
        byte[] query,
        int questionEnd,
        QueryLog log) {

    Question question(boolean mixed) {
        return new Question(query, questionEnd, mixed, random);
    }

    UpstreamConnector connector() {
        return upstreams.connector();
    }

    Instant now() {
        return upstreams.now();
    }

    /** A short description of a reply, such as {@code NXDOMAIN}. */
    static String describe(byte[] reply) {
        int code = reply[3] & 0xf;
        var name =
                Arrays.stream(Rcode.values())
                        .filter(each -> each.code() == code)
                        .map(Rcode::name)
                        .findFirst()
                        .orElse("code " + code);
        int answers = (reply[6] & 0xff) << 8 | (reply[7] & 0xff);
        return name
                + ", "
                + answers
                + (answers == 1 ? " record" : " records")
                + (Question.isTruncated(reply) ? ", truncated" : "");
    }
}
