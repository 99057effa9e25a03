package naru.dns.forward;

import io.netty.channel.EventLoop;

import naru.dns.wire.Rcode;

import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** What all attempts of one exchange share: the question, and the means to ask it. */
record Asking(
        EventLoop loop,
        Executor opener,
        RandomGenerator random,
        Upstreams upstreams,
        byte[] query,
        int questionEnd,
        Log log) {

    /** Is told what happens, for whoever wants to know. On the event loop. */
    interface Log {
        void note(Attempt attempt, String what);

        /** A reply came that had other letters in it than the question. */
        void forged();
    }

    Question question(boolean mixed) {
        return new Question(query, questionEnd, mixed, random);
    }

    Door door() {
        return upstreams.door();
    }

    Instant now() {
        return upstreams.now();
    }

    void note(Attempt attempt, String what) {
        log.note(attempt, what);
    }

    void forged() {
        log.forged();
    }

    /** A reply in a few words, such as {@code NXDOMAIN}. */
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
