package naru.linux.nft;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/**
 * An element of a set or map.
 *
 * @param data the value of a map's element; empty in a set and in a verdict map
 * @param verdict the verdict of a verdict map's element
 */
public record NftElement(
        List<NftValue> key,
        List<NftValue> data,
        @Nullable Verdict verdict,
        @Nullable String comment) {
    public NftElement {
        key = List.copyOf(key);
        data = List.copyOf(data);
    }

    /** This element with a value or a concatenation. */
    public NftElement to(NftValue... data) {
        return new NftElement(key, List.of(data), verdict, comment);
    }

    public NftElement to(Verdict verdict) {
        return new NftElement(key, data, verdict, comment);
    }

    /** With a comment that {@code nft list} shows, at most 128 bytes. */
    public NftElement comment(String comment) {
        return new NftElement(key, data, verdict, comment);
    }

    /** Whether both have the same value or verdict. */
    public boolean leadsWhere(NftElement other) {
        return data.equals(other.data) && Objects.equals(verdict, other.verdict);
    }

    @Override
    public String toString() {
        var text = new StringBuilder(concatenation(key));
        if (verdict != null) {
            text.append(" : ").append(verdict);
        } else if (!data.isEmpty()) {
            text.append(" : ").append(concatenation(data));
        }
        return text.toString();
    }

    private static String concatenation(List<NftValue> values) {
        var text = new StringBuilder();
        for (NftValue value : values) {
            text.append(text.isEmpty() ? "" : " . ").append(value);
        }
        return text.toString();
    }
}
