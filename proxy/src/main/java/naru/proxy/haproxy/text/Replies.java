package naru.proxy.haproxy.text;

/** Responses that HAProxy gives itself. */
public final class Replies {
    private Replies() {}

    /**
     * A rule that answers with a status and its reason as text.
     *
     * @param reason a log format without double quotes
     */
    public static String text(int status, String reason) {
        return "http-request return status "
                + status
                + " content-type text/plain hdr Cache-Control no-store lf-string \""
                + status
                + ": "
                + reason
                + "\\n\"";
    }
}
