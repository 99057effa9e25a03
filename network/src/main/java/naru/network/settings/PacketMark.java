package naru.network.settings;

/**
 * A packet mark set by rules of the host: matches marks that equal {@code value} in the bits of
 * {@code mask}.
 */
public record PacketMark(int value, int mask) {
    /**
     * Reads {@code 7} or {@code 0x2/0x3}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static PacketMark parse(String text) {
        int slash = text.indexOf('/');
        try {
            int mask = slash < 0 ? -1 : number(text.substring(slash + 1));
            return new PacketMark(number(slash < 0 ? text : text.substring(0, slash)), mask);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "invalid firewall mark \"%s\": wanted is a number, and perhaps a mask, such as 0x2/0x3"
                            .formatted(text),
                    e);
        }
    }

    private static int number(String text) {
        long number = Long.decode(text);
        if (number < 0 || number > 0xffffffffL) {
            throw new NumberFormatException(text);
        }
        return (int) number;
    }

    @Override
    public String toString() {
        return "0x%x/0x%x".formatted(value, mask);
    }
}
