package naru.proxy.haproxy.step;

import naru.proxy.model.Middleware.ErrorPages;
import naru.proxy.model.Middleware.ForwardAuth;

import java.util.Map;

/** What middlewares need beside the backend they belong to. */
public interface Needs {
    /** The Unix socket of the process that verifies passwords, as Lua connects to it. */
    String passwordSocket();

    /** The file of the map of verified credentials. */
    String passwordMap();

    /** The Unix socket that leads to the backends of the proxy itself. */
    String internalSocket();

    /** Adds a list of users with their password hashes, and returns its name. */
    String passwordList(Map<String, String> users);

    /** Adds a backend for an authentication server, and returns its name. */
    String authBackend(ForwardAuth step);

    /** Adds a backend for the service of error pages, and returns its name. */
    String pageBackend(ErrorPages step);
}
