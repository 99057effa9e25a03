package naru.network.option;

import java.util.Optional;

/** Booleans in the spellings of Go's strconv.ParseBool, as Docker accepts them. */
public final class GoBool {
    private GoBool() {}

    /** Empty for other text. */
    public static Optional<Boolean> parse(String text) {
        return switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> Optional.of(true);
            case "0", "f", "F", "false", "FALSE", "False" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
