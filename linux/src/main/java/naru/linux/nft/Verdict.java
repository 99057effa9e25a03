package naru.linux.nft;

import org.jspecify.annotations.Nullable;

/**
 * The verdict on a packet.
 *
 * @param chain the target of a jump or goto, else null
 */
public record Verdict(Code code, @Nullable String chain) implements Statement {
    /** Numbers: linux/netfilter.h and enum nft_verdicts. */
    public enum Code {
        DROP(0),
        ACCEPT(1),
        CONTINUE(-1),
        JUMP(-3),
        GOTO(-4),
        RETURN(-5);

        private final int number;

        Code(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    public Verdict {
        if ((chain != null) != (code == Code.JUMP || code == Code.GOTO)) {
            throw new IllegalArgumentException("only a jump or goto has a chain");
        }
    }

    @Override
    public String toString() {
        String word = code.name().toLowerCase(java.util.Locale.ROOT);
        return chain == null ? word : word + " " + chain;
    }
}
