package naru.proxy.label;

import naru.proxy.label.node.LabelNode;
import naru.proxy.label.node.Words;

import java.util.regex.Pattern;

/** The parts of a request that checks a member's health. */
final class Checks {
    private static final int MAX_FIELDS = 12;
    private static final Pattern PATH = Pattern.compile("(/[\\x21-\\x7e]*)?");
    private static final Pattern HOST = Pattern.compile("[\\x21-\\x7e]*");

    private Checks() {}

    /** Whether all labels can be part of a request; others are reported. */
    static boolean check(LabelNode labels) {
        int before = labels.problems();
        if (!isPath(labels.text("path", ""))) {
            labels.child("path").problem("expected a path such as /health");
        }
        if (!Words.isToken(labels.text("method", "GET"))) {
            labels.child("method").problem("expected a method such as GET");
        }
        if (!HOST.matcher(labels.text("hostname", "")).matches()) {
            labels.child("hostname").problem("expected a host name");
        }
        if (labels.child("headers").fields().size() > MAX_FIELDS) {
            labels.child("headers").problem("at most " + MAX_FIELDS + " header fields are sent");
        }
        return labels.problems() == before;
    }

    static boolean isPath(String path) {
        return PATH.matcher(path).matches();
    }
}
