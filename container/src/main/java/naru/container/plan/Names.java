package naru.container.plan;

import naru.network.model.NaruException;

import java.util.List;
import java.util.random.RandomGenerator;

/** Names of containers: which are allowed, and one for a container that came without. */
public final class Names {
    private static final List<String> KINDS =
            List.of(
                    "amber", "bold", "brisk", "calm", "clear", "cool", "deep", "early", "fair",
                    "fleet", "fresh", "gentle", "glad", "grand", "green", "keen", "kind", "late",
                    "light", "lively", "mild", "neat", "quick", "quiet", "ready", "silver",
                    "steady", "still", "swift", "tidal", "warm", "wide");
    private static final List<String> BOATS =
            List.of(
                    "barge",
                    "brig",
                    "buoy",
                    "canoe",
                    "clipper",
                    "coble",
                    "cutter",
                    "dhow",
                    "dinghy",
                    "dory",
                    "ferry",
                    "galley",
                    "gig",
                    "junk",
                    "kayak",
                    "ketch",
                    "launch",
                    "lugger",
                    "packet",
                    "pilot",
                    "pinnace",
                    "pram",
                    "punt",
                    "raft",
                    "sampan",
                    "schooner",
                    "skiff",
                    "sloop",
                    "tender",
                    "tug",
                    "wherry",
                    "yawl");

    private Names() {}

    /** {@code [a-zA-Z0-9][a-zA-Z0-9_.-]+}. */
    public static boolean isValid(String name) {
        if (name.length() < 2 || !isAlphanumeric(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isAlphanumeric(c) && c != '_' && c != '.' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** A name as the user gave it, without the slash in front. */
    public static String checked(String given) {
        String name = given.startsWith("/") ? given.substring(1) : given;
        if (!isValid(name)) {
            throw new NaruException.Invalid(
                    "Invalid container name ("
                            + name
                            + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        }
        return name;
    }

    /** The beginning of an id as users see it. */
    public static String shortId(String id) {
        return id.substring(0, 12);
    }

    public static String random(RandomGenerator random) {
        return KINDS.get(random.nextInt(KINDS.size()))
                + "_"
                + BOATS.get(random.nextInt(BOATS.size()))
                + random.nextInt(10, 100);
    }
}
